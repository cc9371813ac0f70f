import { answerCds, type CdsParams, preflightCds } from "@/app/_server/cds";
import { hookFeedbackSchema } from "@/lib/fhir/cds-hooks";
import { keepFeedback } from "@/lib/workflows/clinic/cds-hook";

export const dynamic = "force-dynamic";

/** What became of cards that were shown. */
export const POST = (request: Request, context: CdsParams): Promise<Response> =>
  answerCds(request, context, "/feedback", hookFeedbackSchema, async (rt, called, { feedback }) => ({
    kept: await keepFeedback(rt, called, feedback),
  }));

export const OPTIONS = preflightCds;
