import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { Prediction } from "@/lib/model/prediction";
import { firstLook } from "./budget";
import { type RememberedGame, remembered, type ValueFunction } from "./coalition";
import type { ExplainedBy } from "./explanation";
import { DEFAULT_BACKGROUND_AGE, maskCase } from "./masker";
import { type Player, playersOf } from "./players";

/**
 * What every explanation method of one case works on: who takes part, and what any part of them makes the model say.
 * A coalition's value is the expected severity, then the probabilities of levels 1 to 5, then, of an engine that expects what happens
 * next, the risks of OUTLOOK_OUTPUTS (6 or 10 numbers). Each coalition is asked of the engine once, whichever method asks first.
 */
export type Game = RememberedGame & {
  readonly players: readonly Player[];
  readonly by: ExplainedBy | null;
  /** Most answers to spend on a first look at this case; see {@link firstLook}. */
  readonly budget: number;
};

/** Whatever predicts; an engine that serves an artifact says which. */
export type Predictor = Pick<Engine, "predict"> & Partial<ExplainedBy>;

export type GameOptions = {
  /** Age that stands for "age not known", years. */
  readonly backgroundAge?: number;
};

/** The game of one case for one engine. Its value function throws what the engine throws. */
export function gameOf(
  triageCase: TriageCase,
  engine: Predictor,
  { backgroundAge = DEFAULT_BACKGROUND_AGE }: GameOptions = {},
): Game {
  const players = playersOf(triageCase);
  // All in one call: the engine asks equal cases once and puts cases of like length into one batch.
  const answers: ValueFunction = async (coalitions) => {
    const predictions = await engine.predict(
      coalitions.map((coalition) => maskCase(triageCase, players, coalition, backgroundAge)),
    );
    if (predictions.length !== coalitions.length)
      throw new Error("the engine answered fewer cases than it was asked");
    return predictions.map((p) => [p.expectedSeverity, ...p.probabilities, ...outlookOf(p)]);
  };
  return { players, by: identityOf(engine), budget: firstLook(triageCase), ...remembered(answers) };
}

const outlookOf = ({ outlook: o }: Prediction): number[] =>
  o ? [o.risks.lifeSaving, o.risks.criticalCare, o.risks.admission, o.resources[2]] : [];

const identityOf = ({ engine, device, precision, artifactDigest }: Predictor): ExplainedBy | null =>
  engine && device && precision && artifactDigest ? { engine, device, precision, artifactDigest } : null;
