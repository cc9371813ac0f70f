import { type FigureSet, figure } from "./figures";

/**
 * What must hold before a candidate may replace the champion, as a pure comparison of their figures on the same held-out
 * sets. `fail` needs an admin's explicit override, `warn` needs a look.
 */
export type Finding = {
  readonly gate: string;
  readonly severity: "pass" | "warn" | "fail";
  /** In plain words, with both figures. */
  readonly message: string;
  readonly dataset: string;
};

type Gate = {
  readonly id: string;
  readonly figure: string;
  readonly better: "higher" | "lower";
  /** How much worse is worth a warning, and how much fails. */
  readonly warn: number;
  readonly fail: number;
};

const GATES: readonly Gate[] = [
  { id: "agreement", figure: "Quadratic-weighted kappa", better: "higher", warn: 0.02, fail: 0.05 },
  { id: "urgent-sensitivity", figure: "Sensitivity, levels 1-2", better: "higher", warn: 0.02, fail: 0.05 },
  { id: "severe-under-triage", figure: "Severe under-triage", better: "lower", warn: 0.01, fail: 0.03 },
  { id: "urgent-ranking", figure: "AUROC, levels 1-2", better: "higher", warn: 0.01, fail: 0.03 },
  { id: "calibration", figure: "Calibration error", better: "lower", warn: 0.03, fail: 0.08 },
  { id: "coverage", figure: "Prediction set coverage", better: "higher", warn: 0.03, fail: 0.08 },
];

/** Below this, a difference cannot be told from chance and nothing fails because of it. */
const FEW_CASES = 100;

/** Name of the figure that says how often both versions answer made-up visits alike (forgetting). */
export const REHEARSAL_KAPPA = "Agreement with the version in use (kappa)";

export function checkGates(champion: readonly FigureSet[], candidate: readonly FigureSet[]): Finding[] {
  const findings: Finding[] = [];
  for (const mine of candidate) {
    const theirs = champion.find((s) => s.dataset === mine.dataset);
    if (theirs) for (const gate of GATES) findings.push(...compare(gate, theirs, mine));
    findings.push(...forgetting(mine));
  }
  if (findings.length === 0)
    findings.push({
      gate: "held-out data",
      severity: "warn",
      message: "There is no held-out data both versions were measured on.",
      dataset: "",
    });
  return findings;
}

function compare(gate: Gate, champion: FigureSet, candidate: FigureSet): Finding[] {
  const before = figure(champion, gate.figure)?.value;
  const after = figure(candidate, gate.figure)?.value;
  if (before === undefined || after === undefined || before === null || after === null) return [];
  const worse = gate.better === "higher" ? before - after : after - before;
  const few = candidate.cases < FEW_CASES;
  const severity = worse > gate.fail ? (few ? "warn" : "fail") : worse > gate.warn ? "warn" : "pass";
  const change = `${gate.figure}: ${before.toFixed(3)} before, ${after.toFixed(3)} now`;
  return [
    {
      gate: gate.id,
      severity,
      message: few ? `${change} (only ${candidate.cases} cases: a hint, not a proof)` : change,
      dataset: candidate.dataset,
    },
  ];
}

function forgetting(set: FigureSet): Finding[] {
  const kappa = figure(set, REHEARSAL_KAPPA)?.value;
  if (kappa === undefined || kappa === null) return [];
  const severity = kappa < 0.75 ? "fail" : kappa < 0.88 ? "warn" : "pass";
  return [
    {
      gate: "forgetting",
      severity,
      message: `On made-up visits of all kinds, both versions agree with kappa ${kappa.toFixed(3)}`,
      dataset: set.dataset,
    },
  ];
}
