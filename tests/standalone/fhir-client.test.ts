import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type SmartIssuer, smartIssuerSchema } from "@/lib/auth/issuers";
import {
  beginLaunch,
  type CompletedLaunch,
  finishLaunch,
  refreshTokens,
  revokeTokens,
} from "@/lib/auth/smart";
import { createFhirClient, type FhirClient } from "@/lib/fhir/client";
import { findOpenEmergencyVisit } from "@/lib/fhir/find-visit";
import { listEmergencyEncounters, readPatientContext, readVisitHead } from "@/lib/fhir/read-patient";
import { buildWriteBack, sendWriteBack, type WriteBackInput } from "@/lib/fhir/write-back";
import { waiting } from "@/sandbox/patients/simulation";
import type { Sandbox } from "@/sandbox/server";
import { CALLBACK, TestBrowser, testSandbox } from "@/sandbox/testing";

/** The whole client against the sandbox EHR: real launches, real tokens, real FHIR over HTTP. */
let sandbox: Sandbox;
let issuer: SmartIssuer;
/** Two people who have been seen, and have vital signs. */
let firstVisit: string;
let secondVisit: string;
beforeAll(async () => {
  sandbox = await testSandbox();
  issuer = smartIssuerSchema.parse({
    name: "Sandbox",
    issuer: sandbox.fhirBaseUrl,
    clientId: "openacuity",
    allowHttp: true,
  });
  const seen = waiting(sandbox.store).filter((e) => e.status === "triaged");
  [firstVisit, secondVisit] = seen.map((e) => e.id) as [string, string];
}, 60_000);
afterAll(() => sandbox?.close());
beforeEach(() => sandbox.setFault("none"));

const now = () => new Date();

async function launch(
  user: string,
  encounter: string,
  browser = new TestBrowser(),
): Promise<CompletedLaunch> {
  const { launch: token } = sandbox.createLaunch({ user, encounter });
  const { authorizationUrl, pending } = await beginLaunch({ issuer, launch: token, redirectUri: CALLBACK });
  const { url } = await browser.go(authorizationUrl);
  return finishLaunch(issuer, pending, url, now());
}

type Session = { readonly client: FhirClient; readonly requests: string[]; launch: CompletedLaunch };
function session(launched: CompletedLaunch, timeoutMs = 5_000): Session {
  const requests: string[] = [];
  const current = { launch: launched, requests } as {
    launch: CompletedLaunch;
    requests: string[];
    client: FhirClient;
  };
  current.client = createFhirClient({
    issuer: sandbox.fhirBaseUrl,
    timeoutMs,
    accessToken: async (fresh) => {
      if (fresh) {
        const tokens = await refreshTokens(issuer, current.launch.tokens, now());
        current.launch = { ...current.launch, tokens };
      }
      return current.launch.tokens.accessToken;
    },
    observe: (resource, outcome) => void requests.push(`${resource} ${outcome}`),
  });
  return current;
}
const signIn = async (user = "nurse1", encounter = firstVisit) => session(await launch(user, encounter));

