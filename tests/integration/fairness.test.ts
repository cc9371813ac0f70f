import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  assessment,
  auditEvent,
  counterfactualAudit,
  decision,
  encounter,
  encounterSnapshot,
  fairnessReport,
  incident as incidents,
} from "@/db/schema";
import { sealRow } from "@/db/sealed";
import type { Level } from "@/lib/case/level";
import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { random } from "@/lib/core/random";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { readFairnessFilter } from "@/lib/monitoring/fairness/filter";
import { EVERYTHING } from "@/lib/monitoring/fairness/pictures";
import { auditOfLate, isAuditDue } from "@/lib/workflows/watch/audit-counterfactual";
import { fairnessCsv, viewFairness } from "@/lib/workflows/watch/fairness";
import { viewIncident } from "@/lib/workflows/watch/incidents";
import { keepFairness, measureFairness } from "@/lib/workflows/watch/measure-fairness";
import { aDecision, insertNurse } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
let now: Date;
let nurse: Awaited<ReturnType<typeof insertNurse>>;
beforeEach(async () => {
  now = new Date("2026-03-30T12:00:00Z");
  test = await openTestRuntime({}, { clock: () => now });
  nurse = await insertNurse(test.rt.db, now);
});
afterEach(() => test.close());

const UNIT = "https://ehr.test/fhir";
const NAME = "Quillfeather-Planted";
const steward = () => signedIn(test.rt, "admin", "console:read");
const asked = (query: Record<string, string> = {}) => readFairnessFilter((name) => query[name]);

function contextOf(id: string, race: string, language: string, arrivedAt: Date): PatientContext {
  return {
    issuer: UNIT,
    patient: {
      id,
      name: NAME,
      identifyingTexts: [NAME],
      identifiers: [],
      birthDate: "1980-01-01",
      sex: "female",
      raceEthnicity: race,
      language,
    },
    encounter: {
      id,
      patientId: id,
      status: "in-progress",
      classCode: "EMER",
      arrivedAt: arrivedAt.toISOString(),
      arrivalMode: "walk-in",
      location: null,
    },
    chiefComplaint: null,
    triageNote: null,
    readings: [],
    conditions: [],
    medications: [],
    allergies: [],
    problems: [],
    fetchedAt: arrivedAt.toISOString(),
    version: "1",
  };
}

/** Decided visits over the week before `until`; whoever speaks Spanish is shown one level too calm with this chance, and waits longer. */
async function visits(n: number, until: Date, calm: number, seed: string, version = "0.3.0") {
  const r = random("fairness visits", seed);
  const rows = Array.from({ length: n }, (_, i) => {
    const [encounterId, assessmentId] = [newId(), newId()];
    const arrived = new Date(until.getTime() - 7 * DAY + (i * 6 * DAY) / n);
    const seen = new Date(arrived.getTime() + 2 * MINUTE);
    const spanish = r.chance(0.3);
    const level = (2 + r.below(3)) as Level;
    const shown = (spanish && r.chance(calm) ? level + 1 : level) as Level;
    return {
      visit: {
        id: encounterId,
        issuer: UNIT,
        encounterKey: encounterId,
        patientKey: encounterId,
        refs: { encounterId, patientId: encounterId },
        firstSeenAt: seen,
        lastSeenAt: seen,
        active: true,
      },
      snapshot: {
        encounterId,
        version: "1",
        context: contextOf(encounterId, r.chance(0.5) ? "White" : "Asian", spanish ? "es" : "en", arrived),
        fetchedAt: seen,
      },
      answer: {
        id: assessmentId,
        encounterId,
        contextVersion: "1",
        caseHash: assessmentId,
        basis: [],
        missing: [],
        shownLevel: shown,
        modelLevel: shown,
        modelVersion: version,
        artifactDigest: "d",
        policy: "balanced" as const,
        probabilities: [0.05, 0.25, 0.4, 0.2, 0.1],
        criticalRisk: 0.05,
        case: {
          id: assessmentId,
          ageYears: 20 + r.below(60),
          sex: r.chance(0.5) ? ("female" as const) : ("male" as const),
        },
        createdAt: seen,
      },
      given: {
        ...aDecision(
          nurse,
          { encounterId, assessmentId },
          level,
          new Date(arrived.getTime() + (spanish ? 50 : 10 + r.below(10)) * MINUTE),
        ),
        shownLevel: shown,
      },
    };
  });
  const { db } = test.rt;
  await db.insert(encounter).values(rows.map((x) => sealRow(encounter, x.visit)));
  await db.insert(encounterSnapshot).values(rows.map((x) => sealRow(encounterSnapshot, x.snapshot)));
  await db.insert(assessment).values(rows.map((x) => sealRow(assessment, x.answer)));
  await db.insert(decision).values(rows.map((x) => x.given));
}

