import { answerCds, type CdsParams, preflightCds } from "@/app/_server/cds";
import { hookRequestSchema } from "@/lib/fhir/cds-hooks";
import { answerHook } from "@/lib/workflows/clinic/cds-hook";

export const dynamic = "force-dynamic";

/** A hook fired in the EHR: the cards to show. */
export const POST = (request: Request, context: CdsParams): Promise<Response> =>
  answerCds(request, context, "", hookRequestSchema, async (rt, called, body) => ({
    cards: await answerHook(rt, called, body),
  }));

export const OPTIONS = preflightCds;
