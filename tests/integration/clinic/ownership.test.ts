import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { appUser, device, session } from "@/db/schema";
import type { PageMark } from "@/lib/auth/page-mark";
import { newId } from "@/lib/core/ids";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { markOf } from "@/lib/workflows/govern/sessions";
import { type Call, type Entry, entriesOf, entryFiles } from "../support/entries";
import { as, type Clinic, gesture, type Open, open, startClinic } from "./support";

// The two seams to Next: who is asking, and the request's headers. Everything behind them is the real thing.
const asking = vi.hoisted(() => ({
  sessionId: null as string | null,
  headers: {} as Record<string, string>,
}));
vi.mock("@/lib/auth/next", () => ({ readSessionId: async () => asking.sessionId }));
vi.mock("next/headers", () => ({ headers: async () => new Headers(asking.headers) }));
// Only a running server knows who asks in which language.
vi.mock("next-intl/server", () => ({ getLocale: async () => "en" }));

/** What somebody tries to get at: another patient than their launch is for, or anything of another EHR. */
type Target = { readonly visit: Open; readonly decisionId: string; readonly launchId: string | null };
type Attempt = (target: Target) => Pick<Call, "input" | "path">;

const visitPath =
  (what: string, more: (t: Target) => Record<string, string> = () => ({})): Attempt =>
  (target) => ({
    path: `/encounters/${target.visit.view.encounterId}/${what}?${new URLSearchParams({
      ...(target.launchId ? { launch: target.launchId } : {}),
      ...more(target),
    })}`,
  });
const assessment = ({ visit }: Target) => ({ assessment: visit.view.assessment.id });

