import type { Level } from "@/lib/case/level";
import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { FiredRule, Floor } from "@/lib/safety/floor";
import { applyFloor, floorUnder } from "@/lib/safety/rules";

/** Which way the level shown is to move. */
export type Direction = "more" | "less";

/** What would be shown of the case with other vital signs. */
export type Seen = {
  /** Model, decision policy and floor together. */
  readonly level: Level;
  readonly modelLevel: Level;
  readonly severity: number;
  readonly floor: Floor | null;
};

/** One case under many vital signs: each asked of model and rules once. */
export type Trials = {
  /** Throws what the engine throws. */
  ask(vitals: readonly Vitals[]): Promise<void>;
  /** @throws Error when it was not asked before */
  seen(vitals: Vitals): Seen;
  evaluations(): number;
};

export function trialsOf(triageCase: TriageCase, engine: Pick<Engine, "predict">): Trials {
  const floorOf = floorUnder(triageCase);
  const known = new Map<string, Seen>();
  return {
    evaluations: () => known.size,
    async ask(asked) {
      const fresh = new Map<string, Vitals>();
      for (const vitals of asked) {
        const key = keyOf(vitals);
        if (!known.has(key)) fresh.set(key, vitals);
      }
      if (fresh.size === 0) return;
      const answers = await engine.predict([...fresh.values()].map((vitals) => ({ ...triageCase, vitals })));
      [...fresh].forEach(([key, vitals], i) => {
        const answer = answers[i];
        if (!answer) throw new Error("the engine answered fewer cases than it was asked");
        const floor = floorOf(vitals);
        const { level: modelLevel, expectedSeverity: severity } = answer;
        known.set(key, { level: applyFloor(modelLevel, floor), modelLevel, severity, floor });
      });
    },
    seen(vitals) {
      const seen = known.get(keyOf(vitals));
      if (!seen) throw new Error("these vital signs were not asked about");
      return seen;
    },
  };
}

const keyOf = (vitals: Vitals): string => JSON.stringify(Object.entries(vitals).sort());

export const isChanged = (seen: Seen, now: Seen, direction: Direction): boolean =>
  direction === "more" ? seen.level < now.level : seen.level > now.level;

/** How far the model's answer went the wanted way, levels. */
export const gainOf = (seen: Seen, now: Seen, direction: Direction): number =>
  direction === "more" ? now.severity - seen.severity : seen.severity - now.severity;

/** The rules that keep the level from being less urgent than it is now. */
export const bindingRules = (seen: Seen, now: Seen): readonly FiredRule[] =>
  seen.floor?.rules.filter((r) => r.level <= now.level) ?? [];
