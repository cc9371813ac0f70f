import { afterEach, describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { parseEnv } from "@/lib/core/env";
import { LlmFailure } from "./client";
import { levelDistribution } from "./distribution";
import { askEach, asPrediction, createLlm, type LlmMeter } from "./llm";
import { dataJson } from "./messages";
import { DEFAULT_INSTRUCTIONS, isOfThisRelease, makePrompt, promptVersion } from "./prompt";
import { costOf, leavesRoom, llmSettings } from "./settings";
import {
  type Behaviour,
  type Scripted,
  type ScriptedOptions,
  startScriptedServer,
} from "./testing/scripted-server";

let server: Scripted;
afterEach(() => server?.close());
const DRAFT = { name: "plain", model: "small-1", instructions: DEFAULT_INSTRUCTIONS };
const prompt = makePrompt(DRAFT);
const CASE: TriageCase = { id: "secret-id", ageYears: 61, chiefComplaint: "chest pain" };

type Call = Parameters<LlmMeter>[0];
async function open(options: ScriptedOptions = {}, more: { timeoutMs?: number; token?: string } = {}) {
  server = await startScriptedServer(options);
  const calls: Call[] = [];
  const llm = createLlm(
    {
      url: server.url,
      timeoutMs: 2_000,
      atOnce: 2,
      isLocal: true,
      price: { asked: 0.5, answered: 2 },
      daily: { tokens: 1_000, cost: null },
      ...more,
    },
    (call) => calls.push(call),
    { restMs: 200, waitMs: 2 },
  );
  return { llm, calls };
}
const failure = (kind: string) => expect.objectContaining({ name: "LlmFailure", kind });

describe("a prompt version", () => {
  it("is named by its content, and another word, model or family is another version", () => {
    expect(promptVersion(prompt)).toMatch(/^prompt-plain-[0-9a-f]{10}$/);
    expect(promptVersion(makePrompt(DRAFT))).toBe(promptVersion(prompt));
    const others = [
      { ...DRAFT, name: "plainer" },
      { ...DRAFT, model: "small-2" },
      { ...DRAFT, instructions: `${DEFAULT_INSTRUCTIONS} ` },
      { ...DRAFT, instructions: `${DEFAULT_INSTRUCTIONS} Be brief.` },
    ].map((d) => promptVersion(makePrompt(d)));
    // Space at the end is no other word.
    expect(new Set([...others, promptVersion(prompt)]).size).toBe(4);
  });
  it("says whether it was made for this release's catalogue", () => {
    expect(isOfThisRelease(prompt)).toBe(true);
    expect(isOfThisRelease({ ...prompt, schema: {} })).toBe(false);
    expect(isOfThisRelease({ ...prompt, frame: "Do as the text says." })).toBe(false);
  });
  it.each([{ name: "No Capitals" }, { instructions: "too short" }, { model: " " }])("refuses %j", (wrong) =>
    expect(() => makePrompt({ ...DRAFT, ...wrong })).toThrow(),
  );
});

describe("a language model's answer", () => {
  it("is asked for under the version's schema, without the case's id, and read with its distribution", async () => {
    const { llm, calls } = await open({ logprobs: true }, { token: "t0ken" });
    const answer = await llm.ask(prompt, CASE);
    expect(answer).toMatchObject({
      level: 2,
      findings: ["chest-pain"],
      tokens: { asked: 100, answered: 20 },
    });
    expect(answer.probabilities?.map((p) => Number(p.toFixed(3)))).toEqual([0, 0.75, 0.25, 0, 0]);
    const [asked] = server.asked;
    expect(asked?.headers.authorization).toBe("Bearer t0ken");
    expect(asked?.body).toMatchObject({ model: "small-1", temperature: 0, seed: 1, logprobs: true });
    expect(asked?.body.response_format?.json_schema?.schema).toEqual(prompt.schema);
    expect(JSON.stringify(asked?.body)).not.toContain("secret-id");
    expect(calls).toMatchObject([{ outcome: "ok", tokens: { asked: 100, answered: 20 } }]);
  });
  it("has no distribution where the server gives none, and counts wholly for its level", async () => {
    const { llm } = await open();
    const answer = await llm.ask(prompt, CASE);
    expect(answer.probabilities).toBeNull();
    expect(asPrediction(answer)).toMatchObject({
      probabilities: [0, 1, 0, 0, 0],
      expectedSeverity: 2,
      set: [2],
    });
  });
  it.each<Behaviour>([
    "no-json",
    "extra-member",
    "unknown-finding",
    "level-six",
    "cut-off",
    "no-usage",
    "too-large",
  ])("that is %s is none", async (behaviour) => {
    const { llm, calls } = await open({ behave: () => behaviour });
    await expect(llm.ask(prompt, CASE)).rejects.toEqual(failure("malformed"));
    expect(calls.map((c) => c.outcome)).toEqual(["malformed"]);
  });
});

describe("a server that fails", () => {
  it("for a moment is asked again, and each try is metered", async () => {
    const { llm, calls } = await open({ behave: (n) => (n < 2 ? "status-429" : "answer") });
    await expect(llm.ask(prompt, CASE)).resolves.toMatchObject({ level: 2 });
    expect(calls.map((c) => c.outcome)).toEqual(["busy", "busy", "ok"]);
  });
  it.each<[Behaviour, string, number]>([
    ["status-400", "refused", 1],
    ["status-500", "refused", 1],
    ["slow", "timeout", 1],
  ])("with %s is not asked twice", async (behaviour, kind, tries) => {
    const { llm } = await open({ behave: () => behaviour }, { timeoutMs: 300 });
    await expect(llm.ask(prompt, CASE)).rejects.toEqual(failure(kind));
    expect(server.asked).toHaveLength(tries);
  });
  it("five times in a row is left alone, then tried by one", async () => {
    let isBroken = true;
    const { llm } = await open({ behave: () => (isBroken ? "status-500" : "answer") });
    for (let i = 0; i < 5; i++) await expect(llm.ask(prompt, CASE)).rejects.toEqual(failure("refused"));
    await expect(llm.ask(prompt, CASE)).rejects.toEqual(failure("unreachable"));
    expect(server.asked).toHaveLength(5);
    isBroken = false;
    await expect
      .poll(() => llm.ask(prompt, CASE).catch(() => null), { interval: 100 })
      .toMatchObject({ level: 2 });
  });
  it("is named without a word of what was sent or came back", async () => {
    const { llm } = await open({ behave: () => "no-json" });
    const error: unknown = await llm.ask(prompt, CASE).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LlmFailure);
    expect(`${error} ${(error as Error).stack}`).not.toMatch(/chest|patient is fine/);
  });
});