/** How each action and route is tried on a visit that is not one's own. What is not in here fails the test below. */
const ABOUT_A_VISIT: Readonly<Record<string, Attempt>> = {
  "app/(clinic)/actions.ts decide": ({ visit, launchId }) => ({ input: gesture(visit.view, { launchId }) }),
  "app/(clinic)/actions.ts undoLevel": ({ visit, decisionId, launchId }) => ({
    input: { encounterId: visit.view.encounterId, launchId, decisionId, requestId: randomUUID() },
  }),
  "app/(clinic)/actions.ts giveOwnLevel": ({ visit, launchId }) => ({
    input: {
      encounterId: visit.view.encounterId,
      launchId,
      assessmentId: visit.view.assessment.id,
      level: 3,
      seenMs: null,
      settingId: null,
    },
  }),
  "app/(clinic)/actions.ts retryWriting": ({ visit, decisionId, launchId }) => ({
    input: { decisionId, encounterId: visit.view.encounterId, launchId },
  }),
  "app/(clinic)/actions.ts answerLeadReview": ({ visit, launchId }) => ({
    input: {
      encounterId: visit.view.encounterId,
      launchId,
      reviewIds: [randomUUID()],
      note: "Seen together.",
    },
  }),
  "app/(clinic)/encounters/[id]/devices/actions.ts checkOut": ({ visit, launchId }) => ({
    input: { encounterId: visit.view.encounterId, launchId, code: "monitor-1", takeOver: false },
  }),
  "app/(clinic)/encounters/[id]/devices/actions.ts checkIn": ({ visit, launchId }) => ({
    input: { encounterId: visit.view.encounterId, launchId, code: "monitor-1" },
  }),
  "app/(clinic)/actions.ts reportProblem": ({ visit, launchId }) => ({
    input: {
      encounterId: visit.view.encounterId,
      launchId,
      requestId: randomUUID(),
      assessmentId: visit.view.assessment.id,
      words: "The level looks wrong.",
    },
  }),
  "app/(clinic)/actions.ts leaveOut": ({ visit, launchId }) => ({
    input: {
      encounterId: visit.view.encounterId,
      launchId,
      out: true,
      reason: "The patient asked for it.",
    },
  }),
  "app/(clinic)/encounters/[id]/data/route.ts GET": visitPath("data"),
  "app/(clinic)/encounters/[id]/reasons/route.ts GET": visitPath("reasons", assessment),
  "app/(clinic)/encounters/[id]/similar/route.ts GET": visitPath("similar", assessment),
  "app/(clinic)/encounters/[id]/changes/route.ts GET": visitPath("changes"),
  "app/(clinic)/encounters/[id]/seeing/route.ts POST": (target) => ({
    ...visitPath("seeing")(target),
    input: { left: false },
  }),
  "app/(clinic)/encounters/[id]/what-if/route.ts GET": visitPath("what-if", assessment),
};
/** About no visit: whose things these are about, and where that is tested. */
const ABOUT_SOMETHING_ELSE: Readonly<Record<string, string>> = {
  "app/(clinic)/triage/actions.ts assessNow": "what is typed, of nobody's record",
  "app/(clinic)/triage/actions.ts recordNow": "what is typed, of nobody's record",
  "app/(clinic)/triage/actions.ts matchNow":
    "a visit the EHR shows the asker, by its own number: quick-triage.test.ts",
  "app/(clinic)/board/seeing/route.ts GET": "ids of ours and names of the asker's own EHR: changes.test.ts",
  "app/(clinic)/changes/route.ts GET": "that something changed, not what: changes.test.ts",
  "app/(clinic)/board/data/route.ts GET": "what the asker's own EHR launch lets them see: board.test.ts",
  "app/(clinic)/desk/readings/actions.ts saveReading":
    "what waits for the asker, nobody's record: second-reading.test.ts",
  "app/(clinic)/desk/readings/actions.ts skipReading":
    "what waits for the asker, nobody's record: second-reading.test.ts",
  "app/(console)/console/decisions/csv/route.ts GET": "the installation's; names no patient",
  "app/(console)/console/incidents/[id]/json/route.ts GET": "the installation's; names no patient",
  "app/(console)/console/documents/[id]/file/route.ts GET": "the installation's; names no patient",
  "app/(console)/console/audit/proof/route.ts GET": "the installation's; names no patient",
  "app/(console)/console/audit/csv/route.ts GET": "the installation's; names no patient",
  "app/(console)/console/performance/csv/route.ts GET": "the installation's; names no patient",
  "app/(console)/console/fairness/csv/route.ts GET": "the installation's; names nobody",
  "app/(console)/console/usage/csv/route.ts GET": "the installation's; names nobody",
  "app/(console)/console/datasets/csv/route.ts GET": "the installation's; names nobody",
  "app/(console)/console/datasets/export/route.ts GET":
    "de-identified cases, the steward's: datasets.test.ts",
  "app/(own)/model-switch/actions.ts stop": "the installation's: model-switch.test.ts",
  "app/(own)/model-switch/actions.ts resume": "the installation's: model-switch.test.ts",
  "app/api/model-switch/route.ts GET": "the installation's; names nobody",
  "app/(own)/sessions/actions.ts endSession": "one's own sessions: sessions.test.ts",
  "app/(own)/sessions/actions.ts endSessions": "one's own sessions: sessions.test.ts",
  "app/(own)/sessions/actions.ts changeOver": "one's own roles: two-roles.test.ts",
  "app/api/drafts/route.ts GET": "one's own drafts: drafts.test.ts",
  "app/api/drafts/route.ts POST": "one's own drafts: drafts.test.ts",
  "app/api/session/route.ts GET": "the session that asks",
  "app/api/session/active/route.ts POST": "the session that asks",
  "app/(console)/console/people/review/actions.ts begin": "people of one's own EHR: access-review.test.ts",
  "app/(console)/console/people/review/actions.ts judge": "people of one's own EHR: access-review.test.ts",
  "app/(console)/console/people/review/actions.ts close": "people of one's own EHR: access-review.test.ts",
  "app/(console)/console/people/review/csv/route.ts GET": "people of one's own EHR: access-review.test.ts",
  "app/(console)/console/deidentification/actions.ts review":
    "what the asker's own EHR shows them: review-deidentification.test.ts",
  "app/(console)/console/deidentification/actions.ts addToList":
    "the installation's list; answers with counts: review-deidentification.test.ts",
  "app/(console)/console/deidentification/actions.ts takeFromList": "the installation's list",
  "app/(console)/console/people/actions.ts changeRole": "people of one's own EHR: console.test.ts",
  "app/(console)/console/people/actions.ts changeSecondRole": "people of one's own EHR: two-roles.test.ts",
  "app/(console)/console/devices/actions.ts register": "devices of one's own EHR: devices.test.ts",
  "app/(console)/console/devices/actions.ts retireDevice": "devices of one's own EHR: devices.test.ts",
  "app/(console)/console/suggestions/actions.ts putMode": "roles of one's own EHR: suggestion-modes.test.ts",
};
/** The console's versions, runs and audit log are the installation's, and its roles see no patient. */
const INSTALLATION =
  /^app\/\(console\)\/console\/(audit|drift|explanations|incidents|labels|models|models\/calibration|models\/canary|models\/checks|models\/shadow|runs)\/(prompt-)?actions\.ts /;

