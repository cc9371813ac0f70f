import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TriageCase } from "@/lib/case/triage-case";
import { createOnnxEngine } from "@/lib/engine/onnx";

import { auroc, quadraticKappa } from "@/lib/measures/metrics";
import type { Prediction } from "@/lib/model/prediction";
import { type FineTuneResult, fineTune } from "@/lib/training/incremental";
import type { SourceVisit } from "@/lib/training/sources/visit";
import type { Stopping } from "@/lib/training/stopping-share";
import { predictAll } from "../evaluate";
import { OUTCOME_KEYS, QUESTIONS, truthOf } from "../outcomes/questions";
import type { Lesson, Model, SurveyFigures } from "./play";

/** An artifact that answers through the engine that serves it, on one thread, under the balanced policy. */
export type ArtifactModel = Model & { readonly dir: string };

export const artifactModel = (dir: string, name: string): ArtifactModel => ({
  dir,
  name,
  answer: (cases) => answersOf(dir, cases),
});

async function answersOf(dir: string, cases: readonly TriageCase[]): Promise<Prediction[]> {
  if (cases.length === 0) return [];
  const engine = await createOnnxEngine(dir, { policy: "balanced", threads: 1 });
  try {
    return await predictAll(engine, cases);
  } finally {
    await engine.close();
  }
}

/**
 * One retraining run with the product's own settings, as the worker's child makes it.
 * @param work where the candidate is written, in a folder of its own
 */
export async function teachArtifact(
  work: string,
  { from, labels, validation, seed, rehearse }: Lesson<ArtifactModel>,
  stopping?: Stopping,
): Promise<{
  model: ArtifactModel;
  seconds: number;
  processorSeconds: number;
  stopped: FineTuneResult["stopped"];
}> {
  const outDir = join(work, `candidate-${labels.length}-${from.name}`);
  await rm(outDir, { recursive: true, force: true });
  const [started, used] = [performance.now(), process.cpuUsage()];
  const { stopped } = await fineTune({
    championDir: from.dir,
    labels,
    validation,
    outDir,
    version: `${from.name}+${labels.length}`,
    seed,
    now: new Date(),
    ...(rehearse ? {} : { labelShare: 1 }),
    ...(stopping ? { stopping } : {}),
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(used);
  return {
    model: artifactModel(outDir, `${from.name}+${labels.length}`),
    seconds,
    processorSeconds: (user + system) / 1e6,
    stopped,
  };
}

/** What a model still knows of the survey: agreement with the charted levels, and how well it tells who had what happen. */
export async function surveyFigures(
  model: Pick<ArtifactModel, "dir">,
  visits: readonly SourceVisit[],
): Promise<SurveyFigures> {
  const answers = await answersOf(
    model.dir,
    visits.map((v) => v.case),
  );
  const charted = visits.flatMap((v, i) =>
    v.level ? [{ level: v.level.value, shown: answers[i]?.level as number }] : [],
  );
  return {
    kappa: quadraticKappa(
      charted.map((c) => c.level),
      charted.map((c) => c.shown),
    ),
    auroc: Object.fromEntries(
      OUTCOME_KEYS.map((key) => {
        const known = visits.flatMap((v, i) => {
          const [truth, risk] = [truthOf(key, v), QUESTIONS[key].risk(answers[i] as Prediction)];
          return truth === null || risk === undefined ? [] : [{ truth, risk }];
        });
        return [
          key,
          auroc(
            known.map((k) => k.risk),
            known.map((k) => k.truth),
          ),
        ];
      }),
    ),
  };
}