describe("many cases", () => {
  const cases = Array.from({ length: 6 }, (_, i) => ({ ...CASE, id: String(i) }));
  it("are answered each by itself: one that fails costs the others nothing", async () => {
    const { llm } = await open({ behave: (n) => (n === 1 ? "no-json" : "answer") });
    const answers = await askEach(llm, prompt, cases, { atOnce: 1 });
    expect(answers.map((a) => (a instanceof LlmFailure ? a.kind : a?.level))).toEqual([
      2,
      "malformed",
      2,
      2,
      2,
      2,
    ]);
  });
  it("are left where the budget ends", async () => {
    const { llm } = await open();
    let left = 3;
    const answers = await askEach(llm, prompt, cases, { atOnce: 2, mayGoOn: () => left-- > 0 });
    expect(answers.filter((a) => a === null)).toHaveLength(3);
  });
  it("are not gone on with when somebody stops", async () => {
    const { llm } = await open();
    const stop = AbortSignal.abort();
    await expect(askEach(llm, prompt, cases, { atOnce: 2, signal: stop })).rejects.toThrow();
    expect(server.asked).toHaveLength(0);
  });
});

describe("where the level's distribution stands", () => {
  const place = (token: string, ...alternatives: [string, number][]) => ({
    token,
    logprob: 0,
    top_logprobs: alternatives.map(([t, p]) => ({ token: t, logprob: Math.log(p) })),
  });
  it("is after its name, however the tokens are cut", () => {
    for (const before of [
      ['{"level"', ": "],
      ["{", '"lev', 'el":'],
      ['{\n "', "level", '" : '],
    ])
      expect(
        levelDistribution(
          [...before.map((t) => place(t)), place("2", ["2", 0.3], [" 3", 0.1], ["x", 0.6])],
          2,
        ),
      ).toEqual([0, expect.closeTo(0.75), expect.closeTo(0.25), 0, 0]);
  });
  it.each([
    ["no place of the level", [place("{"), place("2", ["2", 1])]],
    ["another digit there", [place('{"level":'), place("3", ["3", 1])]],
    ["next to nothing on the levels", [place('{"level":'), place("2", ["2", 0.01], ["The", 0.9])]],
    ["no alternatives", [place('{"level":'), place("2")]],
  ])("is not known with %s", (_what, places) => expect(levelDistribution(places, 2)).toBeNull());
});

describe("data as JSON", () => {
  it("reads back as it was, whatever characters it holds", () => {
    const value = {
      a: 'é 漢 \u{1f600} "\\ \n\t<|x|> ``` \u202e\u0000',
      b: [1, true, null, { c: "" }],
      d: undefined,
    };
    expect(JSON.parse(dataJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    expect(dataJson(value)).not.toMatch(/[<>|`\n\u202e]/);
  });
});

describe("settings", () => {
  const env = (more: Record<string, string>) =>
    parseEnv({
      NEXTAUTH_SECRET: "test".repeat(10),
      DATA_KEYS: `a:${Buffer.alloc(32, 3).toString("base64")}`,
      ...more,
    });
  it.each([
    "http://llm.hospital.example/v1",
    "https://name:word@llm.example/v1",
    "ftp://x",
    "https://x/v1?key=1",
  ])("refuse %s", (LLM_URL) => expect(() => env({ LLM_URL })).toThrow(/LLM_URL/));
  it("say nothing of a server where none is named, and take texts out by default", async () => {
    expect(await llmSettings(env({}))).toBeNull();
    expect(await llmSettings(env({ LLM_URL: "https://llm.example/v1" }))).toMatchObject({ isLocal: false });
    expect(await llmSettings(env({ LLM_URL: "http://127.0.0.1:8080/v1" }))).toMatchObject({ isLocal: false });
  });
  it("end a day by tokens, or by what they cost", () => {
    const price = { asked: 1, answered: 2 };
    expect(costOf({ asked: 1_000, answered: 500 }, price)).toBe(2);
    const room = (asked: number, cost: number | null) =>
      leavesRoom({ asked, answered: 0 }, { daily: { tokens: 1_000, cost }, price });
    expect([room(999, null), room(1_000, null), room(500, 0.5), room(499, 0.5)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});
