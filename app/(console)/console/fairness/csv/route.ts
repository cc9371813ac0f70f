import { z } from "zod";
import { csvFile, queryOf } from "@/app/_server/csv";
import { route } from "@/app/_server/guard";
import { readFairnessFilter } from "@/lib/monitoring/fairness/filter";
import { fairnessCsv } from "@/lib/workflows/watch/fairness";

export const dynamic = "force-dynamic";

/** One picture of the page, or every number of the report, as a file. */
export const GET = route(
  {
    name: "fairness-csv",
    permission: "console:read",
    by: "person",
    input: z.record(z.string(), z.string()),
  },
  async (request) => queryOf(request),
  async (rt, auth, input) => {
    const id = input.picture ?? "";
    const csv = await fairnessCsv(
      rt,
      auth,
      readFairnessFilter((name) => input[name]),
      id,
    );
    return csvFile(`fairness-${id}`, csv, rt.clock());
  },
);
