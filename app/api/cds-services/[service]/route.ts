import { answerCds, type CdsParams, preflightCds } from "@/app/_server/cds";
import { withFahrenheit } from "@/components/words/temperature";
import { hookRequestSchema } from "@/lib/fhir/cds-hooks";
import { answerHook } from "@/lib/workflows/clinic/cds-hook";

export const dynamic = "force-dynamic";

/** A hook fired in the EHR: the cards to show, with temperatures as the site reads them. */
export const POST = (request: Request, context: CdsParams): Promise<Response> =>
  answerCds(request, context, "", hookRequestSchema, async (rt, called, body) => {
    const cards = await answerHook(rt, called, body);
    return rt.env.TEMPERATURE_UNIT === "F"
      ? { cards: cards.map((card) => ({ ...card, detail: withFahrenheit(card.detail) })) }
      : { cards };
  });

export const OPTIONS = preflightCds;
