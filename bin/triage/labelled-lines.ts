import { z } from "zod";
import { VITALS } from "@/lib/case/features";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import type { Label } from "@/lib/training/lessons";
import { batchCaseSchema, toCase } from "./batch-case";
import { LONGEST_LINE, readLines } from "./case-lines";

/**
 * Labels of a site, one JSON object a line: `{"case": {…}, "level": 3, "weight": 1}` with a case of the batch format, or a row of a
 * dataset as the console exports it (JSON Lines). Rows that only tell an outcome are passed over: what is learned here is the level.
 */
const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);
const weight = z.number().min(0).max(1).optional();
const lineSchema = z.strictObject({ case: batchCaseSchema, level, weight });

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const FIELDS: Readonly<Record<string, string>> = {
  age_years: "ageYears",
  sex: "sex",
  arrival_mode: "arrivalMode",
  injury: "injury",
  chief_complaint: "chiefComplaint",
  note: "note",
};
const IN_VITALS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(VITALS.map(({ key }) => [snake(key), key])),
  consciousness: "consciousness",
  on_oxygen: "onOxygen",
  oxygen_flow: "oxygenFlow",
  inspired_oxygen: "inspiredOxygen",
};

/** @throws AppError("invalid-input") naming the first line that is no label; never a word of what it says */
export async function readLabels(path: string): Promise<Label[]> {
  const labels: Label[] = [];
  const refuse = (line: number, why: string) =>
    new AppError("invalid-input", `${path}, line ${line}: ${why}`);
  for await (const { line, text, tooLong } of readLines(path)) {
    if (text.trim() === "") continue;
    if (tooLong) throw refuse(line, `longer than ${LONGEST_LINE} characters`);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw refuse(line, "not valid JSON");
    }
    const read =
      value !== null && typeof value === "object" && "case" in value ? ofCase(value) : ofRow(value);
    if (typeof read === "string") throw refuse(line, read);
    if (read) labels.push(read);
  }
  return labels;
}

const firstIssue = (error: z.ZodError): string => {
  const issue = error.issues[0];
  return `${issue?.path.join(".") || "the line"}: ${issue?.message}`;
};

function ofCase(value: object): Label | string {
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) return firstIssue(parsed.error);
  const { case: c, weight: counts, ...rest } = parsed.data;
  return { ...rest, case: toCase(c), ...(counts === undefined ? {} : { weight: counts }) };
}

function ofRow(value: unknown): Label | string | null {
  if (value === null || typeof value !== "object") return "no JSON object";
  const row = value as Readonly<Record<string, unknown>>;
  if (row.outcomes_only === true) return null;
  const named = (fields: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([from, to]) => (row[from] == null ? [] : [[to, row[from]]])),
    );
  const history = historyOf(row.history);
  const parsed = z.object({ case: triageCaseSchema, level, weight }).safeParse({
    case: {
      id: row.id,
      ...named(FIELDS),
      vitals: named(IN_VITALS),
      ...(history === undefined ? {} : { history }),
    },
    level: row.level,
    ...(row.weight == null ? {} : { weight: row.weight }),
  });
  return parsed.success ? (parsed.data as Label) : firstIssue(parsed.error);
}

/** A dataset has the list as JSON. What is none of it fails the schema. */
function historyOf(value: unknown): unknown {
  if (typeof value !== "string") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
