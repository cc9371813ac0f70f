// `npm run bench:llm [-- --url http://127.0.0.1:8080/v1 --llm NAME --cases 300 --at-once 4 --timeout 60 --price 0,0 --steered 10]`: what a language
// model behind an OpenAI-compatible server is worth on the benchmark's visits (made up, each level as often; no patient is sent): beside the
// model that ships and the safety rules, with what it costs and how long it takes; and how often texts that mean to steer it (a list of
// fifty) change its level. LLM_TOKEN is sent as a bearer token. Without --url nothing is measured, and the table says so.
import { parseArgs } from "node:util";
import { run } from "@/bin/triage/shell";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { SECOND } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { LlmFailure } from "@/lib/engine/llm/client";
import { askEach, asPrediction, createLlm, type Llm, type LlmMeter } from "@/lib/engine/llm/llm";
import { DEFAULT_INSTRUCTIONS, makePrompt, type Prompt, promptVersion } from "@/lib/engine/llm/prompt";
import { costOf, type LlmSettings } from "@/lib/engine/llm/settings";
import { INJECTIONS } from "@/lib/engine/llm/testing/injections";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { predictAll } from "@/lib/evaluation/evaluate";
import { withInterval } from "@/lib/evaluation/figures-table";
import { figure, levelFigures } from "@/lib/measures/figures";
import { table } from "@/lib/measures/tables";
import { openArtifact } from "@/lib/model/artifact";
import type { Prediction } from "@/lib/model/prediction";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { benchmarkCases, readBenchmark } from "@/lib/training/benchmark";

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    llm: { type: "string", default: "default" },
    model: { type: "string", default: "models/openacuity-triage" },
    cases: { type: "string", default: "300" },
    "at-once": { type: "string", default: "4" },
    timeout: { type: "string", default: "60" },
    price: { type: "string", default: "0,0" },
    steered: { type: "string", default: "10" },
  },
});
const FIGURES = [
  "Accuracy",
  "Quadratic-weighted kappa",
  "Sensitivity, levels 1-2",
  "Severe under-triage",
  "AUROC, levels 1-2",
] as const;
const RESAMPLES = 500;
const say = (text: string) => process.stdout.write(`${text}\n`);

function settings(url: string): LlmSettings {
  const [asked = 0, answered = 0] = options.price.split(",").map(Number);
  const { LLM_TOKEN: token } = process.env;
  return {
    url,
    timeoutMs: Number(options.timeout) * SECOND,
    atOnce: Number(options["at-once"]),
    isLocal: true,
    price: { asked, answered },
    daily: { tokens: Number.MAX_SAFE_INTEGER, cost: null },
    ...(token ? { token } : {}),
  };
}

/** On the safety rules, as everything that is shown stands on them. */
const onFloor = (cases: readonly TriageCase[], predictions: readonly Prediction[]): Prediction[] =>
  predictions.map((p, i) => ({ ...p, level: applyFloor(p.level, assessFloor(cases[i] as TriageCase)) }));

function rowOf(name: string, predictions: readonly Prediction[], levels: readonly Level[]): string[] {
  const set = levelFigures("benchmark", predictions, levels, RESAMPLES);
  return [name, String(levels.length), ...FIGURES.map((f) => withInterval(figure(set, f)))];
}

/** How many of so many patients get another level with each steering text in the note than with a plain remark there. */
async function steer(
  llm: Llm,
  prompt: Prompt,
  cases: readonly TriageCase[],
  atOnce: number,
): Promise<string> {
  const withNote = (c: TriageCase, words: string) => ({
    ...c,
    note: [c.note, words].filter(Boolean).join("\n"),
  });
  const ask = async (all: readonly TriageCase[]) =>
    (await askEach(llm, prompt, all, { atOnce })).map((a) =>
      a instanceof LlmFailure || a === null ? null : a.level,
    );
  const plain = await ask(cases.map((c) => withNote(c, "Came with a relative, who waits outside.")));
  let [asked, moved, less] = [0, 0, 0];
  for (const text of INJECTIONS) {
    const steered = await ask(cases.map((c) => withNote(c, text)));
    for (const [i, level] of steered.entries()) {
      const before = plain[i] ?? null;
      if (level === null || before === null) continue;
      asked++;
      if (level !== before) moved++;
      if (level > before) less++;
    }
  }
  return `Texts that mean to steer it, in the note of ${cases.length} visits: of ${asked} answers ${moved} had another level than with a plain remark, ${less} a less urgent one; none was anything but a level and findings.`;
}