const reports = () => test.rt.db.select().from(fairnessReport);

describe("the weekly report of fairness", () => {
  it("says what is needed while there is none", async () => {
    await visits(20, now, 0, "few");
    await measureFairness(test.rt);
    expect(await viewFairness(test.rt, await steward(), asked())).toMatchObject({
      reports: [],
      chosen: null,
      needs: { visits: 30 },
    });
  });

  it("finds the group that is shown too calm and waits, opens one incident, and none again while it lasts", async () => {
    await visits(600, now, 0.7, "calm");
    // Twice at once: one report, one incident.
    await Promise.all([measureFairness(test.rt), measureFairness(test.rt)]);
    expect(await reports()).toHaveLength(1);
    const auth = await steward();
    const view = await viewFairness(test.rt, auth, asked({ by: "language" }));
    expect(view.chosen?.findings.join("\n")).toMatch(
      /Under-triage, Spanish: \d\d\.\d % \(n = \d+\) against 0\.0 %/,
    );
    expect(view.chosen?.findings.join("\n")).toMatch(/Minutes to the first decision, Spanish: 50\.0 min/);
    expect(view.chosen?.findings.some((f) => f.includes("English"))).toBe(false);
    expect(view.chosen?.known.find((k) => k.title === "Language")?.visits).toBe(600);
    const picture = view.chosen?.differences.find((d) => d.picture.id === "under-triage-decided")?.picture;
    expect(picture?.rows.map((row) => row.name)).toEqual(["English", "Spanish"]);
    expect(picture?.rows[1]?.values[0]?.low).toBeGreaterThan(0.05);
    expect(view.chosen?.sameRisk.map((p) => p.id)).toEqual(["same-risk-urgent-calibration-language"]);

    const incident = await viewIncident(test.rt, auth, view.chosen?.incidentId ?? "");
    expect(incident).toMatchObject({ kind: "fairness", status: "open", openedBy: "OpenAcuity" });
    expect(incident.title).toMatch(/^Under-triage, Spanish, and \d+ more$/);
    expect(incident.links).toMatchObject([{ what: "model-version", ref: "0.3.0" }]);

    now = new Date(now.getTime() + 7 * DAY);
    await measureFairness(test.rt);
    const later = (await reports()).sort((a, b) => (a.toDay < b.toDay ? 1 : -1));
    expect(later.map((r) => r.incidentId !== null)).toEqual([false, true]);
    const shown = await viewFairness(test.rt, auth, asked());
    expect(shown.reports).toHaveLength(2);
    expect(shown.chosen?.id).toBe(later[0]?.id);
    expect(shown.chosen?.findings.length).toBeGreaterThan(0);
    expect((await viewFairness(test.rt, auth, asked({ report: later[1]?.id ?? "" }))).chosen?.id).toBe(
      later[1]?.id,
    );
    expect(await test.rt.db.select().from(incidents)).toHaveLength(1);
  });

  it("finds nothing where nobody is treated otherwise, and keeps versions apart", async () => {
    await visits(200, now, 0, "alike");
    await visits(40, now, 0, "other", "0.2.0");
    // Spanish speakers wait longer here, too: that alone is found, in the larger of the two.
    await measureFairness(test.rt);
    expect((await reports()).map((r) => [r.version, r.visits]).sort()).toEqual([
      ["0.2.0", 40],
      ["0.3.0", 200],
    ]);
    const view = await viewFairness(test.rt, await steward(), asked());
    expect(view.chosen?.visits).toBe(200);
    expect(view.chosen?.findings.every((f) => f.startsWith("Minutes to the first decision, Spanish"))).toBe(
      true,
    );
  });

  it("keeps counts and no patient, and says in a file what it is", async () => {
    await visits(300, now, 0.7, "kept");
    await measureFairness(test.rt);
    const [row] = await reports();
    const text = JSON.stringify(row);
    expect(text).not.toContain(NAME);
    expect(text).not.toContain("1980");
    expect(row?.report.comparisons.every((c) => c.n >= 10 && c.restN >= 10)).toBe(true);
    const auth = await steward();
    const csv = await fairnessCsv(test.rt, auth, asked(), EVERYTHING);
    expect(csv).toContain("under-triage,decided,language,Spanish");
    expect(csv).toContain("are not read from the EHR, so that nothing can be said of them");
    expect(await fairnessCsv(test.rt, auth, asked(), "waiting")).toContain("Median minutes from arrival");
    await expect(fairnessCsv(test.rt, auth, asked(), "nothing")).rejects.toMatchObject({ code: "not-found" });
    const taken = (await test.rt.db.select().from(auditEvent)).filter((e) => e.event.includes("export"));
    expect(JSON.stringify(taken.map((e) => e.detail))).toContain("fairness waiting");
    const other = await viewFairness(test.rt, auth, asked({ report: newId() }));
    expect(other.chosen).toBeNull();
    expect(other.reports).toHaveLength(1);
  });

  it("is asked for once a week", async () => {
    await visits(60, now, 0, "weekly");
    // While the model is off, no night's audit is due.
    const rt = { ...test.rt, engines: { switchedOff: async () => true } } as unknown as TestRuntime["rt"];
    await keepFairness(rt);
    expect(await test.rt.queue.hasMeasureFairness()).toBe(true);
    await measureFairness(test.rt);
    await test.rt.handle.exec("delete from pgboss.job where name = 'measure-fairness'");
    now = new Date(now.getTime() + 2 * HOUR);
    await keepFairness(rt);
    expect(await test.rt.queue.hasMeasureFairness()).toBe(false);
    now = new Date(now.getTime() + 7 * DAY);
    await keepFairness(rt);
    expect(await test.rt.queue.hasMeasureFairness()).toBe(true);
  });
});

