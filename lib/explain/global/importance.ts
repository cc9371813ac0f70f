import { VITALS } from "@/lib/case/features";
import type { Explanation } from "../explanation";
import { GROUP_LABELS } from "../groups";
import { LIMITS } from "./limits";
import type { FeatureImportance, WordEffect } from "./result";
import { ascending, bootstrap, mean, quantile, round4, sum } from "./statistics";

type Share = { readonly shap: number; readonly standardError: number };

/** What of an explanation is gathered: the shares of findings, texts as wholes, and of each word or phrase. */
export type Shares = {
  readonly features: ReadonlyMap<string, Share>;
  readonly words: readonly {
    readonly text: string;
    readonly where: WordEffect["where"];
    readonly shap: number;
  }[];
};

const WHOLES = ["history", "complaint", "note"] as const;

/** Every finding a case can have, in the order of a triage form. */
const FEATURES: readonly { readonly feature: string; readonly label: string }[] = [
  ...VITALS.map((v) => ({ feature: `vitals.${v.key}`, label: v.label })),
  { feature: "vitals.consciousness", label: "Level of consciousness" },
  { feature: "ageYears", label: "Age" },
  { feature: "sex", label: "Sex" },
  { feature: "arrivalMode", label: "Arrival" },
  { feature: "injury", label: "Injury" },
  ...WHOLES.map((group) => ({ feature: group, label: GROUP_LABELS[group] })),
];

const MOST_WORDS = 40;

/** "Chest pain," and "chest  pain" are one. */
const sameText = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%+)]+$/gu, "");

export function sharesOf({ contributions, groups }: Explanation): Shares {
  const features = new Map<string, Share>();
  for (const c of contributions)
    if (c.group === "vitals" || c.group === "patient") features.set(c.feature, c);
  for (const g of groups) if ((WHOLES as readonly string[]).includes(g.group)) features.set(g.group, g);
  const words = new Map<string, Shares["words"][number]>();
  for (const c of contributions) {
    if (c.group === "vitals" || c.group === "patient" || typeof c.value !== "string") continue;
    const text = sameText(c.label);
    // "[name] called": what de-identification left is no word of anybody's.
    if (text === "" || /\[[a-z]+\]/.test(c.label)) continue;
    const key = `${c.group} ${text}`;
    // Said twice in one case: together they are what the word did there.
    words.set(key, { text, where: c.group, shap: c.shap + (words.get(key)?.shap ?? 0) });
  }
  return { features, words: [...words.values()] };
}

/** Mean |SHAP| of every finding, largest first. */
export function importances(cases: readonly Shares[], seed: number): FeatureImportance[] {
  const n = cases.length;
  if (n === 0) return [];
  const sizes = FEATURES.map(({ feature }) => cases.map((c) => Math.abs(c.features.get(feature)?.shap ?? 0)));
  const intervals = bootstrap(n, seed, (drawn) =>
    sizes.map((row) => row.reduce((total, size, i) => total + size * (drawn[i] as number), 0) / n),
  );
  return FEATURES.map(({ feature, label }, k) => {
    const known = cases.flatMap((c) => c.features.get(feature) ?? []);
    const hidden = known.length < LIMITS.word;
    const of = (x: number | undefined) => (hidden ? 0 : round4(x ?? 0));
    return {
      feature,
      label,
      mean: of(mean(sizes[k] ?? [])),
      low: of(intervals[k]?.low),
      high: of(intervals[k]?.high),
      present: hidden ? null : known.length,
      noise: of((Math.sqrt(2 / Math.PI) * sum(known.map((s) => s.standardError))) / n),
    };
  }).sort((a, b) => b.mean - a.mean);
}

/** Words and phrases that enough cases have, strongest mean effect first. */
export function wordEffects(cases: readonly Shares[], seed: number): WordEffect[] {
  const found = new Map<string, { text: string; where: WordEffect["where"]; effects: number[] }>();
  for (const { words } of cases)
    for (const { text, where, shap } of words) {
      const key = `${where} ${text}`;
      const word = found.get(key) ?? { text, where, effects: [] };
      word.effects.push(shap);
      found.set(key, word);
    }
  return [...found.values()]
    .filter((w) => w.effects.length >= LIMITS.word)
    .map((w) => ({ ...w, mean: mean(w.effects) }))
    .sort((a, b) => Math.abs(b.mean) - Math.abs(a.mean) || (a.text < b.text ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(({ text, where, effects, mean: effect }, k) => {
      const [interval] = bootstrap(effects.length, seed + k, (drawn) => [
        effects.reduce((total, e, i) => total + e * (drawn[i] as number), 0) / effects.length,
      ]);
      return {
        text,
        where,
        cases: effects.length,
        mean: round4(effect),
        low: round4(interval?.low ?? effect),
        high: round4(interval?.high ?? effect),
      };
    });
}

/** Median standard error of a finding's share in one case, levels. */
export function typicalError(cases: readonly Shares[]): number {
  const errors = ascending(cases.flatMap((c) => [...c.features.values()].map((s) => s.standardError)));
  return errors.length === 0 ? 0 : round4(quantile(errors, 0.5));
}
