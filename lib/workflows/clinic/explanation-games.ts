import type { AssessmentRow } from "@/db/queries/assessment";
import { unitOf } from "@/db/queries/encounter";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import type { Engine } from "@/lib/engine/engine";
import { type Game, gameOf } from "@/lib/explain/game";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";

/** An assessment a model made. */
export type Explainable = AssessmentRow & { readonly case: TriageCase };

/** First picture, whole explanation and second look come within seconds of each other. */
const MOST_GAMES = 16;

/**
 * The game of an assessment's case, played by the very model that made the assessment. Kept for a while, so that what
 * one way of explaining has asked of the model the next need not ask again.
 * @throws AppError("stale-view") when another model version has come into use
 */
export async function gameFor(rt: Runtime, row: Explainable): Promise<Game> {
  const engine = await rt.engines.thatMade({ ...row, unit: await unitOf(rt.db, row.encounterId) });
  if (engine.artifactDigest !== row.artifactDigest) {
    throw new AppError("stale-view", "another model version is in use than the one that answered", {
      userMessage: "Another model version was put into use. Please look again to see its suggestion.",
    });
  }
  const games = processState(
    rt,
    "explanation games",
    () => new Map<string, { engine: Engine; game: Game }>(),
  );
  const known = games.get(row.id);
  if (known?.engine === engine) return known.game;
  const game = gameOf(row.case, engine);
  games.delete(row.id);
  games.set(row.id, { engine, game });
  for (const oldest of games.keys()) {
    if (games.size <= MOST_GAMES) break;
    games.delete(oldest);
  }
  return game;
}
