import type { Locale } from "next-intl";
import { formatPercent, inLocale, upperFirst } from "@/components/format";
import type { Words } from "@/components/words/words";
import { LEVELS, type Level } from "@/lib/case/level";
import { clauseAround } from "@/lib/explain/clauses";
import type { Contribution, Explanation, Group } from "@/lib/explain/explanation";
import { byEffect } from "@/lib/explain/groups";
import { ageOf, nameContribution } from "@/lib/explain/naming";
import type { Texts } from "@/lib/explain/reasons";
import { NEGLIGIBLE_EFFECT, type Tone } from "./tones";

/** What is explained: the expected level, or the chance of one level. */
export type Outcome = "severity" | Level;
export const OUTCOMES: readonly Outcome[] = ["severity", ...LEVELS];

/** What is there before the single findings are: the groups. */
export type FirstPicture = Pick<
  Explanation,
  "baseValue" | "outputValue" | "baseProbabilities" | "outputProbabilities" | "groups"
>;

export type Part = {
  readonly key: string;
  /** "Fast breathing 31 /min", "Vital signs", "“onset”". */
  readonly label: string;
  /** The words a quoted piece stands among: sudden “onset”. */
  readonly around?: readonly [before: string, after: string];
  /** In the outcome's unit: levels (negative = more urgent) or a fraction of 1. */
  readonly effect: number;
  /** null: not estimated for this outcome. */
  readonly standardError: number | null;
};
export type GroupPart = Part & {
  readonly group: Group;
  readonly count: number;
  /** Largest first; null while only the groups are known. */
  readonly members: readonly Part[] | null;
};

/** Everything either picture draws, in one outcome's unit. */
export type Picture = {
  readonly outcome: Outcome;
  readonly base: number;
  readonly output: number;
  /** Ends of the outcome's scale. */
  readonly scale: readonly [number, number];
  readonly negligible: number;
  readonly groups: readonly GroupPart[];
};

export function pictureOf(
  explanation: FirstPicture & Partial<Pick<Explanation, "contributions">>,
  outcome: Outcome,
  texts: Texts,
): Picture {
  const level = outcome === "severity" ? null : outcome - 1;
  const measure = (c: Pick<Contribution, "shap" | "standardError" | "levelShap">) =>
    level === null
      ? { effect: c.shap, standardError: c.standardError }
      : { effect: c.levelShap[level] ?? 0, standardError: null };
  const { contributions } = explanation;
  const age = contributions ? ageOf({ contributions }) : null;
  const groups = explanation.groups.map((g) => ({
    key: `group.${g.group}`,
    label: g.label,
    group: g.group,
    count: g.members,
    ...measure(g),
    members: contributions
      ? byEffect(contributions.filter((c) => c.group === g.group))
          .map((c) => ({ ...labelOf(c, age, texts), ...measure(c) }))
          .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
      : null,
  }));
  return {
    outcome,
    base: level === null ? explanation.baseValue : (explanation.baseProbabilities[level] ?? 0),
    output: level === null ? explanation.outputValue : (explanation.outputProbabilities[level] ?? 0),
    scale: level === null ? [1, 5] : [0, 1],
    negligible: level === null ? NEGLIGIBLE_EFFECT : 0.005,
    groups,
  };
}

function labelOf(c: Contribution, age: number | null, texts: Texts): Pick<Part, "key" | "label" | "around"> {
  const named = { key: c.feature, label: upperFirst(nameContribution(c, { ageYears: age })) };
  const text = c.group === "complaint" ? texts.complaint : c.group === "note" ? texts.note : null;
  if (!text || !c.span || c.span[0] < 0 || c.span[1] > text.length) return named;
  const [from, to] = clauseAround(text, c.span);
  return { ...named, around: [lastOf(text.slice(from, c.span[0])), firstOf(text.slice(c.span[1], to))] };
}

/** Characters of the words around a piece: enough to know the place, not so many that the piece is cut off. */
const AROUND = 16;
const clean = (words: string): string => words.replace(/\s+/g, " ");
const lastOf = (words: string): string =>
  clean(words).length <= AROUND
    ? clean(words)
    : `…\u00a0${clean(words)
        .slice(-AROUND)
        .replace(/^\S*\s/, "")}`;
const firstOf = (words: string): string =>
  clean(words).length <= AROUND
    ? clean(words)
    : `${clean(words)
        .slice(0, AROUND)
        .replace(/\s\S*$/, "")}\u00a0…`;

/** "▲ towards more urgent" belongs to a falling level, but to nothing when a level's chance falls. */
export const toneOf = (outcome: Outcome, effect: number): Tone =>
  outcome === "severity" ? (effect < 0 ? "more" : "less") : effect < 0 ? "unlikelier" : "likelier";

/** A place on the outcome's scale: "2.41", "12 %". */
export const formatPlace = (outcome: Outcome, value: number, locale: Locale = "en"): string =>
  outcome === "severity"
    ? inLocale(value.toFixed(2), locale)
    : formatPercent(Math.min(1, Math.max(0, value)));

/** A size without direction, which sign and word give: "0.42", "12 pts" (percentage points). */
export function formatSize(
  outcome: Outcome,
  effect: number,
  t: Words<"explanation">,
  locale: Locale = "en",
): string {
  const size = Math.abs(effect);
  if (outcome === "severity") return inLocale(size.toFixed(2), locale);
  return size > 0 && size < 0.005 ? t("lessThanAPoint") : t("points", { count: Math.round(size * 100) });
}

/** The group that moved the level furthest: the one that is shown open. */
export const largestGroup = ({ groups }: Pick<Picture, "groups">): Group | null =>
  groups.reduce<GroupPart | null>(
    (most, g) => (most === null || Math.abs(g.effect) > Math.abs(most.effect) ? g : most),
    null,
  )?.group ?? null;
