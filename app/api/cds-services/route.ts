import { preflightCds, readable } from "@/app/_server/cds";
import { listCdsServices } from "@/lib/workflows/clinic/cds-hook";
import { getRuntime } from "@/lib/workflows/service/runtime";

export const dynamic = "force-dynamic";

/** Discovery of CDS Hooks 2.0: which services there are. Names nobody and needs no token. */
export async function GET(request: Request): Promise<Response> {
  const rt = await getRuntime();
  return readable(rt, request, Response.json({ services: listCdsServices(rt) }));
}

export const OPTIONS = preflightCds;
