import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import type { Prediction } from "@/lib/model/prediction";
import { tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import type { AnsweredBy, Engine } from "./engine";
import { createLadder, type RungEngine } from "./ladder";
import { createOnnxEngine } from "./onnx";
import { furthestApart } from "./remote/parity";
import { createTfjsEngine } from "./tfjs";

const CASE: TriageCase = { id: "1", ageYears: 40 };
const answer = (severity: number): Prediction => ({
  probabilities: [0, 0, 1, 0, 0],
  expectedSeverity: severity,
  level: 3,
  set: [3],
  criticalRisk: null,
});

type Told = {
  fails: AppError | null;
  away: string | null;
  asked: number;
  opened: number;
  cannotOpen: AppError | null;
};
const told = (): Told => ({ fails: null, away: null, asked: 0, opened: 0, cannotOpen: null });

function rung(name: Engine["engine"], t: Told, knows = false) {
  const by: AnsweredBy = { engine: name, device: "cpu", precision: "fp32" };
  const engine: RungEngine = {
    ...by,
    model: { name: "m", version: "1.0.0" },
    policy: "balanced",
    artifactDigest: "d",
    ...(knows ? { away: () => t.away } : {}),
    async predict(cases, asked) {
      t.asked++;
      if (t.away) throw new AppError("model-unavailable", t.away, { userMessage: t.away });
      if (t.fails) throw t.fails;
      asked?.onAnswer?.(by);
      return cases.map(() => answer(name === "remote" ? 1 : name === "onnx" ? 2 : 3));
    },
    async close() {},
  };
  return {
    name,
    open: async () => {
      t.opened++;
      if (t.cannotOpen) throw t.cannotOpen;
      return engine;
    },
  };
}

const broken = (code: "model-unavailable" | "artifact-invalid" = "model-unavailable") =>
  new AppError(code, "it broke");
const severity = async (e: Engine) => (await e.predict([CASE]))[0]?.expectedSeverity;

describe("the ladder of engines", () => {
  it("asks the first, and opens no other", async () => {
    const [a, b] = [told(), told()];
    const ladder = await createLadder([rung("onnx", a), rung("tfjs", b)]);
    expect(await severity(ladder)).toBe(2);
    expect([b.opened, ladder.engine, ladder.standIn]).toEqual([0, "onnx", null]);
  });

  it("goes down a step when one fails, says so and who answered, and up again when it recovers", async () => {
    const [a, b, c] = [told(), told(), told()];
    const ladder = await createLadder([rung("remote", a, true), rung("onnx", b), rung("tfjs", c)]);
    expect(await severity(ladder)).toBe(1);

    a.away = "The remote engine cannot be reached.";
    const who: string[] = [];
    await ladder.predict([CASE], { onAnswer: (by) => who.push(by.engine) });
    expect(who).toEqual(["onnx"]);
    expect([ladder.engine, ladder.standIn]).toEqual(["onnx", { wanted: "remote", why: a.away }]);

    b.fails = broken();
    expect(await severity(ladder)).toBe(3);
    expect(ladder.engine).toBe("tfjs");

    b.fails = null;
    expect(await severity(ladder)).toBe(2);
    a.away = null;
    // What knows by itself that it is back is believed before anybody has asked it.
    expect([ladder.engine, ladder.standIn]).toEqual(["remote", null]);
    expect(await severity(ladder)).toBe(1);
  });

  it("says that one is away before anybody has asked, and what would answer", async () => {
    const [a, b] = [told(), told()];
    const ladder = await createLadder([
      { name: "remote", engine: await rung("remote", a, true).open() },
      { name: "onnx", engine: await rung("onnx", b).open() },
    ]);
    expect([ladder.engine, ladder.standIn]).toEqual(["remote", null]);
    a.away = "The remote engine cannot be reached.";
    expect([ladder.engine, ladder.standIn]).toEqual(["onnx", { wanted: "remote", why: a.away }]);
    expect([a.asked, b.asked]).toEqual([0, 0]);
  });

  it("fails only when every step has: then the rules are left", async () => {
    const [a, b] = [told(), told()];
    const ladder = await createLadder([rung("onnx", a), rung("tfjs", b)]);
    a.fails = b.fails = broken();
    await expect(ladder.predict([CASE])).rejects.toMatchObject({ code: "model-unavailable" });
    a.fails = null;
    expect(await severity(ladder)).toBe(2);
  });

  it("begins lower when the first cannot be opened, and does not open it at every call", async () => {
    const [a, b] = [told(), told()];
    a.cannotOpen = broken();
    const ladder = await createLadder([rung("onnx", a), rung("tfjs", b)]);
    for (let i = 0; i < 5; i++) expect(await severity(ladder)).toBe(3);
    expect([a.opened, b.opened, ladder.engine]).toEqual([1, 1, "tfjs"]);
  });

  it("does not open without any, and at once not with a broken artifact", async () => {
    const [a, b] = [told(), told()];
    a.cannotOpen = b.cannotOpen = broken();
    await expect(createLadder([rung("onnx", a), rung("tfjs", b)])).rejects.toMatchObject({
      code: "model-unavailable",
    });
    a.cannotOpen = broken("artifact-invalid");
    await expect(createLadder([rung("onnx", a), rung("tfjs", told())])).rejects.toMatchObject({
      code: "artifact-invalid",
    });
  });

  it("answers the same, to 1e-4, through TensorFlow.js when ONNX Runtime stops answering", async () => {
    const dir = await tinyArtifact();
    const onnx = await createOnnxEngine(dir);
    const ladder = await createLadder([
      { name: "onnx", open: async () => onnx },
      { name: "tfjs", open: () => createTfjsEngine(dir, { backend: "wasm" }) },
    ]);
    const asked: TriageCase[] = [
      { id: "1", ageYears: 40, chiefComplaint: "chest pain" },
      { id: "2", ageYears: 3 },
    ];
    const before = await ladder.predict(asked);
    await onnx.close();
    const after = await ladder.predict(asked);
    expect(furthestApart(before, after)).toBeLessThan(1e-4);
    expect([ladder.engine, ladder.standIn]).toEqual([
      "tfjs",
      { wanted: "onnx", why: "ONNX Runtime does not answer." },
    ]);
    await ladder.close();
  });

  it("closes what is open, once", async () => {
    const ladder = await createLadder([rung("onnx", told())]);
    await ladder.close();
    await ladder.close();
    await expect(ladder.predict([CASE])).rejects.toMatchObject({ code: "model-unavailable" });
  });
});
