import { ARRIVAL_MODES, CONSCIOUSNESS, SEXES, VITALS } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";

const COMPLAINTS = [
  "chest pain",
  "shortness of breath, cough, fever",
  "abdominal pain; vomiting",
  "fall, head injury",
  "MEDICATION REFILL",
  "sore throat",
  "suicidal ideation",
  "Zahnschmerzen",
];
const HISTORY = ["hypertension", "diabetes", "asthma", "cancer", "nothing anybody has written down before"];

/** Made-up cases with whatever living patients can have, most of it missing in some: the same each time. */
export function oddCases(count = 60): TriageCase[] {
  const r = random("odd cases");
  return Array.from({ length: count }, (_, i) => {
    // The first has an age and nothing else; the more is recorded, the later.
    const has = () => r.chance(i / count);
    const vitals = Object.fromEntries(
      VITALS.flatMap(({ key, range: [low, high], decimals }) =>
        has() ? [[key, Number((low + (high - low) * r.next()).toFixed(decimals))]] : [],
      ),
    );
    return {
      id: `odd-${i}`,
      ageYears: Math.round(95 * r.next()),
      ...(has() ? { sex: r.pick(SEXES) } : {}),
      ...(has() ? { arrivalMode: r.pick(ARRIVAL_MODES) } : {}),
      ...(has() ? { injury: r.chance(0.5) } : {}),
      ...(has() ? { chiefComplaint: r.pick(COMPLAINTS) } : {}),
      ...(has() ? { history: HISTORY.filter(() => r.chance(0.4)) } : {}),
      ...(i === 0
        ? {}
        : { vitals: { ...vitals, ...(has() ? { consciousness: r.pick(CONSCIOUSNESS) } : {}) } }),
    };
  });
}
