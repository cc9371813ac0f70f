import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { admitted } from "./play";

/** The level the model shows and the probabilities behind it. */
export type ModelAnswer = { readonly level: number; readonly probabilities: readonly number[] };
export type Answers = {
  /** In the order of the cases; impossible values are left out as the product leaves them out. */
  of(cases: readonly TriageCase[]): Promise<ModelAnswer[]>;
  close(): Promise<void>;
};

const BATCH = 512;
const round = (x: number) => Math.round(x * 1e5) / 1e5;

/** Asks each case once; answers are kept in `folder` between runs, by artifact and case. */
export async function createAnswers(engine: Engine, folder: string | null): Promise<Answers> {
  const file = folder && join(folder, `answers-${engine.artifactDigest.slice(0, 16)}.json`);
  const kept = new Map<string, number[]>(
    file && existsSync(file) ? Object.entries(JSON.parse(await readFile(file, "utf8"))) : [],
  );
  const keyOf = ({ id: _id, ...c }: TriageCase) =>
    createHash("sha1").update(JSON.stringify(c)).digest("base64url");
  return {
    async of(raw) {
      const cases = raw.map(admitted);
      const keys = cases.map(keyOf);
      const open = [...new Map(keys.map((key, i) => [key, cases[i] as TriageCase]))].filter(
        ([key]) => !kept.has(key),
      );
      for (let at = 0; at < open.length; at += BATCH) {
        const batch = open.slice(at, at + BATCH);
        const answers = await engine.predict(batch.map(([, c]) => c));
        batch.forEach(([key], i) => {
          const { level, probabilities } = answers[i] as ModelAnswer;
          kept.set(key, [level, ...probabilities.map(round)]);
        });
      }
      return keys.map((key) => {
        const [level, ...probabilities] = kept.get(key) as [number, ...number[]];
        return { level, probabilities };
      });
    },
    async close() {
      if (!file || !folder) return;
      await mkdir(folder, { recursive: true });
      await writeFile(file, JSON.stringify(Object.fromEntries(kept)));
    },
  };
}
