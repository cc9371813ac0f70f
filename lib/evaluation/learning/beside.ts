import { AppError } from "@/lib/core/errors";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import { measuresOn } from "@/lib/feedback/split";
import type { Answer } from "@/lib/measures/metrics";
import type { Artifact } from "@/lib/model/artifact";
import { type Policy, probabilitiesOf } from "@/lib/model/calibration";
import { type CategoryKey, categoryOf, type NumberKey, numberOf } from "@/lib/model/features";
import { createCaseEncoder } from "@/lib/model/inputs";
import { shownLevel } from "@/lib/policy/shown-level";
import { fitTemperature } from "@/lib/training/calibrate";
import { POLICIES_BY_COSTS } from "@/lib/training/decision/cost-tables";
import { FEWEST_TO_CALIBRATE } from "@/lib/training/site-calibration";
import { heldOut, logs } from "../baselines/contenders";
import type { Arrival, Hospital } from "./hospital";
import type { Point } from "./play";

/** What bench/learning-xgboost.py is asked: places in `cases` to learn from, to calibrate on and to answer. */
export type XgboostQuestions = {
  readonly cases: readonly {
    readonly numbers: Readonly<Record<string, number>>;
    readonly words: readonly string[];
    readonly complaint: string;
  }[];
  readonly fits: readonly {
    readonly train: readonly number[];
    readonly levels: readonly number[];
    readonly validation: readonly number[];
    readonly reported: readonly number[];
  }[];
};
export type XgboostTold = {
  readonly version: string;
  readonly fits: readonly { readonly validation: number[][]; readonly reported: number[][] }[];
};

const teaching = (a: Arrival) => !measuresOn(a.clinician);

/** The inputs of the model, and for each count the labels that the loop learns from by then, and those it holds out. */
export function xgboostQuestions(
  hospital: Hospital,
  counts: readonly number[],
  { config, tokenizer }: Artifact,
): XgboostQuestions {
  const encode = createCaseEncoder(config, tokenizer);
  const all: LabelledCase[] = [...hospital.arrivals, ...hospital.reported];
  const first = hospital.arrivals.length;
  const places = (upTo: number, which: (a: Arrival) => boolean) =>
    hospital.arrivals.slice(0, upTo).flatMap((a, i) => (which(a) ? [i] : []));
  return {
    cases: all.map(({ case: c }) => {
      const { tokens, segments } = encode(c);
      const known = config.numbers.flatMap(({ key }) => {
        const value = numberOf(key as NumberKey, c);
        return value === null ? [] : [[`number:${key}`, value] as const];
      });
      const categories = config.categories.map(
        ({ key }) => `${key}=${categoryOf(key as CategoryKey, c) ?? "missing"}`,
      );
      return {
        numbers: Object.fromEntries(known),
        words: [...categories, ...new Set(tokens.map((token, i) => `w${segments[i]}:${token}`))],
        complaint: c.chiefComplaint ?? "",
      };
    }),
    fits: counts.map((count) => {
      const train = places(count, teaching);
      return {
        train,
        levels: train.map((i) => all[i]?.level as number),
        validation: places(count, (a) => !teaching(a)),
        reported: hospital.reported.map((_, i) => first + i),
      };
    }),
  };
}

/** Its answers as levels: softened on the labels held out once there are enough, decided by the costs the model decides by. */
export function xgboostAnswers(
  hospital: Hospital,
  counts: readonly number[],
  told: XgboostTold,
): { version: string; points: Point[] } {
  const policy = POLICIES_BY_COSTS.balanced as Policy;
  const points = counts.map((count, k): Point => {
    const fit = told.fits[k];
    if (fit?.reported.length !== hospital.reported.length)
      throw new AppError("invalid-input", `XGBoost did not answer after ${count} labels`);
    const coming = hospital.arrivals.slice(0, count);
    const known = coming.filter((a) => !teaching(a));
    const softening =
      known.length < FEWEST_TO_CALIBRATE
        ? { temperature: 1, bias: [0, 0, 0, 0, 0] as [number, number, number, number, number] }
        : fitTemperature(heldOut(known, fit.validation));
    const answers = fit.reported.map((p): Answer => {
      const probabilities = probabilitiesOf(logs(p), softening);
      const level = shownLevel(probabilities, policy);
      return { level, probabilities, set: [level] };
    });
    return {
      labels: count,
      learned: coming.length - known.length,
      // Its own process loads libraries longer than it fits.
      spent: null,
      failed: null,
      answers,
      calibrated: null,
      survey: null,
    };
  });
  return { version: told.version, points };
}
