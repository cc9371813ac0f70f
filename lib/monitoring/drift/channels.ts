import { CATEGORIES, NUMBERS, RARITY } from "./features";
import type { DecisionObservation, Observation } from "./observation";
import { cellOf, type NumberTally, rarityOf, type Tally, withRarity } from "./reference";
import { shareAt } from "./two-sample";

/**
 * One quantity between 0 and 1 of which a rise of the mean is watched for; a fall is watched as a rise of what is left to 1.
 * `feature` is what a person would name, `change` how it has moved.
 */
export type Change =
  | "impossible"
  | "missing"
  | "recorded"
  | "higher"
  | "lower"
  | "more"
  | "fewer"
  | "unlisted";
export type Channel = {
  readonly id: string;
  readonly feature: string;
  readonly change: Change;
  /** Which category, word or direction, where the feature has several. */
  readonly value?: string;
  /** Mean in the reference, and the greatest that is let pass. */
  readonly expected: number;
  readonly allowed: number;
  /** Share of the trust that is staked on it. */
  readonly weight: number;
};

export type Tolerances = {
  /** Cohen's h up to which a share may move. */
  readonly share: number;
  /** The same where it may move for patients' sake: what they come with. */
  readonly mix: number;
  /** Up to which a number may move, in standard deviations of its place within the reference. */
  readonly number: number;
  /** Cohen's h up to which the share of complaints with a word that is not listed may move. */
  readonly unlisted: number;
  /** The same of overrides. */
  readonly override: number;
  /** Levels by which decisions may come to lie from what the model expects, on average. */
  readonly severity: number;
  /** By how much the share decided 1 or 2 may come to lie from what the probabilities say. */
  readonly calibration: number;
  /** Words watched one by one, the commonest. */
  readonly words: number;
};

/** Standard deviation of a place between 0 and 1 where all are as likely. */
const PLACE_SD = Math.sqrt(1 / 12);
/** Levels between the first and the last. */
const WIDEST = 4;
/** No reference shows that something never happens. */
const sure = (hits: number, n: number): number => (hits + 0.5) / (n + 1);

/** Reads x of a patient; undefined: it says nothing of this channel. */
type Read<T> = (one: T) => number | undefined;
export type Watched<T> = { readonly channel: Channel; readonly read: Read<T> };

type Parts = Pick<Channel, "feature" | "change" | "value" | "weight">;

export function patientChannels(reference: Tally, t: Tolerances): Watched<Observation>[] {
  const out: Watched<Observation>[] = [];
  const n = reference.patients;
  const rarity = rarityOf(reference.words, n || 1);
  const numbersOf = cached((p: Observation) => withRarity(p, rarity));
  const share = (parts: Parts, p0: number, h: number, read: Read<Observation>) =>
    out.push(watched(parts, p0, shareAt(p0, h), read));
  for (const { key, range } of NUMBERS) {
    const cells = reference.numbers[key];
    if (!cells) continue;
    const known = sum(cells.counts) + cells.impossible;
    const possible = (v: number) => v >= range[0] && v <= range[1];
    const feature = key;
    const gone = sure(n - known, n);
    // Without a complaint there are no words; that is watched for itself.
    if (key !== RARITY) {
      share({ feature, change: "missing", weight: 2 }, gone, t.share, (p) =>
        numbersOf(p)[key] === undefined ? 1 : 0,
      );
      share({ feature, change: "recorded", weight: 1 }, 1 - gone, t.share, (p) =>
        numbersOf(p)[key] === undefined ? 0 : 1,
      );
    }
    share({ feature, change: "impossible", weight: 4 }, sure(cells.impossible, n), t.share, (p) => {
      const v = numbersOf(p)[key];
      return v === undefined ? undefined : possible(v) ? 0 : 1;
    });
    if (known < 2) continue;
    const places = placesOf(cells);
    const place = (p: Observation) => {
      const v = numbersOf(p)[key];
      return v === undefined || !possible(v) ? undefined : places(v);
    };
    const allowed = 0.5 + t.number * PLACE_SD;
    out.push(watched({ feature, change: "higher", weight: 2 }, 0.5, allowed, place));
    out.push(watched({ feature, change: "lower", weight: 2 }, 0.5, allowed, (p) => flip(place(p))));
  }
  for (const { key, values } of CATEGORIES) {
    if (key === "decided") continue;
    const counts = reference.categories[key] ?? {};
    const known = sum(Object.values(counts));
    if (key === "level" && known === 0) continue;
    const gone = sure(n - known, n);
    share({ feature: key, change: "missing", weight: 2 }, gone, t.share, (p) =>
      Object.hasOwn(p.categories, key) ? 0 : 1,
    );
    share({ feature: key, change: "recorded", weight: 1 }, 1 - gone, t.share, (p) =>
      Object.hasOwn(p.categories, key) ? 1 : 0,
    );
    if (values.length < 2 || known === 0) continue;
    for (const value of values) {
      const p0 = sure(counts[value] ?? 0, known);
      const is = (p: Observation) =>
        Object.hasOwn(p.categories, key) ? (p.categories[key] === value ? 1 : 0) : undefined;
      share({ feature: key, change: "more", value, weight: 1 }, p0, t.mix, is);
      share({ feature: key, change: "fewer", value, weight: 1 }, 1 - p0, t.mix, (p) => flip(is(p)));
    }
  }
  const written = sum(Object.values(reference.categories.complaint ?? {}));
  if (written > 0) {
    share(
      { feature: "words", change: "unlisted", weight: 4 },
      sure(reference.unlisted, written),
      t.unlisted,
      (p) =>
        p.words.length === 0 ? undefined : p.words.some((w) => !Object.hasOwn(reference.words, w)) ? 1 : 0,
    );
    const common = Object.entries(reference.words)
      .sort((a, b) => b[1] - a[1])
      .slice(0, t.words);
    for (const [word, hits] of common)
      share(
        { feature: "words", change: "more", value: word, weight: 0.5 },
        sure(hits, written),
        t.mix,
        (p) => (p.words.length === 0 ? undefined : p.words.includes(word) ? 1 : 0),
      );
  }
  return out;
}

