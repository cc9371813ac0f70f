import { type Cause, isCertain, nameCauses } from "./causes";
import type { DecisionObservation, Observation } from "./observation";
import { PAGE_HINKLEY_START, type PageHinkley, pageHinkley, type Turn } from "./page-hinkley";
import { type RecentPatient, remember, summarizeRecent } from "./recent";
import { type Alarm, forget, WATCH_START, type Watch, type WatchState } from "./watch";

/** All that the watch of a department remembers between patients. */
export type DriftMemory = {
  readonly watch: WatchState;
  readonly recent: readonly RecentPatient[];
  /** Of overrides, which are watched without a reference, too. */
  readonly overrides: PageHinkley;
  readonly turned: { readonly at: string; readonly turn: Turn } | null;
};
export const NO_MEMORY: DriftMemory = {
  watch: WATCH_START,
  recent: [],
  overrides: PAGE_HINKLEY_START,
  turned: null,
};

export type Seen = {
  readonly at: Date;
  readonly patient: Observation;
  readonly decision: DecisionObservation | null;
};
export type Alert = { readonly at: Date; readonly patients: number; readonly causes: readonly Cause[] };

/** Takes note of one patient; an alert is given at most once for what made it. */
export function takeNote(
  watch: Watch,
  before: DriftMemory,
  { at, patient, decision }: Seen,
): { readonly memory: DriftMemory; readonly alert: Alert | null } {
  let state = watch.patient(before.watch, patient);
  if (decision) state = watch.decision(state, decision);
  const recent = remember(before.recent, patient, watch.reference.words);
  const memory = { ...before, watch: state, recent, ...turnOf(before, decision, at) };
  const alarm = watch.alarm(state);
  if (!alarm) return { memory, alert: null };
  const causes = nameCauses(alarm, summarizeRecent(recent, alarm.moved[0]?.since ?? 1), watch.reference);
  return {
    memory: { ...memory, watch: forget(state, named(alarm)) },
    alert: { at, patients: alarm.patients, causes },
  };
}

/** What made the alarm, be it named or not. */
const named = ({ moved }: Alarm): string[] =>
  moved.filter((m, i) => i === 0 || isCertain(m)).map((m) => m.feature);

function turnOf(
  before: DriftMemory,
  decision: DecisionObservation | null,
  at: Date,
): Pick<DriftMemory, "overrides" | "turned"> {
  const { overrides, turned } = before;
  if (!decision) return { overrides, turned };
  const { state, turn } = pageHinkley(overrides, decision.decided === decision.shown ? 0 : 1);
  return turn
    ? { overrides: PAGE_HINKLEY_START, turned: { at: at.toISOString(), turn } }
    : { overrides: state, turned };
}
