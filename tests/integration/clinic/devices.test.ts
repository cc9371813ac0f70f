import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { refusalsSince, takeCheckOut } from "@/db/queries/device";
import { deviceCheckOut, deviceMessage, deviceReading } from "@/db/schema";
import { HOUR, MINUTE, SECOND } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { checkInDevice, checkOutDevice } from "@/lib/workflows/devices/check-out";
import { keepDevices } from "@/lib/workflows/devices/keep-devices";
import { receiveMessage } from "@/lib/workflows/devices/receive";
import { registerDevice, retire, viewRegistry } from "@/lib/workflows/devices/registry";
import { sortInbox } from "@/lib/workflows/devices/sort-inbox";
import { writeReadings } from "@/lib/workflows/devices/write-readings";
import { freePort } from "@/sandbox/testing";
import { signedIn } from "../support/runtime";
import { type Clinic, codeOf, inEhr, type Open, open, startClinic } from "./support";

let clinic: Clinic;
let admin: Awaited<ReturnType<typeof signedIn>>;
beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES384", { extractable: true });
  const about = { alg: "ES384", kid: "backend" };
  const own = { ...(await exportJWK(privateKey)), ...about };
  const backendKey = { ...(await exportJWK(publicKey)), ...about, use: "sig" };
  const port = await freePort();
  const issuer = `http://localhost:${port}/fhir/r4`;
  const backend = { clientId: "openacuity-backend", privateKeyJwk: own };
  clinic = await startClinic({
    sandbox: { port, backendKey },
    env: {
      SMART_ISSUERS: JSON.stringify([
        { name: "Sandbox", issuer, clientId: "openacuity", allowHttp: true, backend },
      ]),
    },
  });
  admin = await signedIn(clinic.rt, "admin", "device:govern", issuer);
});
afterAll(() => clinic.close());

const register = async (): Promise<string> => {
  const code = `mon-${randomUUID().slice(0, 8)}`;
  await registerDevice(clinic.rt, admin, { code, name: `Monitor ${code}` });
  return code;
};
const visitOf = ({ view, launchId }: Open) => ({ encounterId: view.encounterId, launchId });
const give = (code: string, to: Open, takeOver = false) =>
  checkOutDevice(clinic.rt, to.auth, { ...visitOf(to), code, takeOver });
/** So long passes for whoever is checked out: by the database's clock, which nobody here may set. */
async function passed(ms: number): Promise<void> {
  const ago = sql`${ms} * interval '1 millisecond'`;
  const { checkedOutAt, checkedInAt } = deviceCheckOut;
  await clinic.rt.db
    .update(deviceCheckOut)
    .set({ checkedOutAt: sql`${checkedOutAt} - ${ago}`, checkedInAt: sql`${checkedInAt} - ${ago}` });
}
/** Until the first seconds after a check-out are over. */
const settle = () => passed(15 * SECOND);

type Sent = { readonly agoMs?: number; readonly sequence: number; readonly spo2?: number };
/** A message, measured some time ago; what the gateway made of it. */
const send = (code: string, { agoMs = 0, sequence, spo2 = 91 }: Sent) =>
  receiveMessage(
    clinic.rt,
    `openacuity/devices/${code}/observations`,
    Buffer.from(
      JSON.stringify({
        version: 1,
        sequence,
        measuredAt: new Date(Date.now() - agoMs).toISOString(),
        observations: [
          { code: { system: "urn:iso:std:iso:11073:10101", code: "150456" }, value: spo2, unit: "%" },
        ],
      }),
    ),
  );
const takeOn = async () => {
  await sortInbox(clinic.rt);
  return writeReadings(clinic.rt);
};
const byDevice = (encounter: string) =>
  inEhr(clinic, encounter, "Observation").filter((o) => o.device !== undefined);
/** How often a reason was counted for a device. */
const refused = async (code: string): Promise<Record<string, number>> => {
  const { devices } = await viewRegistry(clinic.rt, admin);
  const id = devices.find((d) => d.code === code)?.id ?? "";
  const rows = (await refusalsSince(clinic.rt.db, [id], "2000-01-01")).filter((r) => r.deviceId === id);
  return Object.fromEntries(rows.map((r) => [r.reason, r.count]));
};

