import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { type Coalition, remembered, type ValueFunction } from "./coalition";
import { DEFAULT_BACKGROUND_AGE, maskCase } from "./masker";
import { type Player, playersOf } from "./players";

/** What every explanation method of one case works on: who takes part, and what any part of them makes the model say. */
export type Game = {
  readonly players: readonly Player[];
  /** Per coalition: expected severity, then the probabilities of levels 1 to 5 (6 numbers). Each coalition is asked of
   *  the engine once, whichever method asks first. */
  readonly value: ValueFunction;
  /** Distinct coalitions the engine has answered so far. */
  evaluations(): number;
};

export type GameOptions = {
  /** Age that stands for "age not known", years. */
  readonly backgroundAge?: number;
  /** Cases a call of the engine. */
  readonly batchSize?: number;
};

const DEFAULT_BATCH = 64;

/** The game of one case for one engine. The value function throws what the engine throws. */
export function gameOf(
  triageCase: TriageCase,
  engine: Pick<Engine, "predict">,
  options: GameOptions = {},
): Game {
  const players = playersOf(triageCase);
  return { players, ...remembered(answersOf(triageCase, players, engine, options)) };
}

/** Asked in batches of similar length so that little padding is computed. */
function answersOf(
  c: TriageCase,
  players: readonly Player[],
  engine: Pick<Engine, "predict">,
  { backgroundAge = DEFAULT_BACKGROUND_AGE, batchSize = DEFAULT_BATCH }: GameOptions,
): ValueFunction {
  return async (coalitions: readonly Coalition[]) => {
    const masked = coalitions.map((coalition) => maskCase(c, players, coalition, backgroundAge));
    const length = (m: TriageCase) =>
      (m.chiefComplaint?.length ?? 0) + (m.note?.length ?? 0) + (m.history?.join(" ").length ?? 0);
    const byLength = masked.map((m, i) => ({ m, i, n: length(m) })).sort((a, b) => a.n - b.n);
    const values: number[][] = new Array(masked.length);
    for (let from = 0; from < byLength.length; from += batchSize) {
      const batch = byLength.slice(from, from + batchSize);
      const answers = await engine.predict(batch.map(({ m }) => m));
      batch.forEach(({ i }, k) => {
        const answer = answers[k];
        if (!answer) throw new Error("the engine answered fewer cases than it was asked");
        values[i] = [answer.expectedSeverity, ...answer.probabilities];
      });
    }
    return values;
  };
}
