import { z } from "zod";
import { queryOf } from "@/app/_server/csv";
import { route } from "@/app/_server/guard";
import { proveEntries } from "@/lib/workflows/govern/prove-entries";

export const dynamic = "force-dynamic";

const seq = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Entries of the log, each with the proof that it is in it, as a file. */
export const GET = route(
  {
    name: "audit-proof",
    permission: "audit:read",
    by: "person",
    input: z.object({ from: seq, to: seq }),
  },
  async (request) => queryOf(request),
  async (rt, auth, input) =>
    new Response(await proveEntries(rt, auth, input), {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="openacuity-audit-${input.from}-${input.to}.json"`,
        "cache-control": "no-store",
      },
    }),
);
