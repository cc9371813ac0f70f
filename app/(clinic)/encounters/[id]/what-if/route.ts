import { z } from "zod";
import { route } from "@/app/_server/guard";
import { visitInput, visitOf } from "@/app/(clinic)/visit-input";
import { whatWouldChangeAssessment } from "@/lib/workflows/clinic/what-would-change";

export const dynamic = "force-dynamic";

/** What would make an assessment's level more or less urgent. */
export const GET = route(
  { name: "what-if", permission: "encounter:read", input: visitInput.extend({ assessmentId: z.uuid() }) },
  async (request) => ({
    ...visitOf(request),
    assessmentId: new URL(request.url).searchParams.get("assessment"),
  }),
  whatWouldChangeAssessment,
);
