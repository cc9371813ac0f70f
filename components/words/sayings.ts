import { useMemo } from "react";
import { reteller, type Sayings } from "./retell";

/** A group of what lib/ says in English, with its translation; null: the person reads English. */
export type ToldSayings = { readonly from: Sayings; readonly to: Sayings; readonly and: string } | null;

/** For sentences that lib/ makes in the browser, from what is typed there: the page hands over the few patterns they need. */
export const useTeller = (sayings: ToldSayings): ((text: string) => string) =>
  useMemo(() => (sayings ? reteller(sayings.from, sayings.to, sayings.and) : (text) => text), [sayings]);
