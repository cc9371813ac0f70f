import { z } from "zod";
import { csvFile, queryOf } from "@/app/_server/csv";
import { route } from "@/app/_server/guard";
import { readWatchFilter } from "@/lib/monitoring/charts/filter";
import { readReference } from "@/lib/monitoring/watch/references";
import { performanceCsv } from "@/lib/workflows/watch/performance";
import { todayOf } from "@/lib/workflows/watch/watch-frame";

export const dynamic = "force-dynamic";

/** One picture of the page, as its address narrows it, as a file. */
export const GET = route(
  {
    name: "performance-csv",
    permission: "console:read",
    by: "person",
    input: z.record(z.string(), z.string()),
  },
  async (request) => queryOf(request),
  async (rt, auth, input) => {
    const filter = readWatchFilter((name) => input[name], todayOf(rt));
    const id = input.picture ?? "";
    return csvFile(
      `performance-${id}`,
      await performanceCsv(rt, auth, filter, readReference(input.against), id),
      rt.clock(),
    );
  },
);
