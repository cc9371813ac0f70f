import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findGrant } from "@/db/queries/identity";
import { label } from "@/db/schema";
import { revokeTokens } from "@/lib/auth/smart";
import { MINUTE } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { getBoard } from "@/lib/workflows/clinic/board";
import { issuerOf } from "@/lib/workflows/clinic/ehr-access";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { handleWriteBack } from "@/lib/workflows/clinic/write-back";
import { loadEngine } from "@/lib/workflows/service/load-engine";
import { processState } from "@/lib/workflows/service/process-state";
import {
  as,
  type Clinic,
  codeOf,
  gesture,
  launch,
  levelsInEhr,
  measure,
  open,
  override,
  startClinic,
  testEngine,
} from "./support";

describe("a faulty EHR", () => {
  let clinic: Clinic;
  beforeAll(async () => {
    clinic = await startClinic({ env: { EHR_TIMEOUT_MS: "5000" } });
  });
  afterEach(() => {
    clinic.sandbox.setFault("none");
    // A few seconds of wariness after a fault are part of the product; the next test starts without.
    processState(clinic.rt, "slow-ehrs", () => new Map()).clear();
  });
  afterAll(() => clinic.close());

  it("that is down: the last snapshot with its age, and a decision that is checked again before it is written", async () => {
    const { rt, sandbox } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-001");
    sandbox.setFault("down");
    clinic.forward(4 * MINUTE);
    const offline = await openEncounter(rt, auth, view);
    expect(offline.freshness).toMatchObject({
      source: "snapshot",
      note: expect.stringMatching(/EHR cannot/),
    });
    expect(offline.freshness.fetchedAt).toBe(view.freshness.fetchedAt);
    expect(offline.banner.name).toBe(view.banner.name);
    const decision = await recordDecision(rt, auth, override(offline));
    clinic.forward(-4 * MINUTE);
    expect(decision.writeBack).toBe("pending");
    // Data that may be old teach nothing.
    expect((await rt.db.select().from(label)).filter((l) => l.decisionId === decision.id)).toEqual([]);

    sandbox.setFault("none");
    const visit = sandbox.store.get("Encounter", "enc-001") as never as { subject: object };
    const other = sandbox.store.get("Encounter", "enc-002") as never as { subject: object };
    sandbox.store.put({ ...visit, subject: other.subject } as never, "PUT");
    await handleWriteBack(rt, decision.id);
    expect(levelsInEhr(clinic, "enc-001")).toEqual([]);
    sandbox.store.put(visit as never, "PUT");
  });

  it("that was never heard about a visit: says so instead of guessing", async () => {
    const { rt, sandbox } = clinic;
    const { sessionId, encounterId, launchId } = await launch(clinic, "nurse1", "enc-003");
    const auth = await as(rt, sessionId);
    for (const fault of ["down", "error500", "not-json"] as const) {
      sandbox.setFault(fault);
      expect(await codeOf(openEncounter(rt, auth, { encounterId, launchId }))).toMatch(
        /^ehr-(unavailable|malformed)$/,
      );
    }
  });

  it("that is slow: nobody waits longer than the time set, and the second one not even that", async () => {
    const { rt, sandbox } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-004");
    sandbox.setFault("slow", 120_000);
    const started = Date.now();
    expect((await openEncounter(rt, auth, view)).freshness.source).toBe("snapshot");
    const first = Date.now() - started;
    expect(first).toBeLessThan(60_000);
    const decision = await recordDecision(rt, auth, gesture(view));
    expect(decision.level).toBe(view.assessment.level);
    const second = Date.now() - started - first;
    expect(second).toBeLessThan(first);
    expect((await getBoard(rt, auth)).freshness.source).toBe("snapshot");
  });

  it("that answers with an error page or half of the truth: what can be read is shown, what cannot is said", async () => {
    const { rt, sandbox } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-005");
    sandbox.setFault("not-json");
    expect((await openEncounter(rt, auth, view)).freshness.source).toBe("snapshot");
    processState(rt, "slow-ehrs", () => new Map()).clear();
    sandbox.setFault("malformed");
    const spoilt = await openEncounter(rt, auth, view);
    expect(spoilt.banner.name).toBe(view.banner.name);
    expect(spoilt.problems.some((p) => p.code === "unreadable-resource")).toBe(true);
    expect((await getBoard(rt, auth)).rows.length).toBeGreaterThan(50);
  });

  it("that lets its tokens expire: they are renewed unseen, once however many ask", async () => {
    const { rt, sandbox } = clinic;
    const { auth, launchId, view } = await open(clinic, "nurse1", "enc-006");
    const before = (await findGrant(rt.db, launchId))?.tokens;
    sandbox.setFault("expire-tokens");
    const views = await Promise.all(Array.from({ length: 8 }, () => openEncounter(rt, auth, view)));
    expect(views.every((v) => v.freshness.source === "ehr")).toBe(true);
    const after = (await findGrant(rt.db, launchId))?.tokens;
    expect(after?.accessToken).not.toBe(before?.accessToken);

    // A minute before its time a token is renewed already.
    clinic.forward(14.5 * MINUTE);
    await openEncounter(rt, auth, view);
    clinic.forward(-14.5 * MINUTE);
    expect((await findGrant(rt.db, launchId))?.tokens.accessToken).not.toBe(after?.accessToken);
  });

  it("that ends the launch: nothing more is shown, and the person is asked to launch again", async () => {
    const { rt, sandbox } = clinic;
    const { auth, launchId, view } = await open(clinic, "nurse1", "enc-007");
    const grant = await findGrant(rt.db, launchId);
    if (!grant) throw new Error("no grant");
    await revokeTokens(issuerOf(rt, grant.issuer), grant.tokens);
    sandbox.setFault("expire-tokens");
    expect(await codeOf(openEncounter(rt, auth, view))).toBe("unauthenticated");
    expect(await codeOf(recordDecision(rt, auth, gesture(view)))).toBe("unauthenticated");
    expect(await codeOf(getBoard(rt, auth))).toBe("unauthenticated");
  });
});

