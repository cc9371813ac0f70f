import { createWriteStream } from "node:fs";
import { access, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { type Level, moreUrgent } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Engine, PredictOptions as EngineOptions } from "@/lib/engine/engine";
import { explainCase } from "@/lib/explain/explain-case";
import type { Explanation } from "@/lib/explain/explanation";
import { readFindings } from "@/lib/findings/read-findings";
import { tellFinding } from "@/lib/findings/tell-findings";
import type { FamiliarityPart } from "@/lib/model/familiarity";
import type { ModelIdentity, Prediction, Risks } from "@/lib/model/prediction";
import { type Because, type FourQuestions, fourQuestions, type Resources } from "@/lib/policy/four-questions";
import type { Floor } from "@/lib/safety/floor";
import { assessFloor } from "@/lib/safety/rules";
import { type CaseLine, readCases } from "./case-lines";
import { fileToReplace, inputPlace, refuseOverwriting } from "./outputs";

/**
 * The batch contract (docs/batch-format.md): JSON Lines in, JSON Lines out, same order, a failed line an error line. Reads
 * and writes piece by piece, so that memory does not grow with the file.
 */
export type PredictOptions = {
  /** Path, or "-" for standard input. */
  readonly input: string;
  /** Path, or null for standard output. Written beside and renamed at the end. */
  readonly output: string | null;
  readonly engine: Engine;
  readonly explain?: { readonly seed: number; readonly maxEvaluations?: number };
  /** Say of each case what of it is unlike the patients the model knows, where the artifact can. */
  readonly unlike?: boolean;
  readonly onProgress?: (p: { done: number; failed: number }) => void;
  /** A line that could not be predicted; the message begins with its number. */
  readonly onError?: (message: string) => void;
};
export type PredictReport = { readonly done: number; readonly failed: number };

const BATCH = 256;

