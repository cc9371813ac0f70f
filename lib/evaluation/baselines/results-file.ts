import { readFile } from "node:fs/promises";
import { z } from "zod";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import { sigmoid } from "@/lib/model/softmax";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { OUTCOME_KEYS, type OutcomeKey } from "../outcomes/questions";

/**
 * Figures of something this program cannot run itself (gradient boosting, in Python), with where they come from. They enter
 * a report only when they were measured on the very visits and labels the report is about.
 */
const figureSet = z.object({
  dataset: z.string(),
  cases: z.int(),
  figures: z
    .array(
      z.object({
        name: z.string(),
        value: z.number().nullable(),
        low: z.number().optional(),
        high: z.number().optional(),
      }),
    )
    .readonly(),
});
const share = z.number().nullable();
const levelShares = z.strictObject({
  accuracy: share,
  withinOne: share,
  kappa: share,
  underTriage: share,
  overTriage: share,
  sensitivity12: share,
  specificity12: share,
  severeUnderTriage: share,
  aurocLevel12: share,
  auprcLevel12: share,
  calibrationError: share,
  coverage: share,
  setSize: share,
  argMaxAccuracy: share,
  argMaxKappa: share,
});
const fiveByFive = z.array(z.array(z.number()).length(5).readonly()).length(5).readonly();
/** By cross-validation over the folds the model was cross-validated on: comparable only where dealing and visits agree. */
const ktasSchema = z.strictObject({
  about: z.string().min(1),
  folds: z.int().min(2),
  repeats: z.int().min(1),
  /** visitsDigest of the visits with a level. */
  digest: z.string(),
  /** Balanced policy, means over the repeats. */
  metrics: levelShares.extend({ count: z.int(), confusion: fiveByFive }),
  /** Standard deviations over the repeats, where there were several. */
  spread: levelShares.optional(),
});
export type KtasResults = z.infer<typeof ktasSchema>;

const resultsFileSchema = z.strictObject({
  format_version: z.literal(2),
  name: z.string().min(1),
  about: z.string().min(1),
  provenance: z.strictObject({
    /** How to get them again. */
    command: z.string(),
    date: z.iso.date(),
    versions: z.record(z.string(), z.string()),
    parameters: z.record(z.string(), z.unknown()),
    rows: z.record(z.string(), z.int()),
    /** visitsDigest of the reported visits. */
    survey: z.string(),
    outcomes: z.string(),
  }),
  survey: figureSet,
  /**
   * By outcome, the calibrated risk of every reported visit in the order of the visits' keys: base64 of 16-bit numbers, log odds
   * from -12 to 12 in even steps. The answers, not figures of them, so that they are measured as the model's are.
   */
  risks: z.partialRecord(z.enum(OUTCOME_KEYS), z.base64()),
  /** Absent in files written before KTAS was measured. */
  ktas: ktasSchema.optional(),
});
export type ResultsFile = z.infer<typeof resultsFileSchema>;

/** Names a set of visits and their labels, whatever their order. */
export const visitsDigest = (visits: readonly SourceVisit[]): string =>
  sha256(
    visits
      .map(
        (v) =>
          `${v.source}:${v.key}:${v.level?.value ?? ""}:${v.critical ?? ""}${v.outcomes ? canonicalJson(v.outcomes) : ""}`,
      )
      .sort()
      .join("\n"),
  );

const REACH = 12;
const STEPS = 65_535;
const byKey = (a: SourceVisit, b: SourceVisit): number => (a.key < b.key ? -1 : 1);

/** Risks as a results file holds them. */
export function packRisks(visits: readonly SourceVisit[], risk: (v: SourceVisit) => number): string {
  const packed = new DataView(new ArrayBuffer(2 * visits.length));
  [...visits].sort(byKey).forEach((v, i) => {
    const p = Math.min(1 - 1e-9, Math.max(1e-9, risk(v)));
    const odds = Math.min(REACH, Math.max(-REACH, Math.log(p / (1 - p))));
    packed.setUint16(2 * i, Math.round(((odds + REACH) / (2 * REACH)) * STEPS), true);
  });
  return Buffer.from(packed.buffer).toString("base64");
}

/** By outcome, the risks of these visits in their order; an outcome that holds another number of visits is left out. */
export function risksOf(
  { risks }: Pick<ResultsFile, "risks">,
  visits: readonly SourceVisit[],
): Partial<Record<OutcomeKey, number[]>> {
  const place = new Map([...visits].sort(byKey).map((v, i) => [v.key, i]));
  return Object.fromEntries(
    Object.entries(risks).flatMap(([key, text]) => {
      const bytes = Buffer.from(text, "base64");
      if (bytes.length !== 2 * visits.length) return [];
      const riskOf = (v: SourceVisit) => {
        const odds = (bytes.readUInt16LE(2 * (place.get(v.key) as number)) / STEPS) * 2 * REACH - REACH;
        return sigmoid(odds);
      };
      return [[key, visits.map(riskOf)]];
    }),
  );
}

/** null: there is no such file. @throws AppError("invalid-input") when it is none of ours */
export async function readResultsFile(path: string): Promise<ResultsFile | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid-input", `${path} is no JSON`, { cause });
  }
  const parsed = resultsFileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError("invalid-input", `${path}: ${issue?.path.join(".")} ${issue?.message}`);
  }
  return parsed.data;
}
