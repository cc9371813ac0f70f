import { answerProbe } from "@/lib/workflows/service/health";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/** Whether this process answers at all; else it is to be started anew. Looks at nothing else. */
export async function GET(): Promise<Response> {
  const check = await answerProbe(await getRuntime(), "/api/health/live");
  return Response.json(check, { status: check?.ok ? 200 : 503 });
}