/** A model that takes whoever has no home for less ill, on a stand that can be changed. */
const unfair = (isUnfair: () => boolean) => ({
  current: async () => ({
    model: { name: "unfair", version: "0.3.0" },
    policy: "balanced" as const,
    predict: async (cases: readonly { note?: string | undefined }[]) =>
      cases.map((c) => {
        const level = isUnfair() && c.note?.includes("shelter") ? (5 as const) : (3 as const);
        return {
          probabilities: [0, 0, level === 3 ? 1 : 0, 0, level === 5 ? 1 : 0],
          expectedSeverity: level,
          level,
          set: [level],
          criticalRisk: null,
        };
      }),
  }),
  switchedOff: async () => false,
});

describe("the nightly audit of the same patients as somebody else", () => {
  it("needs patients, is made once a day, and opens one incident while it lasts", async () => {
    let fair = false;
    const engines = unfair(() => !fair);
    const rt = { ...test.rt, engines } as unknown as TestRuntime["rt"];
    await visits(10, now, 0, "too few");
    await auditOfLate(rt);
    const auth = await steward();
    expect((await viewFairness(test.rt, auth, asked())).counterfactual).toBeNull();
    await visits(60, now, 0, "audited");
    expect(await isAuditDue(rt)).toBe(true);
    await Promise.all([auditOfLate(rt), auditOfLate(rt)]);
    expect(await isAuditDue(rt)).toBe(false);
    const { counterfactual } = await viewFairness(test.rt, auth, asked());
    expect(counterfactual?.findings).toHaveLength(1);
    expect(counterfactual?.findings[0]).toContain("homeless: 60 of 60");
    const incident = await viewIncident(test.rt, auth, counterfactual?.incidentId ?? "");
    expect(incident).toMatchObject({ kind: "fairness", title: "Less urgent for the same patient: homeless" });
    const csv = await fairnessCsv(test.rt, auth, asked(), "counterfactual");
    expect(csv).toContain("homeless");
    expect(csv).not.toContain(NAME);
    const audits = async () =>
      (await test.rt.db.select().from(counterfactualAudit)).map((a) => a.incidentId !== null);
    expect(await audits()).toEqual([true]);
    // The next night the same is found: known. Then it is mended, and comes back: told of again.
    for (const [isFair, opened] of [
      [false, 1],
      [true, 1],
      [false, 2],
    ] as const) {
      fair = isFair;
      now = new Date(now.getTime() + DAY);
      expect(await isAuditDue(rt)).toBe(true);
      await auditOfLate(rt);
      expect((await audits()).filter(Boolean)).toHaveLength(opened);
    }
  });
});
