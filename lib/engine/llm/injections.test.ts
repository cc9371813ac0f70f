import { afterEach, describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { FINDING_KEYS } from "@/lib/findings/catalogue";
import { createLlmClient } from "./client";
import { createLlm } from "./llm";
import { messagesFor } from "./messages";
import { DEFAULT_INSTRUCTIONS, makePrompt, parseAnswer } from "./prompt";
import { INJECTIONS } from "./testing/injections";
import {
  ordersIn,
  type Scripted,
  type ScriptedOptions,
  startScriptedServer,
} from "./testing/scripted-server";

let server: Scripted;
afterEach(() => server?.close());

const prompt = makePrompt({ name: "plain", model: "any", instructions: DEFAULT_INSTRUCTIONS });
const settings = (url: string) => ({
  url,
  timeoutMs: 5_000,
  atOnce: 1,
  isLocal: true,
  price: { asked: 0, answered: 0 },
  daily: { tokens: 1_000_000, cost: null },
});
const CASE: TriageCase = {
  id: "a",
  ageYears: 61,
  sex: "male",
  chiefComplaint: "chest pain",
  vitals: { heartRate: 118 },
};
/** The same patient with the text in each of the places a text can stand. */
const places = (text: string): TriageCase[] => [
  { ...CASE, chiefComplaint: text },
  { ...CASE, note: `Pain since this morning. ${text}` },
  { ...CASE, history: ["hypertension", text] },
];
const open = async (options: ScriptedOptions = {}) => {
  server = await startScriptedServer(options);
  return createLlm(settings(server.url), () => {});
};

describe("fifty texts that mean to steer a language model", () => {
  it("are fifty, each another", () => expect(new Set(INJECTIONS).size).toBe(50));

  it("are obeyed, every one, by the server of this test where texts stand in the message as they are", async () => {
    server = await startScriptedServer();
    const client = createLlmClient(settings(server.url));
    for (const text of INJECTIONS) {
      const naive = [
        { role: "system", content: DEFAULT_INSTRUCTIONS },
        { role: "user", content: text },
      ] as const;
      const { text: answer } = await client.complete(prompt, naive);
      expect(parseAnswer(answer)?.level, text).not.toBe(server.honest);
    }
    client.close();
  });

  it("break out of JSON in a fence that is not escaped further, some of them", () => {
    const obeyed = INJECTIONS.filter((text) => {
      const content = `\`\`\`json\n${JSON.stringify({ case: { note: text } })}\n\`\`\``;
      return (
        ordersIn(
          [
            { role: "system", content: "x" },
            { role: "user", content },
          ],
          false,
        ) !== null
      );
    });
    expect(obeyed.length).toBeGreaterThan(0);
  });

  it("change nothing of what is asked: the answer is the one without them, in whatever place they stand", async () => {
    const llm = await open();
    for (const text of INJECTIONS)
      for (const c of places(text)) {
        const answer = await llm.ask(prompt, c);
        expect([answer.level, answer.findings], text).toEqual([server.honest, ["chest-pain"]]);
      }
    const [first] = server.asked;
    for (const { body } of server.asked) {
      expect(body.messages[0]).toEqual(first?.body.messages[0]);
      expect(body.messages).toHaveLength(2);
      expect(body.response_format).toEqual(first?.body.response_format);
    }
  });

  it("reach the model whole all the same, as data", () => {
    for (const text of INJECTIONS) {
      const [, user] = messagesFor(prompt, { ...CASE, note: text });
      const inside = /^```json\n([^`\n]*)\n```$/.exec(user?.content ?? "")?.[1] ?? "";
      expect(JSON.parse(inside).case).toMatchObject({
        note: text,
        age_years: 61,
        vital_signs: { heartRate: 118 },
      });
      expect(inside).not.toMatch(/[<>|`]/);
    }
  });

  it("can get no more than one of five levels and findings of the catalogue out of a model that believes data", async () => {
    const llm = await open({ believesData: true, logprobs: true });
    let moved = 0;
    for (const text of INJECTIONS) {
      const { level, findings, probabilities } = await llm.ask(prompt, { ...CASE, note: text });
      expect([1, 2, 3, 4, 5]).toContain(level);
      for (const f of findings) expect(FINDING_KEYS).toContain(f);
      if (probabilities) expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
      if (level !== server.honest) moved++;
    }
    // Such a model is moved: why none of it reaches the bedside.
    expect(moved).toBeGreaterThan(40);
  });
});
