import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { quickTriage } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import type { QuickCase, QuickInput } from "@/lib/decision/quick";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { assessQuick, listQuick, matchQuick, recordQuick } from "@/lib/workflows/clinic/quick-triage";
import { AUDIT_LOCK } from "@/lib/workflows/govern/audit-keys";
import { severalConnections, stopAt } from "../support/stop-at";
import { type Clinic, codeOf, levelsInEhr, open, startClinic } from "./support";

let clinic: Clinic;
let auth: Authorized;
let patient: Awaited<ReturnType<typeof open>>["view"];
beforeAll(async () => {
  clinic = await startClinic();
  const seen = await open(clinic, "nurse1", "enc-001");
  auth = seen.auth;
  patient = seen.view;
});
afterAll(() => clinic.close());

const known = (): QuickCase => ({
  ageYears: patient.banner.ageYears ?? 40,
  sex: patient.banner.sex,
  chiefComplaint: "chest pain",
  vitals: { heartRate: 90 },
});
async function input(change: Partial<QuickInput> = {}): Promise<QuickInput> {
  const c = change.case ?? known();
  const { level } = await assessQuick(clinic.rt, auth, c);
  return {
    requestId: randomUUID(),
    who: "Man in a red coat",
    case: c,
    level: level ?? 3,
    shownLevel: level,
    ...change,
  };
}
const stored = () => clinic.rt.db.select().from(quickTriage);

describe("triage of somebody the EHR does not know", () => {
  it("is suggested by model and rules, and by the rules alone where the age is not known", async () => {
    const answer = await assessQuick(clinic.rt, auth, known());
    expect(answer).toMatchObject({ modelVersion: "1.0.0", why: null });
    expect(answer.level).not.toBeNull();
    const dying = await assessQuick(clinic.rt, auth, { vitals: { spo2: 70 } });
    expect(dying).toMatchObject({ level: 1, modelLevel: null });
    expect(dying.why).toMatch(/age is not known/);
    clinic.model.broken = new Error("out of order");
    const rules = await assessQuick(clinic.rt, auth, { ...known(), vitals: { spo2: 70 } });
    clinic.model.broken = null;
    expect(rules).toMatchObject({ level: 1, modelLevel: null, modelVersion: null });
  });

  it("is recorded once a gesture, sealed, on record, and not written to the EHR", async () => {
    const gesture = await input();
    const first = await recordQuick(clinic.rt, auth, gesture);
    expect(await recordQuick(clinic.rt, auth, gesture)).toEqual(first);
    expect(await codeOf(recordQuick(clinic.rt, auth, { ...gesture, who: "Another" }))).toBe("conflict");
    expect(await stored()).toHaveLength(1);
    const raw = await clinic.rt.handle.exec("select * from quick_triage");
    expect(JSON.stringify(raw.rows)).not.toMatch(/red coat|chest pain/);
    expect(await listQuick(clinic.rt, auth)).toEqual([first]);
    const events = await listAuditEvents(clinic.rt.db, { event: "quick.recorded", limit: 9 });
    expect(events).toHaveLength(1);
    expect(JSON.stringify(events)).not.toMatch(/red coat|chest pain/);
    expect(levelsInEhr(clinic, "enc-001")).toEqual([]);
  });

  it.skipIf(!severalConnections)(
    "sent again with another level before the first was answered is not taken for it (needs PostgreSQL)",
    async () => {
      const { rt } = clinic;
      const gesture = await input({ who: "Boy with a dog", case: { chiefComplaint: "bite" }, level: 3 });
      expect(gesture.shownLevel).toBeNull();
      const stop = await stopAt(rt, sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`);
      const first = recordQuick(rt, auth, gesture);
      await stop.whenWaiting(1);
      const again = recordQuick(rt, auth, gesture);
      await stop.whenWaiting(2);
      const changed = codeOf(recordQuick(rt, auth, { ...gesture, level: 2 }));
      await stop.whenWaiting(3);
      await stop.go();
      expect(await again).toEqual(await first);
      expect(await changed).toBe("conflict");
      expect((await listQuick(rt, auth)).filter((q) => q.who === "Boy with a dog")).toMatchObject([
        { level: 3 },
      ]);
      await rt.db.delete(quickTriage).where(eq(quickTriage.requestId, gesture.requestId));
    },
  );

  it("is refused without a name, without a reason for another level, and on another suggestion than shown", async () => {
    const before = (await stored()).length;
    expect(await codeOf(recordQuick(clinic.rt, auth, await input({ who: "  " })))).toBe("invalid-input");
    const { shownLevel } = await input();
    const other = shownLevel === 1 ? 2 : 1;
    expect(await codeOf(recordQuick(clinic.rt, auth, await input({ level: other })))).toBe("invalid-input");
    expect(await codeOf(recordQuick(clinic.rt, auth, await input({ level: other, shownLevel: other })))).toBe(
      "stale-view",
    );
    expect(await stored()).toHaveLength(before);
  });

  it("becomes part of a visit only by that visit's own number, sex and age, and once", async () => {
    const mine = (await listQuick(clinic.rt, auth))[0]?.id as string;
    const { encounterId } = patient;
    const recordNumber = patient.banner.identifiers[0]?.value as string;
    const match = (change: object = {}) =>
      matchQuick(clinic.rt, auth, { id: mine, encounterId, recordNumber, ...change });
    expect(await codeOf(match({ recordNumber: "SBX000000" }))).toBe("wrong-patient");
    expect(await codeOf(match({ id: randomUUID() }))).toBe("not-found");
    const old = await recordQuick(clinic.rt, auth, await input({ case: { ...known(), ageYears: 124 } }));
    expect(await codeOf(match({ id: old.id }))).toBe("wrong-patient");
    await match();
    expect(await codeOf(match())).toBe("conflict");
    expect((await listQuick(clinic.rt, auth)).map((q) => q.id)).toEqual([old.id]);
    const page = await openEncounter(clinic.rt, auth, { encounterId, launchId: null });
    expect(page.atDoor.map((q) => q.id)).toEqual([mine]);
    // It decides nothing about the visit.
    expect(page.decision).toBeNull();
    expect(levelsInEhr(clinic, "enc-001")).toEqual([]);
  });

  it("stays with the people of its own EHR", async () => {
    const stranger = { ...auth, principal: { ...auth.principal, issuer: "https://other.test/fhir" } };
    expect(await listQuick(clinic.rt, stranger)).toEqual([]);
    const [open] = await listQuick(clinic.rt, auth);
    const { encounterId } = patient;
    expect(
      await codeOf(matchQuick(clinic.rt, stranger, { id: open?.id ?? "", encounterId, recordNumber: "1" })),
    ).toBe("not-found");
  });
});