describe("launching from the sandbox", () => {
  it("says who, which patient and which visit", async () => {
    const { client, launch: launched } = await signIn("nurse1", firstVisit);
    expect(launched).toMatchObject({
      encounterId: firstVisit,
      subject: "nurse1",
      fhirUser: "Practitioner/prac-nurse1",
      name: expect.stringMatching(/Nurse One/),
    });
    const head = await readVisitHead(client, { encounterId: firstVisit }, new Date());
    expect(head.patient.id).toBe(launched.patientId);
    expect(await findOpenEmergencyVisit(client, launched.patientId ?? "")).toBe(firstVisit);
  });

  it("keeps two launches in one browser apart", async () => {
    const browser = new TestBrowser();
    const a = await launch("nurse1", firstVisit, browser);
    const b = await launch("nurse2", secondVisit, browser);
    expect([a.subject, a.encounterId, b.subject, b.encounterId]).toEqual([
      "nurse1",
      firstVisit,
      "nurse2",
      secondVisit,
    ]);
    expect(a.patientId).not.toBe(b.patientId);
  });

  it("renews a token that was taken away, once, in the middle of work", async () => {
    const nurse = await signIn();
    sandbox.setFault("expire-tokens");
    await expect(nurse.client.read("Encounter", firstVisit)).resolves.toMatchObject({ id: firstVisit });
    expect(nurse.requests).toEqual(["Encounter 401", "Encounter ok"]);
  });

  it("ends when its tokens are given back", async () => {
    const nurse = await signIn();
    await revokeTokens(issuer, nurse.launch.tokens);
    await expect(nurse.client.read("Encounter", firstVisit)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });
});

describe("reading the sandbox", () => {
  it("lists everybody who waits, each as their own page shows them", async () => {
    const { client } = await signIn();
    const waiting = await listEmergencyEncounters(client, now());
    expect(waiting.length).toBeGreaterThanOrEqual(60);
    expect(new Set(waiting.map((c) => c.encounter.id)).size).toBe(waiting.length);
    for (const context of waiting) {
      expect(context.encounter.classCode).toBe("EMER");
      const alone = await readPatientContext(client, { encounterId: context.encounter.id }, now());
      expect(alone.version, context.encounter.id).toBe(context.version);
    }
    // Odd records are part of it: each kind is found, and said.
    const codes = new Set(waiting.flatMap((c) => c.problems.map((p) => p.code)));
    for (const code of [
      "entered-in-error",
      "future-timestamp",
      "missing-birth-date",
      "missing-complaint",
      "merged-patient",
    ])
      expect(codes).toContain(code);
    expect(waiting.some((c) => c.readings.some((r) => r.ucum === "[degF]"))).toBe(true);
    expect(waiting.filter((c) => c.triageNote !== null).length).toBeGreaterThan(40);
    expect(waiting.filter((c) => c.chiefComplaint !== null).length).toBeGreaterThan(50);
    expect(waiting.filter((c) => c.encounter.arrivalMode === "unknown")).toEqual([]);
    expect(waiting.every((c) => c.patient.raceEthnicity !== null)).toBe(true);
  });

  it("refuses a visit that is not the launch's patient's", async () => {
    const { client, launch: launched } = await signIn("nurse1", firstVisit);
    await expect(
      readPatientContext(client, { encounterId: secondVisit, expectedPatientId: launched.patientId }, now()),
    ).rejects.toMatchObject({ code: "wrong-patient" });
  });

  it.each([
    ["down", "ehr-unavailable"],
    ["error500", "ehr-unavailable"],
    ["not-json", "ehr-malformed"],
  ] as const)("with the EHR %s the board is an error: %s", async (fault, code) => {
    const { client } = await signIn();
    sandbox.setFault(fault);
    await expect(listEmergencyEncounters(client, now())).rejects.toMatchObject({ code });
  });

  it("with an EHR too slow it gives up in time", async () => {
    const { client } = session(await launch("nurse1", firstVisit), 150);
    sandbox.setFault("slow", 60_000);
    const started = performance.now();
    await expect(listEmergencyEncounters(client, now())).rejects.toMatchObject({ code: "ehr-unavailable" });
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it("with every third resource spoilt nobody is lost, and it is said", async () => {
    const { client } = await signIn();
    const before = await listEmergencyEncounters(client, now());
    sandbox.setFault("malformed");
    const after = await listEmergencyEncounters(client, now());
    expect(after.map((c) => c.encounter.id).sort()).toEqual(before.map((c) => c.encounter.id).sort());
    const alone = await readPatientContext(client, { encounterId: firstVisit }, now());
    expect(alone.problems.map((p) => p.code)).toContain("unreadable-resource");
  });
});

describe("writing to the sandbox", () => {
  const decision = (launched: CompletedLaunch, over: Partial<WriteBackInput> = {}): WriteBackInput => ({
    decisionId: crypto.randomUUID(),
    patientId: launched.patientId ?? "",
    encounterId: launched.encounterId ?? "",
    practitioner: launched.fhirUser,
    practitionerName: launched.name ?? "",
    level: 2,
    kind: "override",
    reasonText: "Looks sicker than the numbers",
    decidedAt: now().toISOString(),
    suggestion: {
      level: 3,
      probabilities: [0.05, 0.3, 0.5, 0.1, 0.05],
      model: { name: "triage", version: "1.0.0+test&x=1" },
      madeAt: now().toISOString(),
      floorReasons: [],
    },
    basis: [],
    ...over,
  });
  const count = (type: string) => [...sandbox.store.all(type)].length;
  const counts = () => ["Device", "RiskAssessment", "Observation", "Provenance"].map(count);

  it("writes a decision once, however often it is sent", async () => {
    const nurse = await signIn();
    const [reading] = (await readPatientContext(nurse.client, { encounterId: firstVisit }, now())).readings;
    const input = decision(nurse.launch, { basis: reading ? [reading.reference] : [] });
    const before = counts();
    const refs = await sendWriteBack(nurse.client, buildWriteBack(input));
    expect(refs.map((r) => r.split("/")[0])).toEqual([
      "Device",
      "RiskAssessment",
      "Observation",
      "Provenance",
    ]);
    expect(await sendWriteBack(nurse.client, buildWriteBack(input))).toEqual(refs);
    expect(counts()).toEqual(before.map((n) => n + 1));
    const observation = await nurse.client.read("Observation", refs[2]?.split("/")[1] ?? "");
    expect(observation).toMatchObject({
      subject: { reference: `Patient/${nurse.launch.patientId}` },
      valueCodeableConcept: { text: "ESI level 2" },
    });
    const provenance = await nurse.client.read("Provenance", refs[3]?.split("/")[1] ?? "");
    expect(provenance).toMatchObject({
      target: [{ reference: refs[2] }],
      entity: [{ what: { reference: refs[1] } }],
    });
  });

  it("another decision with the same model shares its device", async () => {
    const nurse = await signIn();
    await sendWriteBack(nurse.client, buildWriteBack(decision(nurse.launch)));
    const before = counts();
    await sendWriteBack(nurse.client, buildWriteBack(decision(nurse.launch)));
    expect(counts()).toEqual(before.map((n, i) => (i === 0 ? n : n + 1)));
  });

  it("leaves nothing behind when one resource is refused", async () => {
    const nurse = await signIn();
    const other = await launch("nurse1", secondVisit);
    const before = counts();
    const mixed = decision(nurse.launch, { encounterId: other.encounterId ?? "" });
    await expect(sendWriteBack(nurse.client, buildWriteBack(mixed))).rejects.toMatchObject({
      code: "ehr-refused",
    });
    expect(counts()).toEqual(before);
  });

  it("an auditor cannot", async () => {
    const auditor = await signIn("auditor");
    await expect(
      sendWriteBack(auditor.client, buildWriteBack(decision(auditor.launch))),
    ).rejects.toMatchObject({
      code: "ehr-refused",
    });
  });

  it("its level is not mistaken for a measurement", async () => {
    const nurse = await signIn();
    const before = await readPatientContext(nurse.client, { encounterId: firstVisit }, now());
    await sendWriteBack(nurse.client, buildWriteBack(decision(nurse.launch)));
    const after = await readPatientContext(nurse.client, { encounterId: firstVisit }, now());
    expect(after.readings.filter((r) => r.loinc.includes("75636-1"))).toEqual([]);
    expect(after.version).toBe(before.version);
  });
});

describe("a crowded department", () => {
  it("of 200 patients is read in few requests", async () => {
    const nurse = await signIn();
    await sandbox.advance(200 - waiting(sandbox.store).length);
    const contexts = await listEmergencyEncounters(nurse.client, now());
    expect(contexts).toHaveLength(200);
    // Three statuses, then for each 25 patients nine sections, of which the measurements may take a second page.
    expect(nurse.requests.length).toBeLessThanOrEqual(3 + 10 * 8);
  });
});
