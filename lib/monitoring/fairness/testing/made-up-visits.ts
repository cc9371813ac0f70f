import type { Level } from "@/lib/case/level";
import { type Random, random } from "@/lib/core/random";
import type { GroupsOf } from "../attributes";
import type { FairVisit } from "../measures";

/** Visits that treat everybody alike, but for what `change` does to them. */
export function madeUpVisits(
  n: number,
  seed: string,
  change: (v: FairVisit, r: Random) => Partial<FairVisit> = () => ({}),
): FairVisit[] {
  const r = random("fairness", seed);
  return Array.from({ length: n }, () => {
    const groups: GroupsOf = {
      sex: r.chance(0.5) ? "Female" : "Male",
      age: r.pick(["16 to 44 years", "45 to 64 years", "65 years and older"]),
      ...(r.chance(0.9) ? { race: r.pick(["White", "White", "Black or African American", "Asian"]) } : {}),
    };
    const truth = r.pick([1, 2, 2, 3, 3, 3, 4, 5]) as Level;
    const urgent = truth <= 2 ? 0.3 + 0.6 * r.next() : 0.3 * r.next();
    const off = r.chance(0.15) ? 1 : r.chance(0.15) ? -1 : 0;
    const criticalRisk = 0.2 * r.next();
    const visit: FairVisit = {
      groups,
      shown: Math.min(5, Math.max(1, truth + off)) as Level,
      labels: { decided: truth, read: r.chance(0.3) ? truth : null, first: null },
      urgent,
      critical: r.chance(0.8) ? r.chance(criticalRisk) : null,
      criticalRisk,
      admitted: null,
      admissionRisk: null,
      waitMinutes: 5 + 30 * r.next(),
    };
    return { ...visit, ...change(visit, r) };
  });
}
