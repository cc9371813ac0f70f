import { z } from "zod";
import type { Level } from "@/lib/case/level";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { random } from "@/lib/core/random";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import type { Artifact } from "@/lib/model/artifact";
import { parseReplay, type ReplaySummary, synthesize, WRITTEN_OUT } from "./replay";

/**
 * `benchmark.json`: the cases that travel with a release and that every later version is measured on, however few labels
 * a site has. Made up from the summary of the training visits (replay.ts), so that no visit is in it. A case's level is
 * that of the visits it was drawn from: what their nurses charted, not what any model says. Nothing is trained on it:
 * rehearsal draws other cases.
 */
export const BENCHMARK_FILE = "benchmark.json";
/** Every level equally often: what is dangerous is rare, and has to be seen. */
const PER_LEVEL = 300;
const SEED = "benchmark";

const benchmarkSchema = z.strictObject({
  format_version: z.literal(1),
  description: z.string().min(1).max(200),
  cases: z.array(z.strictObject({ case: triageCaseSchema, level: z.literal([1, 2, 3, 4, 5]) })).min(1),
});
export type Benchmark = z.infer<typeof benchmarkSchema>;

/** The same summary gives the same cases. Levels of which the summary knows nothing are not in it. */
export function drawBenchmark(summary: ReplaySummary): Benchmark {
  const r = random(1, SEED);
  const levels = ([1, 2, 3, 4, 5] as const).filter((l) => summary.cells.some((c) => c.level === l));
  const cases = levels.flatMap((level) => {
    const alone = { ...summary, cells: summary.cells.filter((c) => c.level === level) };
    return Array.from({ length: PER_LEVEL }, (_, i) => ({
      case: { ...synthesize(alone, r, 0, WRITTEN_OUT), id: `benchmark-${level}-${i}` },
      level: level as Level,
    }));
  });
  return {
    format_version: 1,
    description: "visits made up from a summary of the training visits, with the level those had",
    cases,
  };
}

/** What an artifact is measured on; one made before benchmarks were written down gets the one its summary gives. */
export async function readBenchmark(artifact: Artifact): Promise<Benchmark> {
  const json = async (name: string): Promise<unknown> =>
    JSON.parse((await artifact.read(name)).toString("utf8"));
  if (!artifact.manifest.files[BENCHMARK_FILE]) return drawBenchmark(parseReplay(await json("replay.json")));
  const parsed = benchmarkSchema.safeParse(await json(BENCHMARK_FILE));
  if (parsed.success) return parsed.data;
  throw new AppError("artifact-invalid", `${BENCHMARK_FILE}: ${parsed.error.issues[0]?.message}`);
}

export const benchmarkCases = (benchmark: Benchmark): LabelledCase[] =>
  benchmark.cases.map(({ case: c, level }) => ({ case: c, level }));
