// Hands games to Python shap: what the product feeds the model for each coalition, as files, and shap's values back.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TriageCase } from "@/lib/case/triage-case";
import { groupsOf } from "@/lib/explain/explain-case";
import { maskCase } from "@/lib/explain/masker";
import { playersOf } from "@/lib/explain/players";
import { openArtifact } from "@/lib/model/artifact";
import { numberWidth } from "@/lib/model/config";
import { collate, createCaseEncoder } from "@/lib/model/inputs";

export type ShapJob =
  /** Over all coalitions; `owen` over those that count, by shap's Exact explainer on the games it is made of. */
  | { readonly kind: "exact" | "owen" }
  /** `blocks` explanations of so many pairs of orders each. */
  | {
      readonly kind: "permutation";
      readonly permutations: number;
      readonly blocks: number;
      readonly seed: number;
    };

export type ShapAnswer = {
  /** (players, outputs): expected severity, the probabilities of levels 1 to 5, the risks of OUTLOOK_OUTPUTS. */
  readonly values: readonly (readonly number[])[];
  readonly standardErrors?: readonly (readonly number[])[];
  readonly groups?: readonly (readonly number[])[];
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  /** Of it within ONNX Runtime and the lookup of its inputs. */
  readonly modelSeconds: number;
  readonly evaluations: number;
};
export type ShapTask = { readonly case: TriageCase; readonly jobs: readonly ShapJob[] };
export type ShapAnswers = {
  readonly versions: Readonly<Record<string, string>>;
  /** By case, by job. */
  readonly cases: readonly (readonly ShapAnswer[])[];
};

/** Python with shap, onnxruntime and numpy; null and why when there is none. */
export async function findPython(): Promise<{ python: string } | { why: string }> {
  const python = process.env.SHAP_PYTHON;
  if (!python) return { why: "SHAP_PYTHON names no Python with shap, onnxruntime and numpy" };
  try {
    await run(python, ["-c", "import shap, onnxruntime, numpy"]);
    return { python };
  } catch (error) {
    return { why: `${python}: ${(error as Error).message.trim().split("\n").at(-1)}` };
  }
}

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, "shap_oracle.py");

/** Shap's values for these cases on the artifact's model.onnx, with `threads` threads an evaluation. */
export async function askShap(
  python: string,
  artifactDir: string,
  tasks: readonly ShapTask[],
  threads: number,
): Promise<ShapAnswers> {
  const folder = await mkdtemp(join(tmpdir(), "openacuity-shap-"));
  try {
    const artifact = await openArtifact(artifactDir);
    const { config, calibration, tokenizer } = artifact;
    const encode = createCaseEncoder(config, tokenizer);
    const spec = (cases: readonly object[]) =>
      writeFile(
        join(folder, "spec.json"),
        JSON.stringify({
          model: join(artifactDir, "model.onnx"),
          heads: config.heads,
          calibration,
          threads,
          cases,
        }),
      );
    const described = tasks.map(({ case: c, jobs }) => {
      const players = playersOf(c);
      return { n: players.length, groups: groupsOf(players).groups, jobs };
    });
    await spec(described);
    await run(python, [SCRIPT, "masks", folder]);
    const masks = JSON.parse(await readFile(join(folder, "masks.json"), "utf8")) as string[][];

    const prepared = await Promise.all(
      tasks.map(async ({ case: c }, i) => {
        const players = playersOf(c);
        // Sorted by Python; numbers up to 2^40 are exact.
        const keys = (masks[i] ?? []).map(Number);
        const masked = keys.map((key) => maskCase(c, players, presentIn(key, players.length)));
        const encoded = masked.map(encode);
        const inputs = collate(config, encoded);
        const [B, T] = [keys.length, inputs.textLength];
        const arrays: [string, string, number[], ArrayBufferView][] = [
          ["keys", "<i8", [B], BigInt64Array.from(keys, BigInt)],
          ["lengths", "<i4", [B], Int32Array.from(encoded, (e) => e.tokens.length)],
          ["ages", "<f8", [B], Float64Array.from(masked, (m) => m.ageYears)],
          ["numbers", "<f4", [B, config.numbers.length, numberWidth(config)], inputs.numbers],
          ["categories", "<i4", [B, config.categories.length], inputs.categories],
          ["tokens", "<i4", [B, T], inputs.tokens],
          ["segments", "<i4", [B, T], inputs.segments],
          ["positions", "<i4", [B, T], inputs.positions],
        ];
        const file = `case-${i}.bin`;
        await writeFile(
          join(folder, file),
          Buffer.concat(arrays.map(([, , , a]) => Buffer.from(a.buffer, a.byteOffset, a.byteLength))),
        );
        return { ...described[i], file, arrays: arrays.map(([name, kind, shape]) => [name, kind, shape]) };
      }),
    );
    await spec(prepared);
    await run(python, [SCRIPT, "values", folder], { maxBuffer: 1e8 });
    return JSON.parse(await readFile(join(folder, "values.json"), "utf8")) as ShapAnswers;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The coalition with this key, of up to 52 players. */
const presentIn = (key: number, n: number): boolean[] =>
  Array.from({ length: n }, (_, i) => Math.floor(key / 2 ** i) % 2 === 1);
