import { z } from "zod";
import { csvFile, queryOf } from "@/app/_server/csv";
import { route } from "@/app/_server/guard";
import { readWatchFilter } from "@/lib/monitoring/charts/filter";
import { usageCsv } from "@/lib/workflows/watch/usage";
import { todayOf } from "@/lib/workflows/watch/watch-frame";

export const dynamic = "force-dynamic";

/** One picture of the page, as its address narrows it, as a file. */
export const GET = route(
  {
    name: "usage-csv",
    permission: "console:read",
    by: "person",
    input: z.record(z.string(), z.string()),
  },
  async (request) => queryOf(request),
  async (rt, auth, input) => {
    const id = input.picture ?? "";
    const filter = readWatchFilter((name) => input[name], todayOf(rt));
    return csvFile(`usage-${id}`, await usageCsv(rt, auth, filter, id), rt.clock());
  },
);
