import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DbHandle } from "@/db/client";
import { insertVersion, setChampion } from "@/db/queries/registry";
import { openTestDatabase, testKeys } from "@/db/testing";
import type { Permission } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { parseEnv } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { createLogger } from "@/lib/core/logger";
import { concernKey, concernsOf } from "@/lib/decision/concerns";
import type { Engine } from "@/lib/engine/engine";
import { predictOne } from "@/lib/explain/memory-engine.test-support";
import type { PolicyName } from "@/lib/model/calibration";
import type { Familiarity } from "@/lib/model/familiarity";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { getPrincipal } from "@/lib/workflows/govern/sessions";
import { finishLaunch, startLaunch } from "@/lib/workflows/govern/sign-in";
import type { EngineLoader } from "@/lib/workflows/service/engines";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/workflows/service/runtime";
import type { DecisionInput, PatientView } from "@/lib/workflows/views";
import type { Sandbox, SandboxOptions } from "@/sandbox/server";
import { APP_ORIGIN, TestBrowser, testSandbox } from "@/sandbox/testing";

export const MODEL = { name: "test-model", version: "1.0.0" };
const DIGEST = "d".repeat(64);

/** A hand-written model behind the real engine manager. `broken`: what every answer ends in instead. */
export type TestModel = {
  broken: Error | null;
  asked: number;
  /** What it says of how like its training visits a case is; nothing when absent. */
  familiarity?: (c: TriageCase) => Familiarity;
  /** It is of a time before embeddings had a name. */
  withoutEmbedding?: boolean;
};

/** Under the safety-first policy it suggests one level more urgent. */
export function testEngine(model: TestModel, policy: PolicyName = "balanced"): Engine {
  return {
    engine: "onnx",
    device: "cpu",
    precision: "fp32",
    model: MODEL,
    policy,
    artifactDigest: DIGEST,
    pairDistances: { hundredth: 0.02, tenth: 0.2 },
    async predict(cases, asked = {}) {
      if (model.broken) throw model.broken;
      model.asked += cases.length;
      const urgency = policy === "safety-first" ? 1 : 0;
      return cases.map((c) => {
        const p = predictOne(c);
        return {
          ...p,
          level: Math.max(1, p.level - urgency) as Level,
          ...(model.familiarity && asked.familiarity ? { familiarity: model.familiarity(c) } : {}),
          ...(asked.embedding && !model.withoutEmbedding ? { embedding: placeOf(c) } : {}),
        };
      });
    },
    close: async () => {},
  };
}

/** Where the test model's encoder places a case: by what its score is made of. */
export function placeOf(c: TriageCase): Float32Array {
  const v = c.vitals ?? {};
  const text = `${c.chiefComplaint ?? ""} ${c.note ?? ""}`.toLowerCase();
  return Float32Array.of(
    (c.ageYears - 40) / 40,
    ((v.heartRate ?? 80) - 80) / 25,
    (97 - (v.spo2 ?? 97)) / 4,
    /chest|heart/.test(text) ? 2 : 0,
    /fall|fell|cut|lac|twist|inj/.test(text) ? 2 : 0,
    1,
  );
}

export type Clinic = {
  readonly sandbox: Sandbox;
  readonly rt: Runtime;
  readonly model: TestModel;
  /** Every line logged so far. */
  readonly log: string[];
  /** Moves the app's clock; the EHR keeps its own. */
  forward(ms: number): void;
  close(): Promise<void>;
};

export type ClinicOptions = {
  readonly sandbox?: Partial<SandboxOptions>;
  readonly env?: Readonly<Record<string, string>>;
  /** No model version registered: rules only. */
  readonly withoutModel?: boolean;
  readonly loadEngine?: EngineLoader;
  readonly handle?: DbHandle;
};