export async function predictFile(o: PredictOptions): Promise<PredictReport> {
  if (o.output !== null)
    await refuseOverwriting({ option: "--output", path: o.output }, [inputPlace(o.input)]);
  const sink = await openSink(o.input, o.output);
  let done = 0;
  let failed = 0;
  try {
    for await (const lines of batches(readCases(o.input), o.explain ? 8 : BATCH)) {
      const answers = await answerAll(lines, o);
      for (const answer of answers) {
        if ("error" in answer) {
          failed++;
          o.onError?.(answer.error.message);
        }
        await sink.write(`${JSON.stringify(answer)}\n`);
      }
      done += lines.length;
      o.onProgress?.({ done, failed });
    }
    await sink.finish();
    return { done, failed };
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

type ErrorLine = {
  readonly id: string | null;
  readonly error: { readonly code: string; readonly message: string };
};
/** A finding of complaint, note or history with where it stands: `at` counts characters of its field, or of its `item`. */
type FindingLine = Omit<ReturnType<typeof tellFinding>, "label">;
type AnswerLine = {
  readonly id: string;
  readonly level: Level;
  readonly probabilities: readonly number[];
  readonly set: readonly Level[];
  readonly criticalRisk?: number;
  readonly findings: readonly FindingLine[];
  readonly risks?: Risks;
  readonly resources?: readonly number[];
  readonly esi: EsiLine;
  readonly floor?: { readonly level: Level; readonly rules: readonly string[] };
  readonly model: ModelIdentity;
  readonly unlike?: readonly FamiliarityPart[];
  readonly explanation?: {
    readonly baseValue: number;
    readonly outputValue: number;
    readonly contributions: readonly {
      readonly feature: string;
      readonly value: string | number | boolean;
      readonly shap: number;
    }[];
  };
};
/** The index's four questions; `because` names rules and findings by their ids. */
type EsiLine = {
  readonly a: YesNoLine;
  readonly b: YesNoLine;
  readonly c: { readonly answer: Resources | null; readonly p: readonly number[] | null };
  readonly d: Omit<YesNoLine, "p">;
  readonly level: Level | null;
};
type YesNoLine = {
  readonly answer: boolean | null;
  readonly p: number | null;
  readonly because: readonly string[];
};
type OutputLine = ErrorLine | AnswerLine;

async function answerAll(lines: readonly CaseLine[], o: PredictOptions): Promise<OutputLine[]> {
  const cases = lines.flatMap((l) => ("case" in l ? [l.case] : []));
  const predictions = await predictEach(cases, o.engine, { familiarity: o.unlike ?? false });
  const out: OutputLine[] = [];
  let next = 0;
  for (const line of lines) {
    if (!("case" in line)) {
      out.push(errorLine(line.id, "invalid-input", complaintOf(line)));
      continue;
    }
    const prediction = predictions[next++] as Prediction | AppError;
    if (prediction instanceof AppError) {
      out.push(errorLine(line.case.id, prediction.code, `line ${line.line}: ${prediction.message}`));
      continue;
    }
    try {
      const explanation = o.explain
        ? await explainCase(line.case, o.engine, { ...o.explain, secondOpinion: false })
        : null;
      out.push(toOutput(line.case, prediction, o.engine, explanation));
    } catch (error) {
      const known = toAppError(error);
      out.push(errorLine(line.case.id, known.code, `line ${line.line}: ${known.message}`));
    }
  }
  return out;
}

/** A batch that fails is tried case by case, so that one bad case costs one line. */
async function predictEach(
  cases: readonly TriageCase[],
  engine: Engine,
  asked: EngineOptions,
): Promise<(Prediction | AppError)[]> {
  try {
    return await engine.predict(cases, asked);
  } catch {
    const out: (Prediction | AppError)[] = [];
    for (const c of cases)
      out.push(await engine.predict([c], asked).then(([p]) => p as Prediction, toAppError));
    return out;
  }
}

const complaintOf = (line: Extract<CaseLine, { message: string }>): string =>
  `line ${line.line}${line.field ? `, field ${line.field}` : ""}: ${line.message}`;

const errorLine = (id: string | null, code: string, message: string): ErrorLine => ({
  id,
  error: { code, message },
});

const round = (x: number): number => Math.round(x * 1e6) / 1e6;

const findingLines = (c: TriageCase): FindingLine[] =>
  readFindings(c).map((f) => {
    const { label: _label, ...line } = tellFinding(f);
    return line;
  });

function toOutput(
  c: TriageCase,
  p: Prediction,
  engine: Pick<Engine, "model">,
  explanation: Explanation | null,
): AnswerLine {
  const floor = assessFloor(c);
  return {
    id: c.id,
    level: floor ? moreUrgent(p.level, floor.level) : p.level,
    probabilities: p.probabilities.map(round),
    set: p.set,
    ...(p.criticalRisk === null ? {} : { criticalRisk: round(p.criticalRisk) }),
    findings: findingLines(c),
    ...(p.outlook ? { risks: roundAll(p.outlook.risks), resources: p.outlook.resources.map(round) } : {}),
    esi: esiLine(c, p, floor),
    ...(floor ? { floor: { level: floor.level, rules: floor.rules.map((r) => r.id) } } : {}),
    model: { name: engine.model.name, version: engine.model.version },
    ...(p.familiarity ? { unlike: p.familiarity.unlike } : {}),
    ...(explanation
      ? {
          explanation: {
            baseValue: round(explanation.baseValue),
            outputValue: round(explanation.outputValue),
            contributions: explanation.contributions.map(({ feature, value, label, shap }) => ({
              feature,
              value: value ?? label,
              shap: round(shap),
            })),
          },
        }
      : {}),
  };
}

const roundAll = (risks: Risks): Risks => ({
  lifeSaving: round(risks.lifeSaving),
  criticalCare: round(risks.criticalCare),
  admission: round(risks.admission),
  psychiatricTransfer: round(risks.psychiatricTransfer),
});

function esiLine(c: TriageCase, p: Prediction, floor: Floor | null): EsiLine {
  const q = fourQuestions({
    ageYears: c.ageYears,
    vitals: c.vitals ?? {},
    floor,
    modelLevel: p.level,
    probabilities: p.probabilities,
    outlook: p.outlook ?? null,
  });
  const ids = (because: readonly Because[]) => because.map((b) => b.id);
  const yesNo = ({ answer, p: share, because }: FourQuestions["a"]): YesNoLine => ({
    answer,
    p: share === null ? null : round(share),
    because: ids(because),
  });
  return {
    a: yesNo(q.a),
    b: yesNo(q.b),
    c: { answer: q.c.answer, p: q.c.p?.map(round) ?? null },
    d: { answer: q.d.answer, because: ids(q.d.because) },
    level: q.level,
  };
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

type Sink = { write(text: string): Promise<void>; finish(): Promise<void>; discard(): Promise<void> };

async function openSink(input: string, output: string | null): Promise<Sink> {
  if (input !== "-")
    await access(input).catch((cause: unknown) => {
      throw new AppError("invalid-input", `${input} cannot be read`, { cause });
    });
  if (output === null)
    return {
      write: (text) => writeTo(process.stdout, text),
      finish: async () => {},
      discard: async () => {},
    };
  const place = await fileToReplace(output);
  const temporary = `${place}.${process.pid}.partial`;
  await access(dirname(place)).catch((cause: unknown) => {
    throw new AppError("invalid-input", `the folder of ${output} does not exist`, { cause });
  });
  const stream = createWriteStream(temporary);
  const failure = new Promise<never>((_, reject) => stream.once("error", reject));
  failure.catch(() => {});
  const close = () => new Promise<void>((resolve) => stream.end(resolve));
  return {
    write: (text) => Promise.race([writeTo(stream, text), failure]),
    async finish() {
      await Promise.race([close(), failure]);
      const handle = await open(temporary, "r+");
      await handle.sync();
      await handle.close();
      await rename(temporary, place);
    },
    async discard() {
      stream.destroy();
      await rm(temporary, { force: true });
    },
  };
}

/** Waits where the reader is slower than we are. */
function writeTo(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return Promise.resolve();
  return new Promise((resolve) => stream.once("drain", resolve));
}
