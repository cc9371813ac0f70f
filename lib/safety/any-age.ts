import type { AgelessCase } from "@/lib/case/triage-case";
import type { FiredRule, Floor } from "./floor";
import { RATE_LIMITS } from "./limits";
import { assessFloor } from "./rules";

/** Ages at which some rule's limits change, and one within every step between them. */
const AGES: readonly number[] = [
  0.02,
  0.1,
  0.2,
  0.4,
  0.7,
  ...RATE_LIMITS.flatMap(({ below }) => (Number.isFinite(below) ? [below - 0.01, below + 0.01] : [])),
  ...Array.from({ length: 16 }, (_, i) => i + 1.5),
  30,
  50,
  70,
  90,
];

/**
 * The floor under a patient whose age nobody knows: only the rules that fire at every age, each at the mildest level it asks
 * for at any. A saturation of 72 % or no response is an emergency in a newborn and at ninety; a heart rate of 150 is not.
 */
export function assessFloorAtAnyAge(ageless: AgelessCase): Floor | null {
  const floors = AGES.map((ageYears) => assessFloor({ ...ageless, ageYears }));
  const [first, ...others] = floors.map((floor) => floor?.rules ?? []);
  const rules = (first ?? []).flatMap((rule): FiredRule[] => {
    const same = others.map((fired) => fired.find((r) => r.id === rule.id));
    if (same.some((r) => r === undefined)) return [];
    const mildest = same.reduce<FiredRule>((m, r) => (r && r.level > m.level ? r : m), rule);
    return [mildest];
  });
  const [most] = [...rules].sort((a, b) => a.level - b.level);
  return most ? { level: most.level, rules: [...rules].sort((a, b) => a.level - b.level) } : null;
}