/** The real EHR sandbox and the real runtime on a database of its own, with a model small enough to know by heart. */
export async function startClinic(options: ClinicOptions = {}): Promise<Clinic> {
  const dir = await mkdtemp(join(tmpdir(), "clinic-"));
  const sandbox = await testSandbox(options.sandbox);
  const handle = options.handle ?? (await openTestDatabase());
  const log: string[] = [];
  const model: TestModel = { broken: null, asked: 0 };
  if (!options.withoutModel) await registerTestModel(handle, dir);
  let offset = 0;
  const rt = await createRuntime(environment(sandbox, dir, options.env), {
    handle,
    clock: () => new Date(Date.now() + offset),
    logger: createLogger("debug", { write: (line: string) => void log.push(line) }),
    loadEngine: options.loadEngine ?? (async (_dir, policy) => testEngine(model, policy)),
    queueTiming: { heartbeatSeconds: 10, superviseSeconds: 1, pollSeconds: 0.5 },
  });
  return {
    sandbox,
    rt,
    model,
    log,
    forward: (ms) => {
      offset += ms;
    },
    async close() {
      await closeRuntime(rt);
      await sandbox.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export const environment = (sandbox: Sandbox, dir: string, more: Readonly<Record<string, string>> = {}) =>
  parseEnv({
    DATA_DIR: dir,
    APP_ORIGIN,
    NEXTAUTH_SECRET: randomUUID() + randomUUID(),
    DATA_KEYS: testKeys.keys.map((k) => `${k.id}:${k.key.toString("base64")}`).join(","),
    SMART_ISSUERS: JSON.stringify([
      { name: "Sandbox", issuer: sandbox.fhirBaseUrl, clientId: "openacuity", allowHttp: true },
    ]),
    MODEL_DIR: join(dir, "no-model"),
    SANDBOX: "true",
    // Long: on a busy machine the sandbox takes its time too. Tests of an EHR that is too slow set their own.
    EHR_TIMEOUT_MS: "30000",
    // Decisions go to the EHR at once, but where taking them back is what is tested.
    UNDO_SECONDS: "0",
    LOG_LEVEL: "debug",
    ...more,
  });

/** In a folder of its own: what else is written beside it (anchors of the audit log) would count as another model. */
export async function registerTestModel(handle: DbHandle, dir: string): Promise<void> {
  const now = new Date();
  const artifactDir = join(dir, "test-model");
  await mkdir(artifactDir, { recursive: true });
  await insertVersion(handle.db, {
    ...MODEL,
    status: "champion",
    artifactDir,
    digest: DIGEST,
    metrics: [{ dataset: "a test set", cases: 1200, figures: [{ name: "accuracy", value: 0.5 }] }],
    trainedOn: "nothing",
    lineage: {},
    createdAt: now,
    createdBy: "test",
  });
  await setChampion(handle.db, MODEL.version, null, "test", now);
}

export type SignedIn = {
  readonly sessionId: string;
  readonly launchId: string;
  readonly redirectTo: string;
  /** Our id of the launch's visit. */
  readonly encounterId: string;
};

/** A launch from the EHR's own button for one visit ("enc-001"), or with none a sign-in on the EHR's page. */
export async function launch(
  { rt, sandbox }: Pick<Clinic, "rt" | "sandbox">,
  user: string,
  encounter: string | null = null,
  currentSessionId: string | null = null,
): Promise<SignedIn> {
  const requestId = randomUUID();
  const token = encounter ? sandbox.createLaunch({ user, encounter }).launch : null;
  const started = await startLaunch(rt, { iss: sandbox.fhirBaseUrl, launch: token, requestId });
  const browser = new TestBrowser();
  let page = await browser.go(started.redirectUrl);
  if (page.url.includes("/interaction/"))
    page = await browser.go(page.url, { method: "POST", body: new URLSearchParams({ user }) });
  const done = await finishLaunch(rt, {
    callbackUrl: page.url,
    binding: started.binding,
    currentSessionId,
    requestId,
  });
  return { ...done, encounterId: /\/encounters\/([^?]+)/.exec(done.redirectTo)?.[1] ?? "" };
}

export async function as(
  rt: Runtime,
  sessionId: string,
  permission: Permission = "decision:write",
): Promise<Authorized> {
  const principal = await getPrincipal(rt, sessionId);
  if (!principal) throw new Error("the session is over");
  return { principal, permission, requestId: randomUUID() };
}

export type Open = { readonly auth: Authorized; readonly view: PatientView; readonly launchId: string };

/** A nurse launches a visit and looks at it. */
export async function open(clinic: Clinic, user: string, encounter: string): Promise<Open> {
  const { sessionId, launchId, encounterId } = await launch(clinic, user, encounter);
  const auth = await as(clinic.rt, sessionId);
  return { auth, launchId, view: await openEncounter(clinic.rt, auth, { encounterId, launchId }) };
}

/** The gesture that accepts what a page shows, or assigns 3 where it shows nothing. */
export const gesture = (view: PatientView, change: Partial<DecisionInput> = {}): DecisionInput => ({
  requestId: randomUUID(),
  encounterId: view.encounterId,
  launchId: view.launchId,
  assessmentId: view.assessment.id,
  contextVersion: view.contextVersion,
  identityVersion: view.identityVersion,
  supersedes: view.decision?.id ?? null,
  kind: view.assessment.level === null ? "assign" : "accept",
  level: view.assessment.level ?? 3,
  ...change,
});

/** An override, to the neighbouring level unless told; what speaks against it is confirmed. */
export const override = (view: PatientView, change: Partial<DecisionInput> = {}): DecisionInput => {
  const level =
    change.level ?? (view.assessment.level === 1 ? 2 : (((view.assessment.level ?? 3) - 1) as 1 | 2 | 3 | 4));
  const { level: shown, floor } = view.assessment;
  const confirmed = concernsOf(level, shown, floor).map(concernKey);
  return gesture(view, { kind: "override", level, reason: "looks-sicker", confirmed, ...change });
};

/** The code of the AppError a call ends in; fails when it succeeds. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  throw new Error("expected a refusal");
}

type Chart = { readonly resourceType: string; readonly id: string; readonly [key: string]: unknown };

/** What the EHR holds about a visit. */
export const inEhr = ({ sandbox }: Pick<Clinic, "sandbox">, encounter: string, type: string): Chart[] =>
  [...sandbox.store.about([`Encounter/${encounter}`], type)] as unknown as Chart[];

export const levelsInEhr = (clinic: Pick<Clinic, "sandbox">, encounter: string): Chart[] =>
  inEhr(clinic, encounter, "Observation").filter((o) => JSON.stringify(o.code).includes("75636-1"));

/** New vital signs at the bedside. */
export function measure(
  { sandbox }: Pick<Clinic, "sandbox">,
  encounter: string,
  loinc: string,
  value: number,
  code: string,
): void {
  const visit = sandbox.store.get("Encounter", encounter) as unknown as { subject: { reference: string } };
  sandbox.store.put(
    {
      resourceType: "Observation",
      id: randomUUID(),
      status: "final",
      code: { coding: [{ system: "http://loinc.org", code: loinc }] },
      subject: visit.subject,
      encounter: { reference: `Encounter/${encounter}` },
      effectiveDateTime: new Date().toISOString(),
      valueQuantity: { value, unit: code, system: "http://unitsofmeasure.org", code },
    } as never,
    "POST",
  );
}
