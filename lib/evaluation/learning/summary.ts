import type { Level } from "@/lib/case/level";
import { cohenKappa } from "@/lib/measures/agreement";
import { type Figure, figure, interval, levelFigures, resample } from "@/lib/measures/figures";
import { type Answer, quadraticKappa } from "@/lib/measures/metrics";
import type { Point, Spent } from "./play";

/** The points of one way to learn at one part of the patients, in the order of their labels. */
export type Course = { readonly name: string; readonly part: number; readonly points: readonly Point[] };

/** Answers to the reported patients of all parts, each by the run that never saw its part. */
export type Pooled = { readonly answers: readonly Answer[]; readonly actual: readonly number[] };

/** What a way to learn is worth after so many labels. */
export type Standing = {
  readonly labels: number;
  readonly kappa: Figure;
  readonly plainKappa: number | null;
  readonly accuracy: Figure;
  readonly sensitivity: Figure;
  readonly underTriage: Figure;
  /** The slowest part's run. */
  readonly spent: Spent | null;
};

/** Whatever was measured twice (answers as they are, and calibrated) is told apart by which is taken. */
export type Take = "answers" | "calibrated";

export function pool(
  courses: readonly Course[],
  reported: ReadonlyMap<number, readonly number[]>,
  labels: number,
  take: Take = "answers",
): Pooled | null {
  const own = courses.flatMap((c) => {
    const answers = c.points.find((p) => p.labels === labels)?.[take];
    return answers ? [{ answers, actual: reported.get(c.part) ?? [] }] : [];
  });
  if (own.length === 0 || own.length < courses.length) return null;
  return { answers: own.flatMap((o) => o.answers), actual: own.flatMap((o) => o.actual) };
}

const RESAMPLES = 500;

export function standing(labels: number, { answers, actual }: Pooled, runs: readonly Spent[]): Standing {
  const set = levelFigures("", answers, actual, RESAMPLES);
  const of = (name: string) => figure(set, name) as Figure;
  return {
    labels,
    kappa: of("Quadratic-weighted kappa"),
    plainKappa: cohenKappa(
      actual.map((first, i) => ({ first: first as Level, second: answers[i]?.level as Level })),
    ),
    accuracy: of("Accuracy"),
    sensitivity: of("Sensitivity, levels 1-2"),
    underTriage: of("Under-triage"),
    spent:
      runs.length === 0
        ? null
        : {
            seconds: Math.max(...runs.map((r) => r.seconds)),
            processorSeconds: Math.max(...runs.map((r) => r.processorSeconds)),
          },
  };
}

/** Share of the way from `start` to `end` that `at` has come; null where there is no way. */
export const shareOfWay = (start: number, at: number, end: number): number | null =>
  end === start ? null : (at - start) / (end - start);

/** Kappas of several answers to the same patients under the same resamples (500, seeded), and something made of them with its interval. */
export function onResamples(
  answers: readonly (readonly Answer[])[],
  actual: readonly number[],
  of: (kappas: readonly number[]) => number | null,
): { readonly value: number | null; readonly low?: number; readonly high?: number } {
  const kappas = (places: readonly number[]) =>
    answers.map((a) =>
      quadraticKappa(
        places.map((i) => actual[i] as number),
        places.map((i) => a[i]?.level as number),
      ),
    );
  const made = (places: readonly number[]) => {
    const all = kappas(places);
    return all.every((k) => k !== null) ? of(all as number[]) : null;
  };
  const everybody = actual.map((_, i) => i);
  const drawn = Array.from({ length: RESAMPLES }, (_, number) => {
    const counts = resample(actual.length, number);
    return made(everybody.flatMap((i) => Array<number>(counts[i] as number).fill(i)));
  }).filter((v) => v !== null);
  return { value: made(everybody), ...(drawn.length > RESAMPLES / 2 ? interval(drawn) : {}) };
}
