import type { Level } from "@/lib/case/level";
import type { Arm } from "@/lib/registry/canary";
import type { Measured } from "../charts/picture";
import { ALPHA, shareSequence } from "../watch/confidence-sequence";

/** What is watched while a candidate answers a share of the patients; each ends it by itself. */
export const GUARDS = ["under-triage", "overrides", "failures"] as const;
export type GuardName = (typeof GUARDS)[number];

export const GUARD_LABELS: Readonly<Record<GuardName, { readonly title: string; readonly of: string }>> = {
  "under-triage": {
    title: "Under-triage",
    of: "visits decided on, whose suggested level was less urgent than the one decided",
  },
  overrides: { title: "Changed levels", of: "visits decided on, whose suggested level was changed" },
  failures: {
    title: "Failed or slow answers",
    of: "requests for an answer, that failed or took longer than two seconds",
  },
};

/** One answer is slow when it takes longer, ms: a nurse who waits begins to triage without it. */
export const SLOW_MS = 2_000;
/** So many failures one after the other end it without any statistics. */
export const FAILURES_IN_A_ROW = 3;

/** The first decision on a visit whose suggestion was seen. */
export type GuardDecision = { readonly arm: Arm; readonly shown: Level; readonly decided: Level };
export type AnswerOutcome = "ok" | "slow" | "failed";
export type GuardInput = {
  readonly decisions: readonly GuardDecision[];
  /** Requests for an answer, by arm and outcome. */
  readonly answers: Readonly<Record<Arm, Readonly<Record<AnswerOutcome, number>>>>;
  /** The candidate's last failures without an answer between them. */
  readonly failuresInARow: number;
};

export type GuardVerdict = {
  readonly guard: GuardName;
  readonly canary: Measured;
  readonly champion: Measured;
  /** "worse": certainly, so that it ends. */
  readonly state: "too-few" | "not-worse" | "worse";
};

/** Of every interval: over the three guards and both arms together a false alarm at any time has a chance of at most ALPHA. */
const ALPHA_EACH = ALPHA / (GUARDS.length * 2);
/** With fewer in an arm nothing is said; nothing could be certain either. */
const LEAST = 10;

const measured = (hits: number, n: number): Measured =>
  n === 0 ? { value: null, n } : { value: hits / n, n, ...shareSequence(hits, n, ALPHA_EACH) };

/**
 * Holds the candidate's patients against the others: it is worse where its whole interval lies above the other arm's. Both are
 * confidence sequences, so that asking after every decision raises no false alarms. Pure.
 */
export function judgeCanary({ decisions, answers, failuresInARow }: GuardInput): GuardVerdict[] {
  const share = (guard: GuardName, arm: Arm): Measured => {
    if (guard === "failures") {
      const { ok, slow, failed } = answers[arm];
      return measured(slow + failed, ok + slow + failed);
    }
    const of = decisions.filter((d) => d.arm === arm);
    const hits = of.filter((d) => (guard === "overrides" ? d.decided !== d.shown : d.shown > d.decided));
    return measured(hits.length, of.length);
  };
  return GUARDS.map((guard) => {
    const [canary, champion] = [share(guard, "canary"), share(guard, "champion")];
    const certain = (canary.low ?? 0) > (champion.high ?? 1);
    const failing = guard === "failures" && failuresInARow >= FAILURES_IN_A_ROW;
    const few = canary.n < LEAST || champion.n < LEAST;
    return { guard, canary, champion, state: certain || failing ? "worse" : few ? "too-few" : "not-worse" };
  });
}

const percent = (x: number): string => `${Math.round(x * 1000) / 10} %`;
const say = ({ value, low, high, n }: Measured): string =>
  value === null ? "none" : `${percent(value)} of ${n} (${percent(low ?? 0)} to ${percent(high ?? 1)})`;

/** "Under-triage: candidate 40 % of 50 (…), version in use 10 % of 200 (…)". */
export const sayVerdict = ({ guard, canary, champion }: GuardVerdict): string =>
  `${GUARD_LABELS[guard].title}: candidate ${say(canary)}, version in use ${say(champion)}.`;
