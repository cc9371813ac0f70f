import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TriageCase } from "@/lib/case/triage-case";

/**
 * What Python shap answers for the shipped model, as numbers: `shap.json`, made by `npm run oracle:explain`
 * (scripts/oracle). Its games are the product's: the same players, masked the same way, through the same ONNX file.
 */
export type Oracle = {
  readonly versions: Readonly<Record<string, string>>;
  /** sha256 of what the answers rest on. A new export of the same weights leaves them as they are. */
  readonly model: Readonly<Record<string, string>>;
  readonly cases: readonly OracleCase[];
};

export type OracleCase = {
  readonly case: TriageCase;
  /** Player keys, in order. */
  readonly players: readonly string[];
} & (
  | {
      /** (players, outputs) by shap's Exact explainer over all players. */
      readonly shapley: readonly (readonly number[])[];
      /** (players, outputs) and (groups, outputs) by shap's Exact explainer on the games Owen values are made of. */
      readonly owen: readonly (readonly number[])[];
      readonly groups: readonly (readonly number[])[];
    }
  | {
      /** (players, outputs) by shap's Permutation explainer, and their standard errors over its blocks. */
      readonly permutation: readonly (readonly number[])[];
      readonly standardErrors: readonly (readonly number[])[];
    }
);

export const ORACLE_MODEL = "models/openacuity-triage";
export const ORACLE_FILE = join(import.meta.dirname, "shap.json");

const RESTS_ON = ["model.safetensors", "tokenizer.json", "calibration.json"];

export async function modelDigests(): Promise<Record<string, string>> {
  const digests = RESTS_ON.map(async (file) => [
    file,
    createHash("sha256")
      .update(await readFile(join(ORACLE_MODEL, file)))
      .digest("hex"),
  ]);
  return Object.fromEntries(await Promise.all(digests));
}

export const readOracle = async (): Promise<Oracle> =>
  JSON.parse(await readFile(ORACLE_FILE, "utf8")) as Oracle;
