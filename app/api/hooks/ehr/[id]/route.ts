import { requestIdOf } from "@/app/_server/http";
import { readText } from "@/app/_server/read-json";
import { toAppError } from "@/lib/core/errors";
import { receiveNews } from "@/lib/workflows/clinic/receive-news";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/** Ids of what is new; what is larger is none of it. */
const MOST_BYTES = 65_536;

/** An EHR says that there is something new (R4 Subscription, rest-hook). Whoever does not hold its secret learns nothing. */
export async function POST(
  request: Request,
  { params }: { readonly params: Promise<{ readonly id: string }> },
): Promise<Response> {
  const rt = await getRuntime();
  const headers = { "cache-control": "no-store" };
  try {
    const { id } = await params;
    const authorization = request.headers.get("authorization");
    const taken = await receiveNews(rt, id, authorization, () => readText(request, MOST_BYTES));
    return new Response(null, { status: taken ? 200 : 401, headers });
  } catch (error) {
    const failure = toAppError(error);
    const requestId = requestIdOf(request);
    rt.logger.warn({ requestId, code: failure.code, err: failure }, "an EHR's call was not taken");
    return new Response(null, { status: failure.code === "invalid-input" ? 413 : 503, headers });
  }
}
