import { z } from "zod";
import { route } from "@/app/_server/guard";
import { visitInput, visitOf } from "@/app/(clinic)/visit-input";
import { EXPLANATION_STAGES, explainAssessment } from "@/lib/workflows/clinic/explain-assessment";

export const dynamic = "force-dynamic";

const input = visitInput.extend({
  assessmentId: z.uuid(),
  stage: z.enum(EXPLANATION_STAGES).nullable(),
});

/**
 * Why an assessment came out as it did. The first to ask waits for it to be worked out; then it is stored.
 * `?stage=groups` answers sooner with what the parts of the form add, `?stage=refined` later with more samples.
 */
export const GET = route(
  { name: "reasons", permission: "encounter:read", input },
  async (request) => {
    const { searchParams } = new URL(request.url);
    return {
      ...visitOf(request),
      assessmentId: searchParams.get("assessment"),
      stage: searchParams.get("stage"),
    };
  },
  explainAssessment,
);
