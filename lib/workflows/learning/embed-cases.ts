import { championVersion, findVersion } from "@/db/queries/registry";
import { casesToEmbed, countEmbedded, forgetEmbeddings, saveEmbeddings } from "@/db/queries/similar";
import { AppError } from "@/lib/core/errors";
import type { Engine } from "@/lib/engine/engine";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";

const BATCH = 64;

/**
 * Places every decided case that the model in use has not placed yet. What is left to do stands in the tables, so a job
 * that was killed, sent twice or never sent is made good by the next one. After a promotion that is every case again:
 * places of different versions have nothing to do with each other.
 * @throws AppError("model-unavailable" | "artifact-invalid") when no model answers; the queue tries again.
 */
export async function embedDecidedCases(rt: Runtime, signal: AbortSignal): Promise<void> {
  if (!rt.handle.vectors.ready || (await rt.engines.switchedOff())) return;
  const engine = await championEngine(rt);
  const { artifactDigest: digest } = engine;
  const left = leftOut(rt);
  while (!signal.aborted && !(await rt.engines.switchedOff())) {
    const { cases, unreadable } = await casesToEmbed(rt.db, digest, BATCH, [...left]);
    for (const id of unreadable) left.add(id);
    if (cases.length === 0 && unreadable.length === 0) return;
    const answers = await engine.predict(
      cases.map((c) => c.case),
      { embedding: true },
    );
    const placed = cases.flatMap(({ decisionId }, i) => {
      const embedding = answers[i]?.embedding;
      return embedding ? [{ decisionId, embedding }] : [];
    });
    if (placed.length < cases.length) {
      withoutEmbedding(rt).add(digest);
      return;
    }
    await saveEmbeddings(rt.db, digest, placed);
  }
}

/** The engine of the version the registry names now: a promotion a moment ago must not be missed. */
async function championEngine(rt: Runtime): Promise<Engine> {
  const champion = await championVersion(rt.db);
  const version = champion && (await findVersion(rt.db, champion.version));
  if (!version) throw new AppError("model-unavailable", "no model version is in use");
  const engine = await rt.engines.current();
  if (engine.artifactDigest === version.digest) return engine;
  rt.engines.invalidate();
  return rt.engines.current();
}

/** Artifacts found to have no embedding, so that nobody asks them again and again. */
export const withoutEmbedding = (rt: Runtime): Set<string> =>
  processState(rt, "without-embedding", () => new Set<string>());

/** Decisions whose case does not open: they have no place, and keep no other case from one. */
const leftOut = (rt: Runtime): Set<string> => processState(rt, "cases-left-out", () => new Set<string>());

/**
 * Sees to it that cases are placed (a job may have been lost, or vector search added to the database later), and forgets
 * the places of versions that are neither in use nor one step back.
 */
export async function keepEmbeddings(rt: Runtime): Promise<void> {
  if (!rt.handle.vectors.ready || (await rt.engines.switchedOff())) return;
  const champion = await championVersion(rt.db);
  if (!champion) return;
  const versions = [champion.version, champion.previousVersion].filter((v) => v !== null);
  const digests = (await Promise.all(versions.map((v) => findVersion(rt.db, v)))).flatMap(
    (row) => row?.digest ?? [],
  );
  await forgetEmbeddings(rt.db, digests);
  const [current] = digests;
  if (!current || withoutEmbedding(rt).has(current)) return;
  const { done, total } = await countEmbedded(rt.db, current);
  if (done + leftOut(rt).size < total && !(await rt.queue.hasEmbedCases()))
    await rt.queue.sendEmbedCases(rt.db);
}
