import type { Evidence } from "@/lib/measures/evidence";
import { checkGates, type Finding, SEVERITIES } from "./check-gates";
import type { GatePolicy } from "./gate-policy";

/** What a calibration is for: a site's own labels must be able to speak for or against each of these. */
const ASKED_OF_THE_SITE = ["Quadratic-weighted kappa", "Sensitivity, levels 1-2"] as const;

/**
 * Holds a site's calibration against the gates that versions are held against: the model with it beside the model alone. One thing is
 * stricter. A version may pass by its benchmark where the site's labels are too few to tell; a calibration knows nothing but the
 * site's labels, so without an answer of theirs on agreement and on urgent patients it fails. Worst first. Pure.
 */
export function checkCalibration(policy: GatePolicy, evidence: readonly Evidence[]): Finding[] {
  const findings = checkGates(policy, evidence);
  const told = (figure: string) =>
    policy.gates.some(
      (g) =>
        g.figure === figure &&
        g.on.includes("site") &&
        evidence.some((e) => e.kind === "site" && (e[g.least.of] ?? 0) >= g.least.count),
    );
  if (!ASKED_OF_THE_SITE.every(told))
    findings.push({
      gate: "site-labels",
      severity: "fail",
      text: "A calibration is judged by this site’s labels: those it was not fitted on are too few to tell whether agreement and urgent patients keep.",
    });
  return findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