export function decisionChannels(reference: Tally, t: Tolerances): Watched<DecisionObservation>[] {
  const d = reference.decisions;
  if (!d || d.decided === 0) return [];
  const out: Watched<DecisionObservation>[] = [];
  const share = (parts: Parts, p0: number, h: number, read: Read<DecisionObservation>) =>
    out.push(watched(parts, p0, shareAt(p0, h), read));
  const override = { feature: "override", change: "more", weight: 2 } as const;
  const more = sure(d.moreUrgent, d.decided);
  const less = sure(d.lessUrgent, d.decided);
  share({ ...override, value: "more urgent" }, more, t.override, (x) => (x.decided < x.shown ? 1 : 0));
  share({ ...override, value: "less urgent" }, less, t.override, (x) => (x.decided > x.shown ? 1 : 0));
  const levels = reference.categories.decided ?? {};
  for (const value of ["1", "2", "3", "4", "5"]) {
    const p0 = sure(levels[value] ?? 0, d.decided);
    const is = (x: DecisionObservation) => (String(x.decided) === value ? 1 : 0);
    share({ feature: "decided", change: "more", value, weight: 1 }, p0, t.mix, is);
    share({ feature: "decided", change: "fewer", value, weight: 1 }, 1 - p0, t.mix, (x) => 1 - is(x));
  }
  if (d.told > 0) {
    // How far decisions lie from what was told, from -1 to 1, moved into 0 to 1.
    const gap = (d.urgent - d.toldUrgent) / d.told;
    const expected = 0.5 + gap / 2;
    const allowance = t.calibration / 2;
    const residual = (x: DecisionObservation) =>
      x.urgent === null ? undefined : ((x.decided <= 2 ? 1 : 0) - x.urgent + 1) / 2;
    const away = (d.decidedSum - d.expectedSum) / d.told;
    const distance = (x: DecisionObservation) =>
      x.expected === null ? undefined : (x.decided - x.expected + WIDEST) / (2 * WIDEST);
    const [mean, slack] = [(away + WIDEST) / (2 * WIDEST), t.severity / (2 * WIDEST)];
    const level = { feature: "severity", weight: 4 } as const;
    out.push(
      watched({ ...level, change: "higher" }, mean, mean + slack, distance),
      watched({ ...level, change: "lower" }, 1 - mean, 1 - mean + slack, (x) => flip(distance(x))),
    );
    const parts = { feature: "calibration", weight: 2 } as const;
    out.push(
      watched({ ...parts, change: "higher" }, expected, expected + allowance, residual),
      watched({ ...parts, change: "lower" }, 1 - expected, 1 - expected + allowance, (x) =>
        flip(residual(x)),
      ),
    );
  }
  return out;
}

/** Where a value stands within the reference, 0 to 1; equal values share the middle of their place, so that the mean is a half. */
export function placesOf(cells: NumberTally): (value: number) => number {
  const n = sum(cells.counts);
  let below = 0;
  const places = cells.counts.map((c) => {
    const place = (below + c / 2) / n;
    below += c;
    return place;
  });
  return (value) => places[cellOf(cells.edges, value)] as number;
}

const watched = <T>(parts: Parts, expected: number, allowed: number, read: Read<T>): Watched<T> => ({
  channel: {
    id: [parts.feature, parts.change, parts.value].filter((x) => x !== undefined).join(":"),
    ...parts,
    expected,
    allowed,
  },
  read,
});

const flip = (x: number | undefined): number | undefined => (x === undefined ? undefined : 1 - x);
const sum = (xs: readonly number[]): number => xs.reduce((s, x) => s + x, 0);

/** The last answer is kept: every channel of a patient asks the same. */
function cached<A extends object, B>(f: (a: A) => B): (a: A) => B {
  let [key, value]: [A | undefined, B | undefined] = [undefined, undefined];
  return (a) => {
    if (a !== key) [key, value] = [a, f(a)];
    return value as B;
  };
}
