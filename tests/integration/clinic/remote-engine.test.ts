import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findAssessment } from "@/db/queries/assessment";
import { parseEnv } from "@/lib/core/env";
import { explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { assessQuick } from "@/lib/workflows/clinic/quick-triage";
import { collectMetrics } from "@/lib/workflows/service/collect-metrics";
import { getHealth } from "@/lib/workflows/service/health";
import { loadServingEngine } from "@/lib/workflows/service/load-engine";
import { freePort } from "@/sandbox/testing";
import { type Clinic, open, startClinic } from "./support";

const SHIPPED = resolve("models/openacuity-triage");
const TOKEN = "a-token-nobody-may-read";

let port: number;
let server: ChildProcess;
let clinic: Clinic;
/** Whether there is load; a test that fails ends its own. */
let under = false;
afterEach(() => {
  under = false;
});

async function startServer(): Promise<ChildProcess> {
  const options = { artifactDir: SHIPPED, port, token: TOKEN, binary: true };
  const script = "lib/engine/remote/testing/serve.ts";
  const child = spawn(process.execPath, ["--import", "tsx", script, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), "line");
  return child;
}

beforeAll(async () => {
  port = await freePort();
  server = await startServer();
  const settings = {
    ENGINE: "remote",
    REMOTE_ENGINE_URL: `http://127.0.0.1:${port}`,
    REMOTE_ENGINE_TOKEN: TOKEN,
    REMOTE_ENGINE_TIMEOUT_MS: "3000",
    MODEL_DIR: SHIPPED,
  };
  const env = parseEnv({
    NEXTAUTH_SECRET: "test".repeat(10),
    DATA_KEYS: `test:${Buffer.alloc(32, 3).toString("base64")}`,
    ...settings,
  });
  clinic = await startClinic({ withoutModel: true, env: settings, loadEngine: loadServingEngine(env) });
});
afterAll(async () => {
  server.kill("SIGKILL");
  await clinic.close();
});

const serving = async () => {
  const state = await clinic.rt.engines.state();
  return state.state === "ready" ? state.engine : "rules";
};
const figure = async (reason: string) =>
  new RegExp(`^openacuity_degraded{reason="${reason}"} (\\d)$`, "m").exec(
    (await collectMetrics(clinic.rt)).body,
  )?.[1];

describe("a remote engine in the clinic", () => {
  it("answers and explains, and the assessment says who did", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-001");
    expect(await findAssessment(rt.db, view.assessment.id)).toMatchObject({
      engine: "remote",
      device: "http",
    });
    const explained = await explainAssessment(rt, auth, { ...view, assessmentId: view.assessment.id });
    expect(explained.explanation?.additivityResidual).toBeLessThan(1e-4);
    expect((await getHealth(rt)).checks).toMatchObject({ model: { ok: true }, engine: { ok: true } });
    expect(await figure("engine")).toBe("0");
  });

  it("is killed under load, and no request fails; it is seen, and used again once it is back", async () => {
    const { rt } = clinic;
    const { auth } = await open(clinic, "nurse1", "enc-002");
    under = true;
    let answered = 0;
    const failed: (string | null)[] = [];
    const load = Array.from({ length: 16 }, async (_, who) => {
      for (let n = 0; under; n++) {
        const answer = await assessQuick(rt, auth, {
          ageYears: 18 + who,
          chiefComplaint: n % 2 ? "abdominal pain" : "chest pain",
          vitals: { heartRate: 70 + (n % 40), spo2: 97 },
        });
        if (answer.modelLevel === null) failed.push(answer.why);
        answered++;
      }
    });
    await expect.poll(() => answered, { timeout: 30_000 }).toBeGreaterThan(50);
    expect(await serving()).toBe("remote");
    server.kill("SIGKILL");
    await once(server, "exit");
    const before = answered;
    await expect.poll(serving, { timeout: 30_000 }).toBe("onnx");
    await expect.poll(() => answered, { timeout: 30_000 }).toBeGreaterThan(before + 50);

    const health = await getHealth(rt);
    expect(health.status).toBe("degraded");
    expect(health.checks.engine.why).toMatch(/cannot be reached.*through onnx instead/);
    expect(health.checks.model.ok).toBe(true);
    expect(await figure("engine")).toBe("1");
    const { view } = await open(clinic, "nurse1", "enc-003");
    expect(await findAssessment(rt.db, view.assessment.id)).toMatchObject({ engine: "onnx", device: "cpu" });

    server = await startServer();
    await expect.poll(serving, { timeout: 60_000 }).toBe("remote");
    const back = answered;
    await expect.poll(() => answered, { timeout: 30_000 }).toBeGreaterThan(back + 20);
    under = false;
    await Promise.all(load);
    expect(failed).toEqual([]);
    expect((await getHealth(rt)).checks.engine).toEqual({ ok: true, why: null });
    console.log(`remote engine killed under load: ${answered} answers, none failed`);
  });

  it("hangs under load, and no request fails", async () => {
    const { rt } = clinic;
    const { auth } = await open(clinic, "nurse1", "enc-004");
    expect(await serving()).toBe("remote");
    server.kill("SIGSTOP");
    try {
      const answers = await Promise.all(
        Array.from({ length: 24 }, (_, who) =>
          assessQuick(rt, auth, { ageYears: 20 + who, vitals: { heartRate: 88 } }),
        ),
      );
      expect(answers.filter((a) => a.modelLevel === null)).toEqual([]);
      for (let i = 0; i < 2; i++)
        await assessQuick(rt, auth, { ageYears: 60, vitals: { heartRate: 90 + i } });
      expect((await getHealth(rt)).checks.engine.why).toMatch(/takes too long.*through onnx instead/);
    } finally {
      server.kill("SIGCONT");
    }
    await expect.poll(serving, { timeout: 60_000 }).toBe("remote");
  });

  it("leaves no token and nothing of a patient in the log", () => {
    const log = clinic.log.join("\n");
    expect(log).toMatch(/another engine answers in the place of the one wanted/);
    expect(log).not.toContain(TOKEN);
    expect(log).not.toMatch(/chest pain|abdominal pain/i);
  });
});