describe("a faulty model", () => {
  it("that is not there: the safety rules alone, and said so; a level can be assigned", async () => {
    const clinic = await startClinic({ withoutModel: true });
    try {
      const { rt } = clinic;
      measure(clinic, "enc-001", "59408-5", 70, "%");
      const sick = await open(clinic, "nurse1", "enc-001");
      expect(sick.view.assessment).toMatchObject({
        level: sick.view.assessment.floor?.level,
        modelLevel: null,
        probabilities: null,
        model: { state: "rules-only", why: expect.stringMatching(/model is not available/i) },
      });
      const accepted = await recordDecision(rt, sick.auth, gesture(sick.view));
      expect(accepted).toMatchObject({ kind: "accept", modelVersion: null });
      await handleWriteBack(rt, accepted.id);
      expect(levelsInEhr(clinic, "enc-001")).toHaveLength(1);

      const board = await getBoard(rt, sick.auth);
      expect(board.model.state).toBe("rules-only");
      expect(new Set(board.rows.map((r) => r.levelSource))).toEqual(new Set(["decided", "rules", "none"]));
      const unknown = board.rows.find((r) => r.levelSource === "none" && r.ageYears !== null);
      const view = await openEncounter(rt, sick.auth, {
        encounterId: unknown?.encounterId ?? "",
        launchId: null,
      });
      const assigned = await recordDecision(rt, sick.auth, gesture(view));
      expect(assigned).toMatchObject({ kind: "assign", level: 3, shownLevel: null });
    } finally {
      await clinic.close();
    }
  });

  it("that was tampered with is not used, whichever way it is found out", async () => {
    const swapped = await startClinic({
      loadEngine: async () => ({
        ...testEngine({ broken: null, asked: 0 }),
        artifactDigest: "e".repeat(64),
      }),
    });
    const empty = await startClinic({
      loadEngine: async (dir) => {
        await mkdir(join(dir, "x"), { recursive: true });
        await writeFile(join(dir, "x", "manifest.json"), "{}");
        return loadEngine("auto")(join(dir, "x"));
      },
    });
    try {
      for (const clinic of [swapped, empty]) {
        const { view } = await open(clinic, "nurse1", "enc-001");
        expect(view.assessment.modelLevel).toBeNull();
        expect(view.assessment.model).toMatchObject({
          state: "rules-only",
          why: expect.stringMatching(/integrity check/),
        });
      }
    } finally {
      await swapped.close();
      await empty.close();
    }
  });

  it("that fails in the middle is replaced by the rules at once, and comes back by itself", async () => {
    const clinic = await startClinic();
    try {
      clinic.model.broken = new AppError("model-unavailable", "the runtime crashed");
      const { auth, view } = await open(clinic, "nurse1", "enc-001");
      expect(view.assessment.model.state).toBe("rules-only");
      clinic.model.broken = null;
      const back = await openEncounter(clinic.rt, auth, view);
      expect(back.assessment.model).toMatchObject({ state: "ready", version: "1.0.0" });
      expect(back.assessment.id).not.toBe(view.assessment.id);
      // What was shown when the model was away is still there to be replayed.
      await recordDecision(clinic.rt, auth, gesture(back));
    } finally {
      await clinic.close();
    }
  });
});
