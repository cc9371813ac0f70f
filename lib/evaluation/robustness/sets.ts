import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { contextOf, ORDINARY } from "./context";
import { DENIED } from "./negations-denied";
import { NO_DENIAL, SCOPE } from "./negations-scope";
import { ABBREVIATED } from "./pairs-abbreviated";
import { FILLER } from "./pairs-filler";
import { MISSPELT } from "./pairs-misspelt";
import { ORDER } from "./pairs-order";
import { PLAIN } from "./pairs-plain";

/** One complaint said two ways, of one patient. */
export type ComplaintPair = {
  readonly kind: "abbreviated" | "plain" | "misspelt" | "order" | "filler";
  readonly texts: readonly [string, string];
  readonly who: Omit<TriageCase, "id">;
};

/** A red flag affirmed, denied, and not spoken of. */
export type Negation = {
  readonly kind: "denied" | "scope";
  readonly affirmed: string;
  readonly denied: string;
  readonly unspoken: string;
  /** Safety rules that must fire on `affirmed` and must not on `denied`. */
  readonly rules: readonly string[];
  /** Safety rules of another flag, that must fire on `denied`. */
  readonly stillRules: readonly string[];
  readonly who: Omit<TriageCase, "id">;
};

const lines = (table: string): string[][] =>
  table
    .split("\n")
    .filter((line) => line.trim() && !line.startsWith("#"))
    .map((line) => line.split("|").map((cell) => cell.trim()));

const pairsOf = (kind: ComplaintPair["kind"], table: string): ComplaintPair[] =>
  lines(table).map(([a, b, who, ...rest]) => {
    if (!a || !b || !who || rest.length > 0)
      throw new AppError("invalid-input", `a ${kind} pair is not "text | text | who": ${a}`);
    return { kind, texts: [a, b], who: contextOf(who) };
  });

const negationsOf = (kind: Negation["kind"], table: string): Negation[] =>
  lines(table).map(([affirmed, denied, unspoken, rules, who, ...rest]) => {
    if (!affirmed || !denied || !unspoken || !rules || rest.length > 0)
      throw new AppError("invalid-input", `not "there | absent | unspoken | rules | who": ${affirmed}`);
    const named = rules.split(" ").filter((rule) => rule !== "-");
    return {
      kind,
      affirmed,
      denied,
      unspoken,
      rules: named.filter((rule) => !rule.startsWith("+")),
      stillRules: named.filter((rule) => rule.startsWith("+")).map((rule) => rule.slice(1)),
      who: contextOf(who ?? ORDINARY),
    };
  });

export const COMPLAINT_PAIRS: readonly ComplaintPair[] = [
  ...pairsOf("abbreviated", ABBREVIATED),
  ...pairsOf("plain", PLAIN),
  ...pairsOf("misspelt", MISSPELT),
  ...pairsOf("order", ORDER),
  ...pairsOf("filler", FILLER),
];

export const NEGATIONS: readonly Negation[] = [
  ...negationsOf("denied", DENIED),
  ...negationsOf("scope", SCOPE),
];

/** A text whose negative words deny nothing, and the safety rules it must fire. */
export type NoDenial = {
  readonly text: string;
  readonly rules: readonly string[];
  readonly who: Omit<TriageCase, "id">;
};
export const NO_DENIALS: readonly NoDenial[] = lines(NO_DENIAL).map(([text, rules, who, ...rest]) => {
  if (!text || !rules?.startsWith("+") || rest.length > 0)
    throw new AppError("invalid-input", `not "text | +rules | who": ${text}`);
  return { text, rules: rules.split(" ").map((rule) => rule.slice(1)), who: contextOf(who ?? ORDINARY) };
});
