import { z } from "zod";
import { csvFile, queryOf } from "@/app/_server/csv";
import { route } from "@/app/_server/guard";
import { readNarrowed } from "@/lib/monitoring/listing";
import { auditAsCsv } from "@/lib/workflows/govern/audit-log";

export const dynamic = "force-dynamic";

/** The list as its address narrows it, as a file. */
export const GET = route(
  {
    name: "audit-csv",
    permission: "audit:read",
    by: "person",
    input: z.object({
      from: z.string().optional(),
      to: z.string().optional(),
      who: z.string().optional(),
      event: z.string().optional(),
    }),
  },
  async (request) => queryOf(request),
  async (rt, auth, input) => {
    const narrowed = readNarrowed((name) => input[name as keyof typeof input]);
    return csvFile("audit", await auditAsCsv(rt, auth, { event: input.event, ...narrowed }), rt.clock());
  },
);
