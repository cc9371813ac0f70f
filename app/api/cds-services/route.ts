import { listCdsServices } from "@/lib/workflows/clinic/cds-hook";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/** Discovery of CDS Hooks 2.0: which services there are. Names nobody and needs no token. */
export async function GET(): Promise<Response> {
  return Response.json({ services: listCdsServices(await getRuntime()) });
}
