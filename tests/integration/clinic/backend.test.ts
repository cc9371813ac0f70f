import { exportJWK, generateKeyPair, type JWK } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { findDecision } from "@/db/queries/decision";
import { emptyGrant, sessionGrants } from "@/db/queries/identity";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { handleWriteBack } from "@/lib/workflows/clinic/write-back";
import { freePort } from "@/sandbox/testing";
import { type Clinic, gesture, inEhr, launch, levelsInEhr, open, startClinic } from "./support";

const keyPair = async (): Promise<{ own: JWK; known: JWK }> => {
  const { privateKey, publicKey } = await generateKeyPair("ES384", { extractable: true });
  const about = { alg: "ES384", kid: "backend" };
  return {
    own: { ...(await exportJWK(privateKey)), ...about },
    known: { ...(await exportJWK(publicKey)), ...about, use: "sig" },
  };
};

/** A clinic whose EHR knows the product by `known`, while the product signs with `own`. */
async function clinicWith(own: JWK, known: JWK): Promise<Clinic> {
  const port = await freePort();
  const issuers = [
    {
      name: "Sandbox",
      issuer: `http://localhost:${port}/fhir/r4`,
      clientId: "openacuity",
      allowHttp: true,
      backend: { clientId: "openacuity-backend", privateKeyJwk: own },
    },
  ];
  return startClinic({
    sandbox: { port, backendKey: known },
    env: { SMART_ISSUERS: JSON.stringify(issuers) },
  });
}

/** Decides, and takes away every launch of whoever decided. */
async function decideAndLeave(clinic: Clinic, encounter: string) {
  const { rt } = clinic;
  const { auth, view } = await open(clinic, "nurse1", encounter);
  const decision = await recordDecision(rt, auth, gesture(view));
  for (const grant of await sessionGrants(rt.db, auth.principal.sessionId))
    await emptyGrant(rt.db, grant.id, rt.clock());
  return { auth, decision };
}

const stateOf = async ({ rt }: Clinic, id: string) => (await findDecision(rt.db, id))?.writeBack;

describe("an EHR that knows the product as a client of its own", () => {
  let clinic: Clinic;
  beforeAll(async () => {
    const { own, known } = await keyPair();
    clinic = await clinicWith(own, known);
  });
  afterAll(() => clinic.close());

  it("gets a decision whose author's launch has ended, with the author's name and in the product's own", async () => {
    const { decision } = await decideAndLeave(clinic, "enc-001");
    await handleWriteBack(clinic.rt, decision.id);
    expect(await stateOf(clinic, decision.id)).toMatchObject({ state: "written", lastErrorCode: null });
    const [level, ...more] = levelsInEhr(clinic, "enc-001");
    expect(more).toEqual([]);
    expect(level?.performer).toMatchObject([{ reference: "Practitioner/prac-nurse1" }]);
    const [event] = await listAuditEvents(clinic.rt.db, { event: "writeback.written", limit: 1 });
    expect(event).toMatchObject({ subjectId: decision.id, detail: { as: "product" } });
  });

  it("is written to by the author while their launch is good", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-002");
    const decision = await recordDecision(rt, auth, gesture(view));
    await handleWriteBack(rt, decision.id);
    const [event] = await listAuditEvents(rt.db, { event: "writeback.written", limit: 1 });
    expect(event?.subjectId).toBe(decision.id);
    expect(event?.detail).not.toHaveProperty("as");
  });

  it("is still asked whose visit it is, and a moved one is written nowhere", async () => {
    const { decision } = await decideAndLeave(clinic, "enc-003");
    const { store } = clinic.sandbox;
    const encounter = store.get("Encounter", "enc-003");
    if (!encounter) throw new Error("no such visit");
    store.put({ ...encounter, subject: { reference: "Patient/pat-004" } } as never, "PUT");
    await handleWriteBack(clinic.rt, decision.id);
    expect(await stateOf(clinic, decision.id)).toMatchObject({
      state: "failed",
      lastErrorCode: "wrong-patient",
    });
    expect(inEhr(clinic, "enc-003", "RiskAssessment")).toEqual([]);
  });

  it("renews the product's token when the EHR turns it down", async () => {
    const { decision } = await decideAndLeave(clinic, "enc-005");
    clinic.sandbox.setFault("expire-tokens");
    await handleWriteBack(clinic.rt, decision.id);
    expect(await stateOf(clinic, decision.id)).toMatchObject({ state: "written" });
  });
});

describe("an EHR that holds another key of the product", () => {
  let clinic: Clinic;
  beforeAll(async () => {
    const [mine, another] = [await keyPair(), await keyPair()];
    clinic = await clinicWith(mine.own, another.known);
  });
  afterAll(() => clinic.close());

  it("lets it in nowhere: the decision waits for its author's next launch", async () => {
    const { decision } = await decideAndLeave(clinic, "enc-001");
    await handleWriteBack(clinic.rt, decision.id);
    expect(await stateOf(clinic, decision.id)).toMatchObject({
      state: "pending",
      lastErrorCode: "unauthenticated",
    });
    expect(levelsInEhr(clinic, "enc-001")).toEqual([]);
    await launch(clinic, "nurse1");
    await handleWriteBack(clinic.rt, decision.id);
    expect(await stateOf(clinic, decision.id)).toMatchObject({ state: "written" });
  });
});
