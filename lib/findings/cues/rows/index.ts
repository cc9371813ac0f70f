import type { CueRow } from "../scope";
import { BASELINE, UNCERTAIN } from "./baseline-and-doubt";
import { LOGISTICS } from "./errands";
import { HYPOTHETICAL } from "./hypothetical";
import { PAST } from "./past";
import { OTHER } from "./somebody-else";

/**
 * Cues beyond NegEx: temporality, experiencer and condition after ConText (the lists of FastContext, medspaCy and pyConTextNLP,
 * Apache 2.0 and MIT, were gone through), and the errands of an emergency department. A row that would turn off a danger
 * that may be there has words that call it back (`unless`), and is narrow.
 */
export const CUE_ROWS: readonly CueRow[] = [
  ...PAST,
  ...OTHER,
  ...HYPOTHETICAL,
  ...LOGISTICS,
  ...BASELINE,
  ...UNCERTAIN,
];
