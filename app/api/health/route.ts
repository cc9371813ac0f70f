import { getHealth } from "@/lib/workflows/service/health";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/** For load balancers and people: ready, degraded (and why) or down. Public, so it names no patient, user or secret. */
export async function GET(): Promise<Response> {
  const health = await getHealth(await getRuntime());
  return Response.json(health, { status: health.status === "down" ? 503 : 200 });
}
