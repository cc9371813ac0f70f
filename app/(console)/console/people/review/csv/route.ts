import { z } from "zod";
import { csvFile, queryOf } from "@/app/_server/csv";
import { route } from "@/app/_server/guard";
import { accessReviewCsv } from "@/lib/workflows/govern/access-reviews";

export const dynamic = "force-dynamic";

/** One review of roles as a file. */
export const GET = route(
  { name: "access-review-csv", permission: "people:read", by: "person", input: z.object({ id: z.uuid() }) },
  async (request) => queryOf(request),
  async (rt, auth, { id }) => csvFile("access-review", await accessReviewCsv(rt, auth, id), rt.clock()),
);
