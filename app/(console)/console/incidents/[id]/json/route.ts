import { z } from "zod";
import { route } from "@/app/_server/guard";
import { exportIncident } from "@/lib/workflows/watch/incidents";

export const dynamic = "force-dynamic";

/** One incident, whole, as a file. */
export const GET = route(
  { name: "incident-json", permission: "console:read", by: "person", input: z.object({ id: z.uuid() }) },
  async (request) => ({ id: new URL(request.url).pathname.split("/")[3] }),
  async (rt, auth, { id }) =>
    new Response(await exportIncident(rt, auth, id), {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="openacuity-incident-${id}.json"`,
        "cache-control": "no-store",
      },
    }),
);
