import { z } from "zod";
import { csvFile, queryOf } from "@/app/_server/csv";
import { route } from "@/app/_server/guard";
import { datasetsAsCsv } from "@/lib/workflows/learning/datasets";

export const dynamic = "force-dynamic";

/** The list of datasets as a file; nothing of a case is in it. */
export const GET = route(
  { name: "datasets-csv", permission: "console:read", by: "person", input: z.strictObject({}) },
  async (request) => queryOf(request),
  async (rt, auth) => csvFile("datasets", await datasetsAsCsv(rt, auth), rt.clock()),
);
