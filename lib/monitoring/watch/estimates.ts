import { bucketOf } from "../charts/filter";
import type { ChartEvent, TimeLine, TimePicture } from "../charts/picture";
import {
  correctedPerformance,
  type EstimateCell,
  expectedPerformance,
  labelledPerformance,
} from "./estimate";
import { aboutMeasure, LEAST_WATCHED, type MeasureName } from "./measures";
import { aboutOf, byBucket, type Frame, isUnderWay } from "./pictures";
import { ABOUT_REFERENCE, type Reference } from "./references";

export type EstimateInput = Frame & {
  readonly against: Exclude<Reference, "first">;
  readonly cells: readonly (EstimateCell & { readonly day: string })[];
  readonly events: readonly ChartEvent[];
};

/** How far the estimate was from what was measured when the labels came. Null: nowhere enough labels yet. */
export type OwnAccuracy = {
  readonly points: number;
  /** Mean distance, in the measure's unit. */
  readonly off: number;
  /** Points whose corrected interval held what was measured. */
  readonly held: number;
};

/** Labels that a measured point needs before the estimate is judged by it. */
const LEAST_JUDGED = 100;

export function estimateOverTime(
  i: EstimateInput,
  name: MeasureName,
): { readonly picture: TimePicture; readonly own: OwnAccuracy | null } {
  const bucket = bucketOf(i.filter);
  const buckets = [...byBucket(i.cells, bucket)].map(([day, cells]) => {
    const all = { expected: expectedPerformance(cells, name), measured: labelledPerformance(cells, name) };
    return {
      day,
      ...all,
      corrected: correctedPerformance(cells, name),
      open: isUnderWay(day, bucket, i.today),
    };
  });
  const about = aboutMeasure(name);
  const by = ABOUT_REFERENCE[i.against];
  const line = (
    title: string,
    of: (b: (typeof buckets)[number]) => {
      value: number | null;
      n: number;
      low?: number;
      high?: number;
      enough: boolean;
    },
  ): TimeLine => ({
    name: title,
    points: buckets.map((b) => {
      const { enough, ...m } = of(b);
      const told = enough ? m : { value: null, n: m.n };
      return { day: b.day, ...told, ...(b.open ? { open: true } : {}) };
    }),
  });
  const lines = [
    line("Expected from the probabilities", (b) => ({
      ...b.expected,
      enough: b.expected.n >= LEAST_WATCHED,
    })),
    line("Corrected by labels", (b) => ({ ...b.corrected, enough: b.corrected.labelled >= LEAST_WATCHED })),
    line("Measured", (b) => ({ ...b.measured, enough: b.measured.n >= LEAST_WATCHED })),
  ];
  const judged = buckets.flatMap(({ measured: m, expected: e, corrected: c }) =>
    m.n >= LEAST_JUDGED && m.value !== null && e.value !== null
      ? [{ off: Math.abs(e.value - m.value), held: (c.low ?? 1) <= m.value && m.value <= (c.high ?? 0) }]
      : [],
  );
  return {
    own:
      judged.length === 0
        ? null
        : {
            points: judged.length,
            off: judged.reduce((s, j) => s + j.off, 0) / judged.length,
            held: judged.filter((j) => j.held).length,
          },
    picture: {
      kind: "time",
      id: `estimate-${name}`,
      title: `${about.title}, estimated`,
      quantity: name === "kappa" ? "kappa" : "percent",
      lines,
      events: i.events,
      about: aboutOf(
        i,
        {
          definition: `${about.definition(by.inWords)} Expected: how often the model's calibrated probabilities say the level shown is right (confidence-based performance estimation; Garg et al. 2022, NannyML); it is only as good as the calibration. Corrected: by how far the probabilities are out on visits that have a label (prediction-powered inference; Angelopoulos et al. 2023); it supposes that these were drawn by chance.`,
          measuredOn: `All visits a model answered; labels: ${by.inWords}`,
          n: i.cells.reduce((s, c) => s + c.n, 0),
          intervals:
            "95 % intervals of that point. Expected: of what would be measured if the probabilities were right. Corrected: of the truth, whatever they are worth.",
        },
        true,
      ),
    },
  };
}
