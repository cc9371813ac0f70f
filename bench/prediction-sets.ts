// `npm run bench:sets -- --from DIR [--model DIR] [--splits N]`: what it costs to let fewer labels be more urgent than the
// whole prediction set than less urgent. The calibrating visits alone are used: one half of them fits temperature, thresholds and sets, the other
// measures them, and the other way round; means over N random halvings.
import { parseArgs } from "node:util";
import { random, shuffled } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { predictAll } from "@/lib/evaluation/evaluate";
import { calibratedVisits } from "@/lib/evaluation/evaluate-survey";
import { type SetQuality, setQualities } from "@/lib/measures/prediction-sets";
import { number3, table } from "@/lib/measures/tables";
import { openArtifact } from "@/lib/model/artifact";
import { expectedSeverity, probabilitiesOf, type ScaleCalibration } from "@/lib/model/calibration";
import { predictionSet } from "@/lib/policy/prediction-set";
import { shownLevel } from "@/lib/policy/shown-level";
import {
  answered,
  CHILD_BELOW_YEARS,
  conformalQuantile,
  fitConformal,
  fitPolicies,
  fitTemperature,
  type HeldOut,
} from "@/lib/training/calibrate";
import { loadSources } from "@/lib/training/sources/load";

const { values: options } = parseArgs({
  options: {
    from: { type: "string" },
    model: { type: "string", default: "models/openacuity-triage" },
    splits: { type: "string", default: "5" },
  },
});
if (!options.from) throw new Error("--from is needed");

type Softening = Pick<ScaleCalibration, "temperature" | "bias">;
type Form = {
  readonly name: string;
  readonly fit: (cases: readonly HeldOut[], softening: Softening) => ScaleCalibration["conformal"];
};

/** The form before there were sides: a level is in the set when it is at least so likely. */
const threshold: Form = {
  name: "one threshold",
  fit: (cases, softening) => {
    const of = (isChild: boolean) =>
      conformalQuantile(
        cases
          .filter((c) => c.ageYears < CHILD_BELOW_YEARS === isChild)
          .map((c) => probabilitiesOf(c.logits, softening)[c.level - 1] as number),
        0.1,
      );
    return { coverage: 0.9, childBelowYears: CHILD_BELOW_YEARS, adult: of(false), child: of(true) };
  },
};

const FORMS: readonly Form[] = [
  threshold,
  ...[2, 3, 4, 5].map(
    (urgent): Form => ({
      name: `two sides, ${urgent} % and ${10 - urgent} %`,
      fit: (cases, softening) =>
        fitConformal(answered(cases, softening), 1, {
          urgent: urgent / 100,
          lessUrgent: (10 - urgent) / 100,
        }),
    }),
  ),
];

/** The calibrating visits as the model answers it. Logits come back from probabilities but for a constant, which no softmax sees. */
async function heldOut(from: string, dir: string): Promise<HeldOut[]> {
  const visits = calibratedVisits(await loadSources(from));
  const { temperature, bias } = (await openArtifact(dir)).calibration.scales.esi;
  const engine = await createOnnxEngine(dir);
  try {
    const answers = await predictAll(
      engine,
      visits.map((v) => v.case),
    );
    return visits.flatMap((v, i) =>
      v.level
        ? [
            {
              level: v.level.value,
              ageYears: v.case.ageYears,
              logits: (answers[i]?.charted ?? answers[i]?.probabilities ?? []).map(
                (p, k) => temperature * (Math.log(Math.max(p, 1e-12)) - (bias[k] as number)),
              ),
            },
          ]
        : [],
    );
  } finally {
    await engine.close();
  }
}

/** Each form fitted on some cases and measured on others. */
function measure(fit: readonly HeldOut[], test: readonly HeldOut[]): SetQuality[][] {
  const softening = fitTemperature(fit);
  const severityOf = (c: HeldOut) => expectedSeverity(probabilitiesOf(c.logits, softening));
  const { thresholds } = fitPolicies(
    fit.map(severityOf),
    fit.map((c) => c.level),
  ).balanced;
  return FORMS.map((form) => {
    const conformal = form.fit(fit, softening);
    const told = test.map(({ logits, level, ageYears }) => {
      const p = probabilitiesOf(logits, softening);
      const shown = shownLevel(p, { thresholds });
      return { level, ageYears, set: predictionSet(p, shown, conformal, ageYears) };
    });
    return setQualities(told, CHILD_BELOW_YEARS);
  });
}

const cases = await heldOut(options.from, options.model);
const measured: SetQuality[][][] = [];
for (let split = 0; split < Number(options.splits); split++) {
  const order = shuffled(cases, random(split, "prediction sets"));
  const halves = [order.slice(0, order.length >> 1), order.slice(order.length >> 1)] as const;
  measured.push(measure(halves[0], halves[1]), measure(halves[1], halves[0]));
}

const meanOf = (f: number, g: number, key: "coverage" | "size" | "moreUrgent" | "lessUrgent"): string =>
  number3(measured.reduce((sum, m) => sum + (m[f]?.[g]?.[key] ?? Number.NaN), 0) / measured.length);
console.log(
  `${cases.length} visits that calibrate, ${options.splits} halvings, ${options.model}\n\n${table(
    ["Sets", "Group", "Label in the set", "Mean size", "More urgent", "Less urgent"],
    FORMS.flatMap(({ name }, f) =>
      (measured[0]?.[f] ?? []).map(({ group }, g) => [
        name,
        group,
        ...(["coverage", "size", "moreUrgent", "lessUrgent"] as const).map((key) => meanOf(f, g, key)),
      ]),
    ),
  )}`,
);
