import { answerProbe } from "@/lib/workflows/service/health";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/** Whether people may be sent to this process now: 503 while the database takes no writes, and while it stops. */
export async function GET(): Promise<Response> {
  const check = await answerProbe(await getRuntime(), "/api/health/ready");
  return Response.json(check, { status: check?.ok ? 200 : 503 });
}
