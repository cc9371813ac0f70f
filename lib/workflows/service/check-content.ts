import { onlySayable } from "@/lib/language/may-not-be-said";
import type { Runtime } from "./runtime";

/** Where texts of the product go: to a page, to a card in the EHR, into the EHR's record. */
export const TEXT_PLACES = ["page", "card", "record"] as const;

/**
 * The one door for sentences that the product makes: each that says what may not be said (lib/language/may-not-be-said.ts) is
 * replaced before anybody sees it, and counted.
 */
export const sayable = (
  rt: Pick<Runtime, "metrics">,
  place: (typeof TEXT_PLACES)[number],
  texts: readonly string[],
): string[] => onlySayable(texts, (kind) => rt.metrics.textsWithheld.inc({ place, kind }));
