import { createReadStream } from "node:fs";
import { VITAL_KEYS } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import { batchCaseSchema, toCase } from "./batch-case";

/** One line of a batch file: a case, or why it is none. Blank lines are not lines. */
export type CaseLine =
  | { readonly line: number; readonly case: TriageCase }
  | {
      readonly line: number;
      readonly id: string | null;
      readonly field: string | null;
      readonly message: string;
    };

/** Longest line read, in characters: the longest texts and history the schema lets through, escaped, fit well within. */
export const LONGEST_LINE = 1_000_000;

/** Lines of a file or of standard input ("-"), read piece by piece; a line beyond the limit is cut, not kept. */
export async function* readLines(
  input: string,
): AsyncIterable<{ line: number; text: string; tooLong: boolean }> {
  const stream = input === "-" ? process.stdin : createReadStream(input);
  stream.setEncoding("utf8");
  let rest = "";
  let tooLong = false;
  let line = 0;
  for await (const chunk of stream as AsyncIterable<string>) {
    let from = 0;
    for (let at = chunk.indexOf("\n"); at >= 0; at = chunk.indexOf("\n", from)) {
      line++;
      yield { line, text: rest + chunk.slice(from, at), tooLong };
      rest = "";
      tooLong = false;
      from = at + 1;
    }
    rest += chunk.slice(from);
    if (rest.length > LONGEST_LINE) {
      // Its beginning is kept for the id; the rest of the line is read past.
      tooLong = true;
      rest = rest.slice(0, 1000);
    }
  }
  if (rest !== "") yield { line: line + 1, text: rest, tooLong };
}

export async function* readCases(input: string): AsyncIterable<CaseLine> {
  for await (const { line, text, tooLong } of readLines(input)) {
    const bare = (line === 1 ? text.replace(/^\uFEFF/, "") : text).trim();
    if (bare === "") continue;
    if (tooLong || bare.length > LONGEST_LINE)
      yield { line, id: null, field: null, message: `longer than ${LONGEST_LINE} characters` };
    else yield parseCase(line, bare);
  }
}

export function parseCase(line: number, text: string): CaseLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { line, id: null, field: null, message: "not valid JSON" };
  }
  const parsed = batchCaseSchema.safeParse(value);
  if (parsed.success) return { line, case: toCase(parsed.data) };
  const issue = parsed.error.issues[0];
  const id = (value as { id?: unknown } | null)?.id;
  const path = issue?.path.join(".") ?? "";
  const unknown = issue?.code === "unrecognized_keys" ? (issue.keys[0] ?? "") : null;
  const field = unknown === null ? path : [path, unknown].filter((p) => p !== "").join(".");
  return {
    line,
    id: typeof id === "string" ? id : null,
    field: field === "" ? null : field,
    message:
      unknown !== null
        ? unknownField(unknown)
        : issue && isAbsent(value, issue.path)
          ? "is needed and not there"
          : (issue?.message ?? "not a case"),
  };
}

/** Whether nothing stands at a path of the parsed line, so that a wrong value and a missing one are told apart. */
function isAbsent(value: unknown, path: readonly PropertyKey[]): boolean {
  let at = value;
  for (const key of path) at = (at as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key];
  return at === undefined;
}

function unknownField(name: string): string {
  // The commonest slip: a vital sign beside "vitals" instead of in it.
  const hint = (VITAL_KEYS as readonly string[]).includes(name) ? "; it belongs under vitals" : "";
  return `unknown field "${name}"${hint}`;
}