let clinic: Clinic;
const entries: Entry[] = [];
let victim: Target;
beforeAll(async () => {
  clinic = await startClinic();
  (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")] = Promise.resolve(clinic.rt);
  asking.headers = { origin: new URL(clinic.rt.env.APP_ORIGIN).origin };
  for (const file of entryFiles) entries.push(...(await entriesOf(file, () => new Headers(asking.headers))));
  const visit = await open(clinic, "nurse2", "enc-002");
  const decided = await recordDecision(clinic.rt, visit.auth, gesture(visit.view));
  await clinic.rt.db.insert(device).values({
    id: newId(),
    issuer: visit.auth.principal.issuer,
    code: "monitor-1",
    name: "Monitor 1",
    registeredBy: visit.auth.principal.userId,
    registeredByName: visit.auth.principal.displayName,
    registeredAt: clinic.rt.clock(),
  });
  victim = { visit, decisionId: decided.id, launchId: visit.launchId };
});
afterAll(async () => {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")];
  await clinic.close();
});

const attempts = () => entries.filter((e) => Object.hasOwn(ABOUT_A_VISIT, e.name));
const attempt = (entry: Entry, mark: PageMark, target: Target): Promise<string> =>
  entry.call({ mark, ...ABOUT_A_VISIT[entry.name]?.(target) });

describe("ownership", () => {
  it("is thought about for every action and route there is", () => {
    const forgotten = entries
      .map((e) => e.name)
      .filter((n) => !Object.hasOwn(ABOUT_A_VISIT, n) && !Object.hasOwn(ABOUT_SOMETHING_ELSE, n))
      .filter((n) => !INSTALLATION.test(n));
    expect(forgotten).toEqual([]);
    const gone = [...Object.keys(ABOUT_A_VISIT), ...Object.keys(ABOUT_SOMETHING_ELSE)].filter(
      (n) => !entries.some((e) => e.name === n),
    );
    expect(gone).toEqual([]);
  });

  it("keeps a launch for one patient from every other patient", async () => {
    // The lead: the one role that may do all of it.
    const { auth, launchId } = await open(clinic, "lead", "enc-001");
    asking.sessionId = auth.principal.sessionId;
    const mark = await markOf(clinic.rt, auth.principal);
    for (const entry of attempts())
      expect(await attempt(entry, mark, { ...victim, launchId }), entry.name).toBe("wrong-patient");
  });

  it("keeps people from launches that are not their own", async () => {
    const { auth } = await open(clinic, "lead", "enc-001");
    asking.sessionId = auth.principal.sessionId;
    const mark = await markOf(clinic.rt, auth.principal);
    for (const entry of attempts())
      for (const launchId of [victim.launchId, randomUUID()])
        expect(await attempt(entry, mark, { ...victim, launchId }), entry.name).toBe("launch-refused");
  });

  it("keeps the people of one EHR from the visits of another", async () => {
    const [userId, sessionId] = [newId(), newId()];
    const now = clinic.rt.clock();
    await clinic.rt.db.insert(appUser).values({
      id: userId,
      issuer: "https://other-ehr.test/fhir",
      subject: "nurse1",
      displayName: "Lead of another EHR",
      role: "lead",
      createdAt: now,
    });
    await clinic.rt.db.insert(session).values({ id: sessionId, userId, createdAt: now, lastSeenAt: now });
    asking.sessionId = sessionId;
    for (const entry of attempts())
      for (const launchId of [null, victim.launchId])
        expect(
          await attempt(entry, { person: userId, launch: null }, { ...victim, launchId }),
          entry.name,
        ).toBe("not-found");
  });

  it("ties a decision to the visit it is asked about", async () => {
    const mine = await open(clinic, "nurse1", "enc-003");
    asking.sessionId = mine.auth.principal.sessionId;
    const mark = await markOf(clinic.rt, (await as(clinic.rt, asking.sessionId)).principal);
    const retry = entries.find((e) => e.name === "app/(clinic)/actions.ts retryWriting");
    const { encounterId, launchId } = mine.view;
    const input = { decisionId: victim.decisionId, encounterId, launchId };
    expect(await retry?.call({ mark, input })).toBe("not-found");
  });

  it("lets the owner in", async () => {
    asking.sessionId = victim.visit.auth.principal.sessionId;
    const mark = await markOf(clinic.rt, victim.visit.auth.principal);
    for (const entry of attempts().filter((e) => !/ (decide|undoLevel|answerLeadReview)$/.test(e.name)))
      expect(await attempt(entry, mark, victim), entry.name).toBe("ok");
  });
});
