import { fahrenheitToCelsius } from "@/lib/case/features";
import type { Change } from "./channels";
import { labelOf, numberFeature } from "./features";
import type { Tally } from "./reference";
import type { Alarm, Moved } from "./watch";

/** What explains a move, as a person would say it. */
export type Cause = {
  readonly kind: CauseKind;
  readonly feature: string;
  readonly words: string;
  /** Values of the feature since it seems to have begun. */
  readonly since: number;
};
export const CAUSE_KINDS = [
  "unit",
  "impossible",
  "missing",
  "recorded",
  "value",
  "mix",
  "words",
  "override",
  "calibration",
  "many",
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** What the last patients' values were: enough to recognise a unit and to name new words, and no more is kept. */
export type Recent = {
  /** By feature, newest last. */
  readonly numbers: Readonly<Record<string, readonly number[]>>;
  /** Share of the last patients without the feature. */
  readonly missing: Readonly<Record<string, number>>;
  /** New words that several patients had, commonest first, with how many had them. */
  readonly terms: readonly { readonly word: string; readonly patients: number }[];
};

/** Features that moved at once from which on it is said that many did: another hospital, another template. */
const MANY = 4;
export const TOP = 3;
/** Weighted as the watch weighs it, betting on the change has made this many times richer. */
const CERTAIN = Math.log(50);
export const isCertain = (m: Moved): boolean => m.evidence >= CERTAIN;
/** As good as all. */
const ALL = 0.9;

/**
 * The strongest three causes of an alarm, and none that is not certain by itself but the strongest; where many things moved
 * at once that is said first.
 */
export function nameCauses({ moved }: Alarm, recent: Recent, reference: Tally): Cause[] {
  const certain = moved.filter(isCertain);
  const named = certain.length > 0 ? certain : moved.slice(0, 1);
  const causes = named.map((m) => causeOf(m, recent, reference));
  if (certain.length < MANY) return causes.slice(0, TOP);
  const many: Cause = {
    kind: "many",
    feature: "many",
    words: `${certain.length} things moved at once, as when other patients come, another department joins, or the chart's template changes`,
    since: Math.min(...certain.map((m) => m.since)),
  };
  return [many, ...causes].slice(0, TOP);
}

const KINDS: Readonly<Record<Change, CauseKind>> = {
  impossible: "impossible",
  missing: "missing",
  recorded: "recorded",
  higher: "value",
  lower: "value",
  more: "mix",
  fewer: "mix",
  unlisted: "words",
};

function causeOf(m: Moved, recent: Recent, reference: Tally): Cause {
  const { feature, since } = m;
  const label = labelOf(feature);
  const unit =
    m.change === "impossible" || m.change === "higher" || m.change === "lower"
      ? unitOf(feature, recent, reference)
      : null;
  if (unit) return { kind: "unit", feature, since, words: `${label} seems to come in ${unit.named}` };
  const gone = recent.missing[feature] ?? 0;
  if (m.change === "missing")
    return {
      kind: "missing",
      feature,
      since,
      words: gone >= ALL ? `${label} no longer arrives` : `${label} is more often missing`,
    };
  if (m.change === "impossible")
    return { kind: "impossible", feature, since, words: `${label} has values that cannot be` };
  if (feature === "words" || feature === "rarity") return wordsCause(m, recent);
  if (feature === "override")
    return { kind: "override", feature, since, words: `Clinicians choose a ${m.value} level more often` };
  if (feature === "severity")
    return {
      kind: "override",
      feature,
      since,
      words: `Decided levels are ${m.change === "higher" ? "less" : "more"} urgent than the model expects`,
    };
  if (feature === "calibration") {
    const how = m.change === "higher" ? "more" : "fewer";
    return {
      kind: "calibration",
      feature,
      since,
      words: `Level 1 or 2 is decided for ${how} patients than the model's probabilities say`,
    };
  }
  return { kind: KINDS[m.change], feature, since, words: sayMove(m, label) };
}

function sayMove({ change, value, feature }: Moved, label: string): string {
  if (change === "recorded") return `${label} is recorded more often`;
  if (change === "more" || change === "fewer")
    return `${label}: ${change} patients with "${sayValue(feature, value)}"`;
  return `${label} is ${change} than it was`;
}
const sayValue = (feature: string, value: string | undefined): string =>
  feature === "level" || feature === "decided" ? `level ${value}` : (value ?? "");

function wordsCause({ change, value, since, feature }: Moved, recent: Recent): Cause {
  const terms = recent.terms.slice(0, 3).map((t) => `"${t.word}"`);
  const named = terms.length > 0 ? `, such as ${terms.join(", ")}` : "";
  if (change === "more") return { kind: "mix", feature, since, words: `More complaints with "${value}"` };
  if (change === "lower")
    return { kind: "words", feature, since, words: "Complaints are in commoner words than they were" };
  return { kind: "words", feature, since, words: `Complaints are in words not seen before${named}` };
}

/** What a number may have been sent in by mistake: how it is turned back. */
type Unit = { readonly named: string; readonly back: (value: number) => number };
const UNITS: Readonly<Record<string, readonly Unit[]>> = {
  temperature: [
    { named: "degrees Fahrenheit", back: fahrenheitToCelsius },
    { named: "tenths of a degree", back: (v) => v / 10 },
  ],
  spo2: [{ named: "shares of one instead of per cent", back: (v) => v * 100 }],
  systolic: [{ named: "kPa", back: (v) => v * 7.500_62 }],
  diastolic: [{ named: "kPa", back: (v) => v * 7.500_62 }],
  pain: [{ named: "a scale to 100 instead of 10", back: (v) => v / 10 }],
  ageYears: [
    { named: "months", back: (v) => v / 12 },
    { named: "days", back: (v) => v / 365.25 },
  ],
};
const LEAST_VALUES = 2;

/**
 * The unit that most of the values that do not fit must have been sent in: turned back they lie where nearly all of the
 * reference's do.
 */
function unitOf(feature: string, recent: Recent, reference: Tally): Unit | null {
  const cells = reference.numbers[feature];
  const range = numberFeature(feature)?.range;
  if (!cells || !range) return null;
  const [low, high] = middleOf(cells.middles, cells.counts);
  const odd = (recent.numbers[feature] ?? []).filter(
    (v) => v < Math.max(low, range[0]) || v > Math.min(high, range[1]),
  );
  if (odd.length < LEAST_VALUES) return null;
  const fits = (u: Unit) => odd.filter((v) => u.back(v) >= low && u.back(v) <= high).length / odd.length;
  const best = (UNITS[feature] ?? [])
    .map((u) => ({ u, share: fits(u) }))
    .sort((a, b) => b.share - a.share)[0];
  return best && best.share >= ALL - 0.1 ? best.u : null;
}

/** Between which 99 of 100 of the reference's values lie. */
function middleOf(middles: readonly number[], counts: readonly number[]): [number, number] {
  const n = counts.reduce((s, c) => s + c, 0);
  const at = (share: number): number => {
    let below = 0;
    for (let i = 0; i < counts.length; i++) {
      below += counts[i] as number;
      if (below >= share * n) return middles[i] as number;
    }
    return middles.at(-1) as number;
  };
  return [at(0.005), at(0.995)];
}
