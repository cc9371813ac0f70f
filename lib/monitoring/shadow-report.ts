import type { Level } from "@/lib/case/level";
import { ageBand } from "@/lib/feedback/similar";
import { quadraticKappa } from "@/lib/measures/metrics";
import { wilson } from "@/lib/measures/plots-data";

/** One assessment as the version in use gave it, as the candidate would have, and what a clinician decided on it. */
export type ShadowPair = {
  readonly id: string;
  readonly at: Date;
  /** Shown at the bedside; null: no model's answer was. */
  readonly shown: Level | null;
  /** The candidate's, with the same safety rules; null: it held its answer back. */
  readonly candidate: Level | null;
  readonly decided: Level | null;
  /** Null: the case has expired. */
  readonly ageYears: number | null;
  readonly sex: string | null;
};

/** One that differs, as the console lists it: of the age no more than its band. */
export type Differing = Pick<ShadowPair, "id" | "at" | "shown" | "candidate" | "decided" | "sex"> & {
  readonly age: string | null;
};

export type Share = { readonly n: number; readonly of: number; readonly low: number; readonly high: number };
export type ShadowGroup = {
  readonly name: string;
  readonly pairs: number;
  /** Absent on too few. */
  readonly figures?: { readonly same: Share; readonly moreUrgent: Share; readonly lessUrgent: Share };
};
export type ShadowReport = {
  readonly answered: number;
  /** Answers the candidate held back because the case is unlike all it knows. */
  readonly heldBack: number;
  readonly least: number;
  readonly groups: readonly ShadowGroup[];
  /** Quadratic kappa of the two versions; null on too few, or where it is not defined. */
  readonly kappa: number | null;
  readonly clinician: {
    readonly pairs: number;
    readonly figures?: {
      /** Both versions against the level that was decided. */
      readonly inUse: { readonly same: Share; readonly lessUrgent: Share };
      readonly candidate: { readonly same: Share; readonly lessUrgent: Share };
    };
  };
  /** Rows: shown; columns: the candidate's. Levels 1 to 5. */
  readonly table: readonly (readonly number[])[];
  /** Where they differ, what matters most first. */
  readonly differing: readonly Differing[];
};

/** No figure on fewer. */
export const LEAST = 30;
const MOST_LISTED = 50;

type Both = ShadowPair & { readonly shown: Level; readonly candidate: Level };
const hasBoth = (p: ShadowPair): p is Both => p.shown !== null && p.candidate !== null;

const GROUPS: readonly (readonly [string, (p: ShadowPair) => boolean])[] = [
  ["Everybody", () => true],
  ["Children under 16", (p) => p.ageYears !== null && p.ageYears < 16],
  ["16 to 64 years", (p) => p.ageYears !== null && p.ageYears >= 16 && p.ageYears < 65],
  ["65 years and over", (p) => p.ageYears !== null && p.ageYears >= 65],
  ["Female", (p) => p.sex === "female"],
  ["Male", (p) => p.sex === "male"],
];

/** How a candidate that answered unseen compares with the version in use. Pure. */
export function reportShadow(pairs: readonly ShadowPair[]): ShadowReport {
  const both = pairs.filter(hasBoth);
  const decided = both.flatMap((p) => (p.decided === null ? [] : [{ ...p, decided: p.decided }]));
  const against = (level: (p: (typeof decided)[number]) => Level) => ({
    same: share(decided, (p) => level(p) === p.decided),
    lessUrgent: share(decided, (p) => level(p) > p.decided),
  });
  return {
    answered: pairs.length,
    heldBack: pairs.filter((p) => p.candidate === null).length,
    least: LEAST,
    groups: GROUPS.map(([name, within]) => group(name, both.filter(within))),
    kappa:
      both.length < LEAST
        ? null
        : quadraticKappa(
            both.map((p) => p.shown),
            both.map((p) => p.candidate),
          ),
    clinician: {
      pairs: decided.length,
      ...(decided.length < LEAST
        ? {}
        : { figures: { inUse: against((p) => p.shown), candidate: against((p) => p.candidate) } }),
    },
    table: [1, 2, 3, 4, 5].map((shown) =>
      [1, 2, 3, 4, 5].map(
        (candidate) => both.filter((p) => p.shown === shown && p.candidate === candidate).length,
      ),
    ),
    differing: both
      .filter((p) => p.shown !== p.candidate)
      .sort((a, b) => weight(b) - weight(a) || b.at.getTime() - a.at.getTime())
      .slice(0, MOST_LISTED)
      .map(({ ageYears, ...pair }) => ({ ...pair, age: ageYears === null ? null : ageBand(ageYears) })),
  };
}

function group(name: string, pairs: readonly Both[]): ShadowGroup {
  if (pairs.length < LEAST) return { name, pairs: pairs.length };
  return {
    name,
    pairs: pairs.length,
    figures: {
      same: share(pairs, (p) => p.candidate === p.shown),
      moreUrgent: share(pairs, (p) => p.candidate < p.shown),
      lessUrgent: share(pairs, (p) => p.candidate > p.shown),
    },
  };
}

function share<T>(all: readonly T[], is: (one: T) => boolean): Share {
  const n = all.filter(is).length;
  const [low, high] = wilson(n / all.length, all.length);
  return { n, of: all.length, low, high };
}

/** Somebody urgent whom the candidate would have let wait, before all else; then the wider difference. */
const weight = ({ shown, candidate, decided }: Both): number =>
  (Math.min(shown, decided ?? shown) <= 2 && candidate >= 3 ? 100 : 0) +
  Math.abs(candidate - shown) * 10 +
  (candidate > shown ? 5 : 0);
