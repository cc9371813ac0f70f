import { AppError } from "@/lib/core/errors";

/** The body of a machine's call. @throws AppError("invalid-input") where it is larger than so many bytes */
export async function readText(request: Request, mostBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > mostBytes)
    throw new AppError("invalid-input", "the call is too large");
  const text = await request.text();
  if (text.length > mostBytes) throw new AppError("invalid-input", "the call is too large");
  return text;
}

/** The same as JSON. @throws AppError("invalid-input") where it is too large, or no JSON */
export async function readJson(request: Request, mostBytes: number): Promise<unknown> {
  const text = await readText(request, mostBytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid-input", "the call is not JSON", { cause });
  }
}
