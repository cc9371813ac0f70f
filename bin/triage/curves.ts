import { duration, progressLine } from "./shell";

/** Loss and validation loss so far, as numbers and as small curves: `loss 1.2043 █▅▃▂▁  validation 1.3120 █▄▂▂`. */
type Point = { readonly phase: string; readonly loss: number; readonly validation?: number };

const BARS = [..."▁▂▃▄▅▆▇█"];
const WIDTH = 16;

type Progress = Point & { readonly step: number; readonly totalSteps: number; readonly etaSeconds: number };

/** One line of a learning run, drawn over again as it goes on. */
export function showLearning(): (p: Progress) => void {
  const show = progressLine();
  const curves = drawCurves();
  return (p) =>
    show(
      `${p.phase} ${p.step}/${p.totalSteps}  ${curves(p)}  ${duration(p.etaSeconds)} left`,
      p.step === p.totalSteps,
    );
}

export function drawCurves(): (p: Point) => string {
  let phase = "";
  let losses: number[] = [];
  let validations: number[] = [];
  return (p) => {
    if (p.phase !== phase) {
      phase = p.phase;
      losses = [];
      validations = [];
    }
    losses.push(p.loss);
    if (p.validation !== undefined) validations.push(p.validation);
    const parts = [
      curve("loss", losses),
      ...(validations.length > 0 ? [curve("validation", validations)] : []),
    ];
    return parts.join("  ");
  };
}

const curve = (name: string, values: readonly number[]): string =>
  `${name} ${(values.at(-1) as number).toFixed(4)} ${sparkline(values)}`;

/** Means of at most sixteen equal stretches, from the lowest bar to the highest. */
export function sparkline(values: readonly number[]): string {
  const count = Math.min(WIDTH, values.length);
  const means = Array.from({ length: count }, (_, i) => {
    const part = values.slice(
      Math.floor((i * values.length) / count),
      Math.floor(((i + 1) * values.length) / count),
    );
    return part.reduce((a, b) => a + b, 0) / part.length;
  });
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const span = high - low || 1;
  return means.map((m) => BARS[Math.round(((m - low) / span) * (BARS.length - 1))]).join("");
}
