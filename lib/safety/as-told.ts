import type { VitalKey } from "@/lib/case/features";
import type { Vitals } from "@/lib/case/triage-case";
import { type ToldVitals, unmeasured } from "@/lib/findings/told-vitals";
import type { FiredRule } from "./floor";
import type { SafetyInput, SafetyRule } from "./rule";

/**
 * What the rules ask for where a vital sign was told in words and not measured: "found with a GCS of 6" is no less a coma for
 * standing in the note. Asked besides what is measured and never instead of it, so that words can only make it more urgent.
 */
export function firedAsTold(
  input: SafetyInput,
  rules: readonly SafetyRule[],
  measured: readonly FiredRule[],
): FiredRule[] {
  const { toldVitals: told } = input.found;
  const added = unmeasured(told, input.vitals);
  const keys = Object.keys(added) as VitalKey[];
  if (keys.length === 0) return [];
  const already = new Map(measured.map((fired) => [fired.id, fired.level]));
  return rules.flatMap((rule) => {
    const fired = rule.applies({ ...input, vitals: { ...input.vitals, ...added } });
    if (!fired || (already.get(rule.id) ?? 9) <= fired.level) return [];
    const needed = keys.filter((key) => !asks(rule, fired, input, without(added, key)));
    return [
      { ...fired, reason: `${fired.reason}, as told: ${quotes(told, needed.length > 0 ? needed : keys)}` },
    ];
  });
}

const asks = (rule: SafetyRule, fired: FiredRule, input: SafetyInput, told: Vitals): boolean =>
  (rule.applies({ ...input, vitals: { ...input.vitals, ...told } })?.level ?? 9) <= fired.level;

const without = (vitals: Vitals, key: VitalKey): Vitals => ({ ...vitals, [key]: undefined });

const quotes = (told: ToldVitals, keys: readonly VitalKey[]): string =>
  [...new Set(keys.flatMap((key) => (told[key] ? [`"${told[key].quote}"`] : [])))].join(", ");
