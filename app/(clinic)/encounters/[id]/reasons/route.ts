import { z } from "zod";
import { route } from "@/app/_server/guard";
import { visitInput, visitOf } from "@/app/(clinic)/visit-input";
import { explainAssessment } from "@/lib/workflows/explain-assessment";

export const dynamic = "force-dynamic";

/** Why an assessment came out as it did. The first to ask waits for it to be worked out; then it is stored. */
export const GET = route(
  { name: "reasons", permission: "encounter:read", input: visitInput.extend({ assessmentId: z.uuid() }) },
  async (request) => ({
    ...visitOf(request),
    assessmentId: new URL(request.url).searchParams.get("assessment"),
  }),
  explainAssessment,
);
