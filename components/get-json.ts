import type { ErrorCode } from "@/lib/core/errors";
import { ActionError } from "./action-error";

/**
 * Reads go through routes, not server actions: actions of a page run one after another, and a slow explanation must not
 * keep a decision waiting. @throws ActionError for what the server refuses; the browser's own error when it is not reached.
 */
export async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: "application/json" }, cache: "no-store" });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const problem = body as { code?: ErrorCode; title?: string; requestId?: string } | null;
  throw new ActionError(
    problem?.code ?? "internal",
    problem?.title ?? `The server answered with ${response.status}.`,
    problem?.requestId ?? null,
  );
}
