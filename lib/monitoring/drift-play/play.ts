import { type TriageCase, vitalsSchema } from "@/lib/case/triage-case";
import type { Cause } from "@/lib/monitoring/drift/causes";
import { NO_MEMORY, takeNote } from "@/lib/monitoring/drift/memory";
import { type DecisionObservation, type Observation, observe } from "@/lib/monitoring/drift/observation";
import type { Watch } from "@/lib/monitoring/drift/watch";

/** One patient of a stream: what came, and what was decided where that is known. */
export type Played = {
  readonly patient: Observation;
  readonly decision: DecisionObservation | null;
};
export type Heard = {
  /** Patients played until the alarm, this one included. */
  readonly at: number;
  readonly causes: readonly Cause[];
};

/** What the model is given: what no patient can have is left out at the door. */
export function admitted(c: TriageCase): TriageCase {
  const vitals = Object.entries(c.vitals ?? {}).filter(
    ([key, value]) => vitalsSchema.shape[key as keyof typeof vitalsSchema.shape].safeParse(value).success,
  );
  return { ...c, vitals: Object.fromEntries(vitals) };
}

export function played(
  raw: TriageCase,
  answer: { readonly level: number; readonly probabilities: readonly number[] },
  decided: number | null,
): Played {
  const expected = answer.probabilities.reduce((s, p, i) => s + p * (i + 1), 0);
  const urgent = (answer.probabilities[0] as number) + (answer.probabilities[1] as number);
  return {
    patient: observe(raw, answer.level),
    decision: decided === null ? null : { decided, shown: answer.level, urgent, expected },
  };
}

/**
 * Every alarm of a stream in its order. What goes on is the same alarm: it counts again only once it has been silent for
 * `episode` patients, or with something else in it.
 */
export function listen(
  watch: Watch,
  stream: readonly Played[],
  { most = Number.POSITIVE_INFINITY, episode = 1_000 } = {},
): Heard[] {
  const heard: Heard[] = [];
  const last = new Map<string, number>();
  let memory = NO_MEMORY;
  for (const [i, { patient, decision }] of stream.entries()) {
    const step = takeNote(watch, memory, { at: new Date(i), patient, decision });
    memory = step.memory;
    if (!step.alert) continue;
    const { causes } = step.alert;
    const isNew = causes.some((c) => i - (last.get(c.feature) ?? Number.NEGATIVE_INFINITY) > episode);
    for (const c of causes) last.set(c.feature, i);
    if (isNew) heard.push({ at: i + 1, causes });
    if (heard.length >= most) break;
  }
  return heard;
}
