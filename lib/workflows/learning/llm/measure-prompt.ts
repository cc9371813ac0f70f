import { resolve } from "node:path";
import type { CheckRow } from "@/db/queries/model-check";
import { findVersion } from "@/db/queries/registry";
import { sitePhrases } from "@/db/queries/site-phrase";
import { AppError } from "@/lib/core/errors";
import { LlmFailure } from "@/lib/engine/llm/client";
import { asPrediction } from "@/lib/engine/llm/llm";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { weigh } from "@/lib/evaluation/gather-evidence";
import { predictAsServed } from "@/lib/evaluation/predict-as-served";
import { type EvidenceSet, labelledSet } from "@/lib/measures/evidence";
import { openArtifact } from "@/lib/model/artifact";
import { laidOver } from "@/lib/policy/site-calibration";
import { checkGates } from "@/lib/registry/gates/check-gates";
import { metricSetsSchema, SITE_DATASET } from "@/lib/registry/metric-set";
import { benchmarkCases, readBenchmark } from "@/lib/training/benchmark";
import { assertSigned } from "../../govern/signing";
import type { Runtime } from "../../service/runtime";
import type { CheckResult } from "../check-child";
import type { Material } from "../check-material";
import { heldAsServed } from "../measure-versions";
import { askWithinBudget, requireLlm } from "./ask-llm";
import { llmCase } from "./llm-case";
import { requirePrompt } from "./prompts";

/** Every case costs a request: of each set as many as its gates ask for, and some more. */
export const MOST_ASKED = { benchmark: 300, site: 300, live: 200 } as const;
/** With more than this share unanswered, figures of the rest would be figures of the easy ones. */
const MOST_UNANSWERED = 0.05;

/**
 * What a prompt version answers to the cases that model versions are measured on (a spread of them), beside the version in use,
 * held against the same gates. The fixed benchmark is of made-up visits; the site's own cases go out as any others may.
 */
export async function measurePromptVersion(
  rt: Runtime,
  check: CheckRow,
  material: Material,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { settings } = await requireLlm(rt);
  const prompt = await requirePrompt(rt.db, check.version, check.digest);
  const champion = check.against === null ? null : await findVersion(rt.db, check.against);
  if (!champion) throw new AppError("insufficient-data", "there is no version in use to be measured beside");
  await assertSigned(rt.db, champion);
  const dir = resolve(rt.dataDir, champion.artifactDir);
  const served = laidOver(material.served, champion.digest);
  const sets = await spreadSets(dir, champion.version, material);
  const engine = await createOnnxEngine(
    dir,
    material.decisionPolicy ? { policy: material.decisionPolicy } : {},
  );
  try {
    const evidence = [];
    const phrases = await sitePhrases(rt.db);
    for (const set of sets) {
      const sent = set.cases.map((c) => llmCase(settings, c, [], phrases));
      const answers = await askWithinBudget(rt, check.version, prompt, sent, signal);
      if (answers.includes(null))
        throw new AppError("insufficient-data", "the budget of the day does not reach for measuring it");
      const has = (i: number) => !(answers[i] instanceof LlmFailure);
      const missing = answers.filter((a) => a instanceof LlmFailure).length;
      if (missing > MOST_UNANSWERED * set.cases.length)
        throw new AppError("insufficient-data", `${missing} of ${set.cases.length} cases were not answered`);
      const answered = {
        ...set,
        cases: set.cases.filter((_, i) => has(i)),
        levels: set.levels?.filter((_, i) => has(i)) ?? null,
        ...(set.units ? { units: set.units.filter((_, i) => has(i)) } : {}),
      };
      const after = answers.flatMap((a) => (a === null || a instanceof LlmFailure ? [] : [asPrediction(a)]));
      const before = await predictAsServed(
        engine,
        set.kind === "benchmark" ? null : (served?.content ?? null),
        answered.cases,
        (i) => answered.units?.[i] ?? null,
      );
      evidence.push(weigh(answered, after, before));
    }
    return {
      digest: check.digest,
      metrics: {
        champion: metricSetsSchema.parse(evidence.flatMap((e) => e.before ?? [])),
        candidate: metricSetsSchema.parse(evidence.map((e) => e.after)),
      },
      findings: [...checkGates(material.gates, evidence), ...(served ? [heldAsServed(served.version)] : [])],
    };
  } finally {
    await engine.close();
  }
}

async function spreadSets(dir: string, version: string, material: Material): Promise<EvidenceSet[]> {
  const benchmark = await readBenchmark(await openArtifact(dir));
  const own = spread(
    (material.validation ?? []).map((v) => ({ ...v })),
    MOST_ASKED.site,
  );
  const sets: EvidenceSet[] = [
    labelledSet(
      "benchmark",
      `Benchmark of release ${version.split("+")[0]} (made-up visits, a spread of them)`,
      spread(benchmarkCases(benchmark), MOST_ASKED.benchmark),
    ),
    { ...labelledSet("site", SITE_DATASET, own), units: own.map((v) => v.unit ?? null) },
    {
      kind: "live",
      dataset: "Patients of late, without a label",
      cases: spread(material.live ?? [], MOST_ASKED.live),
      levels: null,
    },
  ];
  return sets.filter((s) => s.cases.length > 0);
}

/** So many of a list, evenly over it. */
export function spread<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(most, all.length) }, (_, i) => all[Math.floor(i * step)] as T);
}