describe("a monitor that is with a patient", () => {
  it("writes a preliminary Observation once, and the patient is assessed anew with it", async () => {
    const code = await register();
    const before = await open(clinic, "nurse1", "enc-001");
    expect((await give(code, before)).devices).toMatchObject([{ code, written: 0 }]);
    await settle();
    expect(await send(code, { sequence: 1, spo2: 84 })).toBe("stored");
    expect(await send(code, { sequence: 1, spo2: 84 })).toBe("doubled");
    expect(await takeOn()).toBe(1);
    const [written, ...more] = byDevice("enc-001");
    expect(more).toEqual([]);
    expect(written).toMatchObject({
      status: "preliminary",
      subject: { reference: "Patient/pat-001" },
      encounter: { reference: "Encounter/enc-001" },
      device: { identifier: { system: "urn:openacuity:device", value: code } },
      valueQuantity: { value: 84, code: "%" },
    });
    const after = await openEncounter(clinic.rt, before.auth, visitOf(before));
    expect(after.vitals.find((v) => v.key === "spo2")?.latest).toMatchObject({ value: 84 });
    expect(after.assessment.id).not.toBe(before.view.assessment.id);

    // Killed between the EHR's answer and our note of it.
    await clinic.rt.db.update(deviceReading).set({ state: "pending" });
    expect(await writeReadings(clinic.rt)).toBe(1);
    expect(byDevice("enc-001")).toHaveLength(1);

    expect(await send("no-such", { sequence: 1 })).toBe("unknown-device");
    const rubbish = Buffer.from("rubbish");
    const topic = `openacuity/devices/${code}/observations`;
    expect(await receiveMessage(clinic.rt, topic, rubbish)).toBe("malformed");
    await send(code, { sequence: 2, agoMs: 20 * MINUTE });
    await send(code, { sequence: 3, spo2: 0 });
    await takeOn();
    expect(await refused(code)).toEqual({ doubled: 1, late: 1, implausible: 1 });
    expect(byDevice("enc-001")).toHaveLength(1);
  });

  it("never writes to a patient it is no longer with, however a message is held up", async () => {
    const code = await register();
    const [first, second] = [
      await open(clinic, "nurse1", "enc-002"),
      await open(clinic, "nurse2", "enc-003"),
    ];
    await give(code, first);
    await passed(MINUTE);
    // Stored and on its way to the first patient, when the device is taken from them.
    await send(code, { sequence: 1, spo2: 81 });
    await sortInbox(clinic.rt);
    // Stored, and not looked at.
    await send(code, { sequence: 2, spo2: 82 });
    await checkInDevice(clinic.rt, first.auth, { ...visitOf(first), code });
    await give(code, second);
    await takeOn();
    await passed(MINUTE);
    // Measured on the first, held up by the broker until after the swap.
    await send(code, { sequence: 3, agoMs: 90 * SECOND, spo2: 83 });
    await send(code, { sequence: 4, spo2: 95 });
    await takeOn();
    await takeOn();
    expect(byDevice("enc-002")).toEqual([]);
    expect(byDevice("enc-003").map((o) => o.valueQuantity)).toMatchObject([{ value: 95 }]);
    expect(await refused(code)).toEqual({ reassigned: 3 });
  });

  it("stays away from the next patient while a reading of the last is being written", async () => {
    const code = await register();
    const [first, second] = [
      await open(clinic, "nurse1", "enc-004"),
      await open(clinic, "nurse2", "enc-005"),
    ];
    await give(code, first);
    const { rt } = clinic;
    const [row] = await rt.db
      .select()
      .from(deviceCheckOut)
      .where(eq(deviceCheckOut.encounterId, first.view.encounterId));
    if (!row) throw new Error("no check-out");
    const lease = newId();
    const take = (by: string) => takeCheckOut(rt.db, row.id, by, 30 * SECOND);
    expect(await take(lease)).toBe(true);
    expect(await take(newId())).toBe(false);
    const why = async (work: Promise<unknown>) =>
      work.then(
        () => null,
        (error: unknown) => (error instanceof AppError ? error.detail.why : error),
      );
    expect(await why(give(code, second))).toBe("elsewhere");
    expect(await why(give(code, second, true))).toBe("being-written");
    await checkInDevice(rt, first.auth, { ...visitOf(first), code });
    // What is under way may be answered; nothing more is sent.
    expect(await take(lease)).toBe(false);
    expect(await why(give(code, second))).toBe("being-written");
    await rt.db.update(deviceCheckOut).set({ leaseUntil: sql`now()` }).where(eq(deviceCheckOut.id, row.id));
    expect((await give(code, second)).devices).toMatchObject([{ code }]);
    const [event] = await listAuditEvents(rt.db, { event: "device.checked-out", limit: 1 });
    expect(event).toMatchObject({ subjectId: second.view.encounterId });
  });

  it("never passes from one patient to the next by the clock of whoever checks it out", async () => {
    const code = await register();
    const [first, second] = [
      await open(clinic, "nurse1", "enc-011"),
      await open(clinic, "nurse2", "enc-012"),
    ];
    await give(code, first);
    await passed(MINUTE);
    // The page's process is a minute behind the one that listens to devices.
    const behind = { ...clinic.rt, clock: () => new Date(clinic.rt.clock().getTime() - MINUTE) };
    await checkOutDevice(behind, second.auth, { ...visitOf(second), code, takeOver: true });
    // Measured on the first patient, and held up on its way.
    expect(await send(code, { sequence: 1, agoMs: 10 * SECOND })).toBe("stored");
    expect(await takeOn()).toBe(0);
    expect([byDevice("enc-011"), byDevice("enc-012")]).toEqual([[], []]);
    expect(await refused(code)).toEqual({ reassigned: 1 });
  });

  it("keeps others off a reading under way whatever their clock says", async () => {
    const code = await register();
    const [first, second] = [
      await open(clinic, "nurse1", "enc-013"),
      await open(clinic, "nurse2", "enc-014"),
    ];
    await give(code, first);
    const [row] = await clinic.rt.db
      .select()
      .from(deviceCheckOut)
      .where(eq(deviceCheckOut.encounterId, first.view.encounterId));
    expect(await takeCheckOut(clinic.rt.db, row?.id ?? "", newId(), 30 * SECOND)).toBe(true);
    const ahead = { ...clinic.rt, clock: () => new Date(clinic.rt.clock().getTime() + MINUTE) };
    const given = checkOutDevice(ahead, second.auth, { ...visitOf(second), code, takeOver: true });
    await expect(given).rejects.toMatchObject({ detail: { why: "being-written" } });
  });

  it("is not believed while its clock is ahead", async () => {
    const code = await register();
    const visit = await open(clinic, "nurse1", "enc-006");
    await give(code, visit);
    await settle();
    await send(code, { sequence: 1, agoMs: -MINUTE });
    await send(code, { sequence: 2 });
    expect(await takeOn()).toBe(0);
    expect(await refused(code)).toEqual({ ahead: 2 });
  });

  it("writes nothing to a visit that the EHR has moved to another patient", async () => {
    const code = await register();
    const visit = await open(clinic, "nurse1", "enc-007");
    await give(code, visit);
    await settle();
    await send(code, { sequence: 1 });
    const { store } = clinic.sandbox;
    const encounter = store.get("Encounter", "enc-007");
    store.put({ ...encounter, subject: { reference: "Patient/pat-008" } } as never, "PUT");
    expect(await takeOn()).toBe(0);
    expect(byDevice("enc-007")).toEqual([]);
    expect(await refused(code)).toEqual({ "wrong-patient": 1 });
  });

  it("waits for an EHR that is away, and then is written once", async () => {
    const code = await register();
    const visit = await open(clinic, "nurse1", "enc-008");
    await give(code, visit);
    await settle();
    await send(code, { sequence: 1 });
    clinic.sandbox.setFault("down");
    expect(await takeOn()).toBe(0);
    clinic.sandbox.setFault("none");
    expect(await writeReadings(clinic.rt)).toBe(0);
    clinic.forward(3 * SECOND);
    expect(await writeReadings(clinic.rt)).toBe(1);
    expect(byDevice("enc-008")).toHaveLength(1);
  });
});

