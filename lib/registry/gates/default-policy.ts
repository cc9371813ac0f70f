import { CHANGES } from "@/lib/measures/evidence";
import { GROUP_LOSS } from "@/lib/measures/group-losses";
import type { Gate, GatePolicy } from "./gate-policy";

/**
 * The gates a new installation begins with. The benchmark's limits were set with the shipped release (0.2.0, balanced: finds
 * 44 % of the urgent, kappa 0.49) and with retraining on honest and on poisoned labels (the mixtures of bench/poison.ts).
 */
const URGENT_FOUND = {
  figure: "Sensitivity, levels 1-2",
  words: "Urgent patients found (levels 1-2)",
  unit: "share",
  better: "higher",
} as const;
const FAR_TOO_LOW = {
  figure: "Severe under-triage",
  words: "Patients put far too low",
  unit: "share",
  better: "lower",
} as const;
const AGREEMENT = {
  figure: "Quadratic-weighted kappa",
  words: "Agreement with the levels charted (kappa)",
  unit: "score",
  better: "higher",
} as const;
const RANKING = {
  figure: "AUROC, levels 1-2",
  words: "Telling urgent patients from others (AUROC)",
  unit: "score",
  better: "higher",
} as const;
const URGENT_LOST = {
  figure: CHANGES.urgentLost,
  words: "Level 1-2 before, 3 or lower now",
  unit: "share",
  better: "lower",
} as const;

const least = (count: number, of: Gate["least"]["of"] = "cases") => ({ of, count });
const bounds = (warn: number, fail: number) => ({ warn, fail });

export const DEFAULT_GATE_POLICY: GatePolicy = {
  format_version: 1,
  version: 1,
  gates: [
    // The fixed benchmark: always there, so these are always judged.
    {
      id: "urgent-found",
      ...URGENT_FOUND,
      on: ["benchmark"],
      least: least(100, "urgent"),
      worse: bounds(0.02, 0.05),
      limit: bounds(0.4, 0.35),
    },
    {
      id: "far-too-low",
      ...FAR_TOO_LOW,
      on: ["benchmark"],
      least: least(200),
      worse: bounds(0.02, 0.05),
      limit: bounds(0.26, 0.3),
    },
    {
      id: "agreement",
      ...AGREEMENT,
      on: ["benchmark"],
      least: least(200),
      worse: bounds(0.03, 0.06),
      limit: bounds(0.43, 0.38),
    },
    {
      id: "urgent-ranking",
      ...RANKING,
      on: ["benchmark"],
      least: least(200),
      worse: bounds(0.015, 0.03),
      limit: bounds(0.78, 0.75),
    },
    {
      id: "forgetting",
      figure: CHANGES.agreement,
      words: "Same answers as the version in use (kappa)",
      unit: "score",
      better: "higher",
      on: ["benchmark"],
      least: least(200),
      limit: bounds(0.85, 0.75),
    },
    // What gets less urgent: on the benchmark, and on the patients of late.
    {
      id: "urgent-lost",
      ...URGENT_LOST,
      on: ["benchmark", "live"],
      least: least(30, "shownUrgent"),
      limit: bounds(0.03, 0.08),
    },
    {
      id: "less-urgent",
      figure: CHANGES.lessUrgent,
      words: "Patients who get a less urgent level than before",
      unit: "share",
      better: "lower",
      on: ["benchmark", "live"],
      least: least(200),
      limit: bounds(0.12, 0.2),
    },
    // No group pays for the others: sex and age, which every case has. From 150 urgent cases on some age band has enough to be asked about.
    {
      id: "group-urgent-lost",
      figure: GROUP_LOSS,
      words: "Urgent patients lost in a group of one sex or age, beyond chance",
      unit: "share",
      better: "lower",
      on: ["benchmark", "site", "survey"],
      least: least(150, "urgent"),
      limit: bounds(0, 0.1),
    },
    // Small steps that each pass must not add up: beside the release the line began with.
    {
      id: "urgent-lost-since-release",
      ...URGENT_LOST,
      words: "Level 1-2 in the release, 3 or lower now",
      on: ["drift"],
      least: least(30, "shownUrgent"),
      limit: bounds(0.08, 0.15),
    },
    {
      id: "urgent-found-since-release",
      ...URGENT_FOUND,
      on: ["drift"],
      least: least(100, "urgent"),
      worse: bounds(0.04, 0.08),
    },
    // The site's own labels, and public data where the operator keeps it.
    {
      id: "site-urgent-found",
      ...URGENT_FOUND,
      on: ["site", "survey"],
      least: least(50, "urgent"),
      worse: bounds(0.02, 0.05),
      limit: bounds(0.4, 0.3),
    },
    {
      id: "site-far-too-low",
      ...FAR_TOO_LOW,
      on: ["site", "survey"],
      least: least(200),
      worse: bounds(0.01, 0.03),
      limit: bounds(0.12, 0.18),
    },
    {
      id: "site-agreement",
      ...AGREEMENT,
      on: ["site", "survey"],
      least: least(200),
      worse: bounds(0.02, 0.05),
      limit: bounds(0.4, 0.3),
    },
    {
      id: "site-urgent-ranking",
      ...RANKING,
      on: ["site", "survey"],
      least: least(200),
      worse: bounds(0.01, 0.03),
      limit: bounds(0.75, 0.7),
    },
    {
      id: "site-calibration",
      figure: "Calibration error",
      words: "How far stated certainty is off",
      unit: "score",
      better: "lower",
      on: ["site", "survey"],
      least: least(200),
      worse: bounds(0.03, 0.08),
    },
    {
      id: "site-coverage",
      figure: "Prediction set coverage",
      words: "Right level among those named as possible",
      unit: "share",
      better: "higher",
      on: ["site", "survey"],
      least: least(200),
      worse: bounds(0.03, 0.08),
    },
    // What came of patients: of this site's where the EHR tells it, of the survey's where the operator keeps it, and what a release says of itself.
    {
      id: "critical-ranking",
      figure: "AUROC, critical care or death",
      words: "Telling who will need critical care or die (AUROC)",
      unit: "score",
      better: "higher",
      on: ["critical-care"],
      least: least(30, "had"),
      worse: bounds(0.02, 0.05),
      limit: bounds(0.75, 0.65),
    },
    {
      id: "admission-ranking",
      figure: "AUROC, admission, observation or transfer",
      words: "Telling who will be admitted (AUROC)",
      unit: "score",
      better: "higher",
      on: ["admission"],
      least: least(100, "had"),
      worse: bounds(0.01, 0.03),
      limit: bounds(0.7, 0.6),
    },
    // A release's own evaluation, before it may be the first version in use.
    {
      id: "release-urgent-found",
      ...URGENT_FOUND,
      on: ["published"],
      least: least(100, "urgent"),
      limit: bounds(0.4, 0.35),
    },
    {
      id: "release-far-too-low",
      ...FAR_TOO_LOW,
      on: ["published"],
      least: least(1000),
      limit: bounds(0.09, 0.12),
    },
    {
      id: "release-agreement",
      ...AGREEMENT,
      on: ["published"],
      least: least(1000),
      limit: bounds(0.45, 0.4),
    },
    {
      id: "release-urgent-ranking",
      ...RANKING,
      on: ["published"],
      least: least(1000),
      limit: bounds(0.78, 0.75),
    },
  ],
};
