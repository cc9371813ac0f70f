import { type Channel, decisionChannels, patientChannels, type Watched } from "./channels";
import { bet, E_DETECTOR_START, type EDetector, wealthOf } from "./e-detector";
import type { DecisionObservation, Observation } from "./observation";
import type { Tally } from "./reference";
import type { WatchSettings } from "./settings";

/** What the watch remembers: plain data, so that a worker that dies goes on where it was. */
export type WatchState = {
  readonly patients: number;
  readonly decisions: number;
  /** By channel; one that has seen nothing has no entry. */
  readonly detectors: Readonly<Record<string, EDetector>>;
};
export const WATCH_START: WatchState = { patients: 0, decisions: 0, detectors: {} };

export type Moved = Channel & {
  /** Natural logarithm of how much richer betting on the change has made. */
  readonly evidence: number;
  /** Values of this channel since the change seems to have begun. */
  readonly since: number;
};
export type Alarm = {
  /** By feature, the strongest change of each, strongest first. */
  readonly moved: readonly Moved[];
  readonly patients: number;
};

export type Watch = {
  readonly reference: Tally;
  readonly settings: WatchSettings;
  patient(state: WatchState, p: Observation): WatchState;
  decision(state: WatchState, d: DecisionObservation): WatchState;
  /** The alarm that stands, or null. Whoever has taken note of it goes on from `forget(state, …)`. */
  alarm(state: WatchState): Alarm | null;
  /** What is not enough for an alarm yet, strongest first. */
  leaning(state: WatchState): readonly Moved[];
};

/**
 * After an alarm what it named is watched anew. Everything else goes on: a change that stays must not hide a slow one beside
 * it.
 */
export function forget(state: WatchState, features: readonly string[]): WatchState {
  const kept = Object.entries(state.detectors).filter(
    ([id]) => !features.includes(id.slice(0, id.indexOf(":"))),
  );
  return { ...state, detectors: Object.fromEntries(kept) };
}

/**
 * Alarm as soon as the weighted mean of all detectors reaches the number of patients that one false alarm is allowed in: a
 * mean of e-detectors is one, whatever they have to do with each other.
 */
export function createWatch(reference: Tally, settings: WatchSettings): Watch {
  const patients = patientChannels(reference, settings.tolerances);
  const decisions = decisionChannels(reference, settings.tolerances);
  const channels = [...patients, ...decisions].map((w) => w.channel);
  const trust = channels.reduce((s, c) => s + c.weight, 0);
  const moved = (state: WatchState): Moved[] => {
    const best = new Map<string, Moved>();
    for (const c of channels) {
      const detector = state.detectors[c.id];
      if (!detector) continue;
      const evidence = Math.log((wealthOf(detector) * c.weight) / trust);
      const before = best.get(c.feature);
      if (!before || evidence > before.evidence)
        best.set(c.feature, { ...c, evidence, since: detector.since });
    }
    return [...best.values()].sort((a, b) => b.evidence - a.evidence);
  };
  return {
    reference,
    settings,
    patient: (state, p) => ({
      ...state,
      patients: state.patients + 1,
      detectors: step(state.detectors, patients, p),
    }),
    decision: (state, d) => ({
      ...state,
      decisions: state.decisions + 1,
      detectors: step(state.detectors, decisions, d),
    }),
    alarm(state) {
      let wealth = 0;
      for (const c of channels) {
        const detector = state.detectors[c.id];
        if (detector) wealth += (wealthOf(detector) * c.weight) / trust;
      }
      if (wealth < settings.patientsPerFalseAlarm) return null;
      return { moved: moved(state).filter((m) => m.evidence > 0), patients: state.patients };
    },
    leaning: moved,
  };
}

function step<T>(
  detectors: WatchState["detectors"],
  channels: readonly Watched<T>[],
  one: T,
): WatchState["detectors"] {
  const next: Record<string, EDetector> = { ...detectors };
  for (const { channel, read } of channels) {
    const x = read(one);
    if (x !== undefined) next[channel.id] = bet(next[channel.id] ?? E_DETECTOR_START, x, channel.allowed);
  }
  return next;
}
