import type { Evidence } from "@/lib/measures/evidence";
import { figure } from "@/lib/measures/figures";
import type { Gate, GatePolicy } from "./gate-policy";

/** few: too few cases to tell, or not to be had. It neither passes nor fails. */
export const SEVERITIES = ["fail", "few", "warn", "pass"] as const;
export type Severity = (typeof SEVERITIES)[number];

export type Finding = {
  readonly gate: string;
  readonly severity: Severity;
  /** In plain words, with the figures and what they were measured on. */
  readonly text: string;
};

export type Verdict = "passed" | "failed";

/** Nothing may come into use that was not seen on one of these. */
const ALWAYS = ["benchmark", "published"] as const;

/**
 * Holds what was measured against a policy. Worst first. Pure.
 *
 * A gate whose evidence is not there at all says nothing; but without the fixed benchmark (or, for a release that is to be
 * the first version, its own evaluation) nothing passes.
 */
export function checkGates(policy: GatePolicy, evidence: readonly Evidence[]): Finding[] {
  const findings = evidence.flatMap((e) =>
    policy.gates.filter((gate) => gate.on.includes(e.kind)).map((gate) => judge(gate, e)),
  );
  const seen = evidence.some((e) => (ALWAYS as readonly string[]).includes(e.kind));
  if (!seen || !findings.some((f) => f.severity !== "few"))
    findings.push({
      gate: "measured",
      severity: "fail",
      text: "Nothing was measured that could tell whether this version is safe to use.",
    });
  return findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

export const verdictOf = (findings: readonly Pick<Finding, "severity">[]): Verdict =>
  findings.length > 0 && findings.every((f) => f.severity !== "fail") ? "passed" : "failed";

export const COUNTED: Readonly<Record<Gate["least"]["of"], string>> = {
  cases: "cases",
  urgent: "urgent cases",
  shownUrgent: "cases shown at level 1 or 2",
  had: "cases with the rarer outcome",
};

function judge(gate: Gate, e: Evidence): Finding {
  const about = (severity: Severity, said: string): Finding => ({
    gate: gate.id,
    severity,
    text: `${gate.words}: ${said} (${e.dataset}, ${counted(e.cases)} cases)`,
  });
  const known = e[gate.least.of] ?? 0;
  if (known < gate.least.count)
    return about(
      "few",
      `too few to tell; ${counted(known)} ${COUNTED[gate.least.of]}, ${counted(gate.least.count)} are needed`,
    );
  const after = figure(e.after, gate.figure)?.value;
  // Enough cases and no figure: the gate cannot be held, and what cannot be verified is refused.
  if (typeof after !== "number") return about("fail", "could not be measured");
  const before = (e.before && figure(e.before, gate.figure)?.value) ?? null;
  const [limit, worse] = [beyondLimit(gate, after), gotWorse(gate, e, after, before)];
  const said = [
    `${inUnit(gate, after)}${before === null ? "" : `, before ${inUnit(gate, before)}`}`,
    ...[limit, worse].flatMap((x) => x?.why ?? []),
  ].join("; ");
  const worst = [limit, worse].map((x) => x?.severity ?? "pass");
  return about(worst.includes("fail") ? "fail" : worst.includes("warn") ? "warn" : "pass", said);
}

type Judged = { readonly severity: "warn" | "fail"; readonly why: string } | null;

/** The absolute floor or ceiling, whatever the version in use does. */
function beyondLimit({ limit, better, ...gate }: Gate, value: number): Judged {
  if (!limit) return null;
  const beyond = (bound: number) => (better === "higher" ? value < bound : value > bound);
  const severity = beyond(limit.fail) ? "fail" : beyond(limit.warn) ? "warn" : null;
  if (!severity) return null;
  return {
    severity,
    why: `${better === "higher" ? "at least" : "at most"} ${inUnit(gate, limit[severity])} ${severity === "fail" ? "is asked for" : "would be good"}`,
  };
}

/**
 * Non-inferiority: how much is lost against the version in use, on the same resamples of the same cases. Fails where the
 * loss itself is beyond the margin; warns where it may be (the interval reaches beyond it).
 */
function gotWorse(gate: Gate, e: Evidence, after: number, before: number | null): Judged {
  const { worse, better } = gate;
  if (!worse || before === null) return null;
  const loss = better === "higher" ? before - after : after - before;
  if (loss > worse.fail)
    return { severity: "fail", why: `${lossInUnit(gate, worse.fail)} worse is the most allowed` };
  const difference = e.difference.find((f) => f.name === gate.figure);
  const bound = better === "higher" ? difference?.low : difference?.high;
  const most = bound === undefined ? loss : better === "higher" ? -bound : bound;
  if (loss > worse.warn) return { severity: "warn", why: `${lossInUnit(gate, loss)} worse` };
  if (most > worse.fail)
    return { severity: "warn", why: `may be up to ${lossInUnit(gate, most)} worse (95 % interval)` };
  return null;
}

const counted = (n: number): string => n.toLocaleString("en-GB");
const inUnit = ({ unit }: Pick<Gate, "unit">, value: number): string =>
  unit === "share" ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);
const lossInUnit = ({ unit }: Pick<Gate, "unit">, value: number): string =>
  unit === "share" ? `${(100 * value).toFixed(1)} points` : value.toFixed(3);