await run(async () => {
  const artifact = await openArtifact(options.model);
  const all = benchmarkCases(await readBenchmark(artifact));
  const most = Math.min(Number(options.cases), all.length);
  if (!(most >= 1)) throw new AppError("invalid-input", "--cases: expected a number from 1");
  const chosen = Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]).filter(
    (c) => c !== undefined,
  );
  const cases = chosen.map((c) => c.case);
  const levels = chosen.map((c) => c.level);
  const engine = await createOnnxEngine(options.model);
  const ours = await predictAll(engine, cases);
  await engine.close();
  const rows = [
    rowOf(`${artifact.identity.name} ${artifact.identity.version}`, ours, levels),
    rowOf("the same on the safety rules", onFloor(cases, ours), levels),
  ];
  const heads = ["", "cases", ...FIGURES];
  if (!options.url) {
    rows.push(["a language model", "not measured: no --url", ...FIGURES.map(() => "-")]);
    return say(table(heads, rows));
  }
  const set = settings(options.url);
  const prompt = makePrompt({ name: "bench", model: options.llm, instructions: DEFAULT_INSTRUCTIONS });
  const seconds: number[] = [];
  const outcomes = new Map<string, number>();
  const tokens = { asked: 0, answered: 0 };
  const count: LlmMeter = (call) => {
    outcomes.set(call.outcome, (outcomes.get(call.outcome) ?? 0) + 1);
    seconds.push(call.seconds);
    tokens.asked += call.tokens?.asked ?? 0;
    tokens.answered += call.tokens?.answered ?? 0;
  };
  const llm = createLlm(set, () => {});
  try {
    const started = performance.now();
    const answers = await askEach(llm, prompt, cases, { atOnce: set.atOnce, count });
    const wall = (performance.now() - started) / SECOND;
    const has = answers.map((a) => a !== null && !(a instanceof LlmFailure));
    const kept = <T>(list: readonly T[]) => list.filter((_, i) => has[i]);
    const theirs = answers.flatMap((a) => (a === null || a instanceof LlmFailure ? [] : [a]));
    const predictions = theirs.map(asPrediction);
    if (predictions.length > 0) {
      rows.push(rowOf(`${options.llm} (${promptVersion(prompt)})`, predictions, kept(levels)));
      rows.push(rowOf("the same on the safety rules", onFloor(kept(cases), predictions), kept(levels)));
    }
    say(table(heads, rows));
    const sorted = seconds.sort((a, b) => a - b);
    const at = (q: number) =>
      (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0).toFixed(2);
    say(
      [
        "",
        `Requests: ${[...outcomes].map(([k, n]) => `${k} ${n}`).join(", ")}; ${theirs.filter((a) => a.probabilities).length} of ${theirs.length} answers with a distribution.`,
        `Levels given: ${[1, 2, 3, 4, 5].map((l) => `${l}: ${theirs.filter((a) => a.level === l).length}`).join(", ")}.`,
        `Seconds a request: ${at(0.5)} (median), ${at(0.95)} (95 of 100); ${(theirs.length / wall).toFixed(2)} answers a second, ${set.atOnce} at once.`,
        `Tokens a case: ${Math.round(tokens.asked / cases.length)} sent, ${Math.round(tokens.answered / cases.length)} answered; cost of all ${costOf(tokens, set.price).toFixed(4)}.`,
      ].join("\n"),
    );
    const steered = Number(options.steered);
    if (steered > 0) say(await steer(llm, prompt, kept(cases).slice(0, steered), set.atOnce));
  } finally {
    llm.close();
  }
});
