import { problem, requestIdOf } from "@/app/_server/http";
import { readJson } from "@/app/_server/read-json";
import { toAppError } from "@/lib/core/errors";
import { getRuntime } from "@/lib/workflows/service/runtime";
import { answerAlerts } from "@/lib/workflows/watch/receive-alerts";

export const dynamic = "force-dynamic";

/** Alertmanager groups alerts; what is larger than this is none of its calls. */
const MOST_BYTES = 524_288;

/** Alertmanager's webhook, for whoever holds ALERTS_TOKEN. Without a token set the route does not exist. */
export async function POST(request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  const rt = await getRuntime();
  try {
    const { status, body } = await answerAlerts(rt, request.headers.get("authorization"), () =>
      readJson(request, MOST_BYTES),
    );
    return Response.json(body, { status });
  } catch (error) {
    const failure = toAppError(error);
    rt.logger.warn({ requestId, code: failure.code, err: failure }, "a call of Alertmanager was not taken");
    return problem(failure, requestId);
  }
}
