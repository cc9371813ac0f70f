import type { FindingRow } from "../finding";
import { ABDOMEN } from "./abdomen";
import { BACKGROUND } from "./background";
import { BREATHING } from "./breathing";
import { CIRCULATION } from "./circulation";
import { FAILING } from "./failing";
import { INFECTION_AND_CHILDREN } from "./infection-and-children";
import { MECHANISM } from "./mechanism";
import { MIND_AND_POISON } from "./mind-and-poison";
import { NERVOUS_SYSTEM } from "./nervous-system";
import { TOLD_NUMBERS } from "./told-numbers";
import { TRAUMA } from "./trauma";
import { TREATMENT } from "./treatment";

/** The closed catalogue: every finding there is, one row each. Rules, screens and explanations name findings by these keys. */
const ROWS = {
  ...BREATHING,
  ...CIRCULATION,
  ...NERVOUS_SYSTEM,
  ...ABDOMEN,
  ...TRAUMA,
  ...MECHANISM,
  ...TOLD_NUMBERS,
  ...INFECTION_AND_CHILDREN,
  ...MIND_AND_POISON,
  ...TREATMENT,
  ...FAILING,
  ...BACKGROUND,
};

export type FindingKey = keyof typeof ROWS;
export const CATALOGUE: Readonly<Record<FindingKey, FindingRow>> = ROWS;
export const FINDING_KEYS = Object.keys(ROWS) as readonly FindingKey[];
export const labelOf = (key: FindingKey): string => CATALOGUE[key].label;
