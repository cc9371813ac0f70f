import type { NextRequest } from "next/server";
import { answerMetrics } from "@/lib/workflows/service/collect-metrics";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/** Prometheus text format (OpenMetrics where it is asked for and there are traces to point to), for whoever holds METRICS_TOKEN. Without a token set the route does not exist. */
export async function GET(request: NextRequest): Promise<Response> {
  const answer = await answerMetrics(
    await getRuntime(),
    request.headers.get("authorization"),
    request.headers.get("accept"),
  );
  return new Response(answer.body || null, { status: answer.status, headers: answer.headers });
}
