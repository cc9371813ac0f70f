import type { Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import type { Five } from "@/lib/model/calibration";
import { softmax } from "@/lib/model/softmax";
import { logs, MOST_BIAS, type SiteSoftening, TEMPERATURES } from "@/lib/policy/site-calibration";
import { fitSoftening } from "./calibrate";
import { minimize } from "./fitting/lbfgs";

/** A calibration fitted with a light pull towards none: what is left of a site's difference when hardly anything holds it back. */
export type SiteCalibration = SiteSoftening & { readonly labels: number };

export const FEWEST_TO_CALIBRATE = 30;

export type AnsweredLabel = {
  /** What the model said of the five levels, level 1 first. */
  readonly probabilities: readonly number[];
  readonly level: Level;
};

/**
 * Fits it on labels that the model did not learn from. The biases are pulled towards none by as much as one label weighs.
 * @throws AppError("insufficient-data") for fewer than 30 labels
 */
export function fitSiteCalibration(answers: readonly AnsweredLabel[]): SiteCalibration {
  if (answers.length < FEWEST_TO_CALIBRATE)
    throw new AppError(
      "insufficient-data",
      `${answers.length} labels; at least ${FEWEST_TO_CALIBRATE} are needed to calibrate for a site`,
    );
  const { temperature, bias } = fitSoftening(
    answers.map(({ probabilities, level }) => ({ logits: logs(probabilities), truth: level - 1 })),
    5,
  );
  return { temperature, bias: bias as Five, labels: answers.length };
}

/** Normal priors: how far from `centre` a bias, and the logarithm of the temperature, is believed to be before anything is seen. */
type Prior = { readonly centre: SiteSoftening; readonly bias: number; readonly temperature: number };
const UNCHANGED: SiteSoftening = { temperature: 1, bias: [0, 0, 0, 0, 0] };
/**
 * Strong, towards no change: half a unit of log-odds is about what the two scales of the shipped model differ by, a quarter of a
 * logarithm a temperature of 1.28. Chosen beforehand; no site's data were looked at.
 */
export const SITE_PRIOR: Prior = { centre: UNCHANGED, bias: 0.5, temperature: 0.25 };
/** A unit is like its site until its own labels say otherwise. */
const unitPrior = (site: SiteSoftening): Prior => ({ centre: site, bias: 0.25, temperature: 0.125 });

export type WeighedLabel = AnsweredLabel & { readonly weight: number; readonly unit: string };

/** A unit with fewer labels to fit on goes with the site. */
export const FEWEST_OF_UNIT = 200;

export type Fitted = {
  readonly site: SiteSoftening;
  readonly units: Readonly<Record<string, SiteSoftening>>;
  /** Labels that each unit of `units` was fitted on. */
  readonly counts: Readonly<Record<string, number>>;
};

/** The site's numbers, and those of each unit that has labels enough while there is another: the posterior's mode. */
export function fitForServing(answers: readonly WeighedLabel[]): Fitted {
  const site = fitWithin(answers, SITE_PRIOR);
  const names = [...new Set(answers.map((a) => a.unit))].sort();
  const ofUnit = (unit: string) => answers.filter((a) => a.unit === unit);
  const large = names.length < 2 ? [] : names.filter((unit) => ofUnit(unit).length >= FEWEST_OF_UNIT);
  return {
    site,
    units: Object.fromEntries(large.map((unit) => [unit, fitWithin(ofUnit(unit), unitPrior(site))])),
    counts: Object.fromEntries(large.map((unit) => [unit, ofUnit(unit).length])),
  };
}

/** Convex in (1 / temperature, biases); the prior of the temperature is on its logarithm, near enough to convex around 1. */
function fitWithin(answers: readonly Omit<WeighedLabel, "unit">[], prior: Prior): SiteSoftening {
  const rows = answers.map(({ probabilities, level, weight }) => ({
    logits: logs(probabilities),
    truth: level - 1,
    weight,
  }));
  const at = [-Math.log(prior.centre.temperature), ...prior.centre.bias];
  const spread = [prior.temperature, ...Array(5).fill(prior.bias)];
  const { x } = minimize(
    (p, gradient) => {
      gradient.fill(0);
      let loss = 0;
      const inverse = Math.exp(p[0] as number);
      for (const { logits, truth, weight } of rows) {
        const q = softmax(logits.map((l, i) => l * inverse + (p[i + 1] as number)));
        loss -= weight * Math.log(q[truth] as number);
        q.forEach((qi, i) => {
          const d = weight * (qi - (i === truth ? 1 : 0));
          gradient[0] = (gradient[0] as number) + d * (logits[i] as number) * inverse;
          gradient[i + 1] = (gradient[i + 1] as number) + d;
        });
      }
      p.forEach((value, i) => {
        const away = (value - (at[i] as number)) / (spread[i] as number);
        loss += (away * away) / 2;
        gradient[i] = (gradient[i] as number) + away / (spread[i] as number);
      });
      return loss;
    },
    Float64Array.from(at),
    { maxIterations: 200, tolerance: 1e-6 },
  );
  const within = (value: number, [low, high]: readonly [number, number]) =>
    rounded(Math.min(high, Math.max(low, value)));
  const [a = 0, ...biases] = x;
  return {
    temperature: within(Math.exp(-a), TEMPERATURES),
    bias: biases.map((b) => within(b, [-MOST_BIAS, MOST_BIAS])) as Five,
  };
}

/** The same numbers on every machine: what comes after does not depend on the order of additions. */
const rounded = (x: number): number => Math.round(x * 1e6) / 1e6 + 0;
