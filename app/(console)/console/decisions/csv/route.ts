import { z } from "zod";
import { csvFile, queryOf } from "@/app/_server/csv";
import { route } from "@/app/_server/guard";
import { readNarrowed } from "@/lib/monitoring/listing";
import { decisionsAsCsv } from "@/lib/workflows/watch/list-decisions";

export const dynamic = "force-dynamic";

/** The list as its address narrows it, as a file. */
export const GET = route(
  {
    name: "decisions-csv",
    permission: "console:read",
    by: "person",
    input: z.object({
      from: z.string().optional(),
      to: z.string().optional(),
      who: z.string().optional(),
      only: z.string().optional(),
    }),
  },
  async (request) => queryOf(request),
  async (rt, auth, input) => {
    const narrowed = readNarrowed((name) => input[name as keyof typeof input]);
    return csvFile(
      "decisions",
      await decisionsAsCsv(rt, auth, { overridesOnly: input.only === "overrides", ...narrowed }),
      rt.clock(),
    );
  },
);