describe("what devices sent and nobody took on", () => {
  it("goes after a day, and is counted", async () => {
    const code = await register();
    const visit = await open(clinic, "nurse1", "enc-010");
    await give(code, visit);
    await settle();
    await send(code, { sequence: 1 });
    await sortInbox(clinic.rt);
    await send(code, { sequence: 2 });
    const later = { db: clinic.rt.db, clock: () => new Date(clinic.rt.clock().getTime() + 25 * HOUR) };
    await keepDevices(later);
    expect(await clinic.rt.db.$count(deviceReading)).toBe(0);
    expect(await clinic.rt.db.$count(deviceMessage)).toBe(0);
    expect(await refused(code)).toEqual({ late: 2 });
  });
});

describe("the registry", () => {
  it("holds a code once, and retires no device that is with a patient", async () => {
    const code = await register();
    const { rt } = clinic;
    expect(await codeOf(registerDevice(rt, admin, { code, name: "Another" }))).toBe("conflict");
    const id = (await viewRegistry(rt, admin)).devices.find((d) => d.code === code)?.id ?? "";
    const visit = await open(clinic, "nurse1", "enc-009");
    await give(code, visit);
    expect(await codeOf(retire(rt, admin, { id }))).toBe("conflict");
    await checkInDevice(rt, visit.auth, { ...visitOf(visit), code });
    await retire(rt, admin, { id });
    expect(await send(code, { sequence: 1 })).toBe("retired");
    expect(await codeOf(give(code, visit))).toBe("not-found");
  });

  it("is one EHR's own", async () => {
    const code = await register();
    const { rt } = clinic;
    const stranger = await signedIn(rt, "admin", "device:govern", "https://other.test/fhir");
    const id = (await viewRegistry(rt, admin)).devices.find((d) => d.code === code)?.id ?? "";
    expect((await viewRegistry(rt, stranger)).devices).toEqual([]);
    expect(await codeOf(retire(rt, stranger, { id }))).toBe("not-found");
  });
});
