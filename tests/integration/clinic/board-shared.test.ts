import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { findEncounter, refsOf } from "@/db/queries/encounter";
import { grantInitialRole } from "@/db/queries/people";
import type { Authorized } from "@/lib/auth/principal";
import { BOARD_READ_AT } from "@/lib/core/read-at-header";
import { getBoard, serveBoard } from "@/lib/workflows/clinic/board";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { endOwnSessions } from "@/lib/workflows/govern/sessions";
import { resumeModel, stopModel, viewSwitch } from "@/lib/workflows/govern/switch-model";
import type { BoardRow, BoardView } from "@/lib/workflows/views";
import type { Sandbox } from "@/sandbox/server";
import { freePort, testSandbox } from "@/sandbox/testing";
import { signedIn } from "../support/runtime";
import { as, type Clinic, codeOf, gesture, launch, measure, open, override, startClinic } from "./support";

let clinic: Clinic;
/** Another hospital: the same ids in it as in the first, of other people. */
let elsewhere: Sandbox;
beforeAll(async () => {
  elsewhere = await testSandbox();
  const port = await freePort();
  const issuers = [`http://localhost:${port}/fhir/r4`, elsewhere.fhirBaseUrl].map((issuer, i) => ({
    name: `Hospital ${i + 1}`,
    issuer,
    clientId: "openacuity",
    allowHttp: true,
  }));
  clinic = await startClinic({
    sandbox: { port },
    env: { SMART_ISSUERS: JSON.stringify(issuers), EHR_TIMEOUT_MS: "30000" },
  });
  const person = { issuer: elsewhere.fhirBaseUrl, subject: "nurse1", displayName: "Elsewhere" };
  await grantInitialRole(clinic.rt.db, { ...person, role: "clinician" }, new Date());
});
afterAll(async () => {
  await clinic.close();
  await elsewhere.close();
});
afterEach(() => vi.restoreAllMocks());

const signIn = async (user: string, at: Pick<Clinic, "rt" | "sandbox"> = clinic): Promise<Authorized> =>
  as(clinic.rt, (await launch(at, user)).sessionId, "board:read");
const board = (auth: Authorized) => getBoard(clinic.rt, auth);
const rowIn = (view: BoardView, id: string) => view.rows.find((r) => r.encounterId === id) as BoardRow;
const serve = (auth: Authorized, ifNoneMatch: string | null = null) =>
  serveBoard(clinic.rt, auth, { ifNoneMatch });
const tagOf = (response: Response) => response.headers.get("etag") as string;
const soon = <T>(what: () => Promise<T> | T) => vi.waitFor(what, { timeout: 60_000, interval: 50 });
const clock = Date.now.bind(Date);
/** From now on it is so much later than it is. */
function later(ms: number): void {
  vi.spyOn(Date, "now").mockImplementation(() => clock() + ms);
}

describe("a board that was sent already", () => {
  it("is not sent again while it says the same, to whoever has it", async () => {
    const auth = await signIn("nurse1");
    const whole = await serve(auth);
    const body = (await whole.json()) as BoardView;
    expect([whole.status, tagOf(whole)]).toEqual([200, expect.stringMatching(/^W\/"[\w-]{43}"$/)]);
    expect(whole.headers.get(BOARD_READ_AT)).toBe(body.freshness.fetchedAt);
    const same = await serve(auth, `"other", ${tagOf(whole)}`);
    expect([same.status, await same.text(), tagOf(same)]).toEqual([304, "", tagOf(whole)]);
    const other = (await (await serve(auth, '"other"')).json()) as BoardView;
    expect(other.rows.map((r) => [r.encounterId, r.level])).toEqual(
      body.rows.map((r) => [r.encounterId, r.level]),
    );
    expect(Object.keys(other).sort()).toEqual(Object.keys(await board(auth)).sort());
    // Minutes pass on the page by themselves.
    clinic.forward(60_000);
    const minuteLater = await serve(auth, tagOf(whole));
    clinic.forward(-60_000);
    expect(minuteLater.status).toBe(304);
  });

  it("is sent anew as soon as anybody has decided, here or in another process, or the EHR says something new", async () => {
    const auth = await signIn("nurse2");
    await board(auth);
    for (const rt of [clinic.rt, { ...clinic.rt }]) {
      const before = tagOf(await serve(auth));
      const o = await open(clinic, "nurse1", rt === clinic.rt ? "enc-011" : "enc-012");
      const { level } = await recordDecision(rt, o.auth, gesture(o.view));
      const seen = async () => {
        const response = await serve(auth, before);
        expect(response.status).toBe(200);
        const view = (await response.json()) as BoardView;
        expect(rowIn(view, o.view.encounterId)).toMatchObject({ levelSource: "decided", level });
      };
      // The process that recorded it never shows what was before; another one has to be told.
      await (rt === clinic.rt ? seen() : soon(seen));
    }
    const before = tagOf(await serve(auth));
    measure(clinic, "enc-013", "8867-4", 171, "/min");
    later(14_000);
    expect((await serve(auth, before)).status).toBe(200);
  });
});

describe("what is shared", () => {
  it("are the rows of those to whom the EHR says the same", async () => {
    const [one, two] = [await board(await signIn("nurse1")), await board(await signIn("nurse2"))];
    const own = one.rows.filter((r) => r !== rowIn(two, r.encounterId));
    expect(one.rows.length).toBeGreaterThan(60);
    expect(own).toEqual([]);
  });

  it("is that nothing has changed: of two who were told the same one asks the EHR for both, for a while", async () => {
    const [one, two] = [await signIn("nurse1"), await signIn("nurse2")];
    await Promise.all([board(one), board(two)]);
    // News of the tests before.
    later(6_000);
    await board(one);
    await board(two);
    later(21_000);
    const before = Date.now();
    const asked = (await board(one)).freshness.fetchedAt;
    const borrowed = (await board(two)).freshness.fetchedAt;
    expect(Date.parse(borrowed)).toBeGreaterThanOrEqual(before);
    expect(borrowed <= asked).toBe(true);
    // The EHR's own word to a person that they may see these visits holds for two minutes.
    later(21_000 + 110_000);
    await board(one);
    later(21_000 + 125_000);
    expect((await board(two)).freshness.fetchedAt > (await board(one)).freshness.fetchedAt).toBe(true);
  });

  it("is nothing of a patient whom the EHR refuses to one of two", async () => {
    const [one, two] = [await signIn("nurse1"), await signIn("nurse2")];
    const [row] = (await board(two)).rows as [BoardRow];
    expect(rowIn(await board(one), row.encounterId)).toBeDefined();
    const stored = await findEncounter(clinic.rt.db, row.encounterId);
    const { patientId } = await refsOf(clinic.rt.db, stored as NonNullable<typeof stored>);
    clinic.sandbox.refuse(patientId, 403, "nurse2");
    const before = tagOf(await serve(two));
    clinic.forward(5 * 60_000);
    const refused = openEncounter(clinic.rt, two, { encounterId: row.encounterId, launchId: null });
    expect(await codeOf(refused)).toBe("ehr-refused");
    clinic.forward(-5 * 60_000);
    // With the very next request, though nothing that is shared has changed.
    const after = (await (await serve(two, before)).json()) as BoardView;
    expect(rowIn(after, row.encounterId)).toBeUndefined();
    expect(after.hidden).toBe(1);
    expect(rowIn(await board(one), row.encounterId)).toBeDefined();
    clinic.sandbox.refuse(patientId, null, "nurse2");
  });

  it("is not whether a review is theirs to answer", async () => {
    const o = await open(clinic, "nurse1", "enc-021");
    const far = (o.view.assessment.level ?? 3) >= 3 ? 1 : 5;
    await recordDecision(clinic.rt, o.auth, override(o.view, { level: far, reason: "resources" }));
    const [nurse, lead] = [await signIn("nurse2"), await signIn("lead")];
    const reviews = async (auth: Authorized) =>
      rowIn(await board(auth), o.view.encounterId).openReviews.map((r) => r.canAnswer);
    expect([await reviews(nurse), await reviews(lead), await reviews(nurse)]).toEqual([
      [false],
      [true],
      [false],
    ]);
  });

  it("is nothing between two hospitals, whatever ids they use", async () => {
    const there = await signIn("nurse1", { rt: clinic.rt, sandbox: elsewhere });
    const here = await signIn("nurse1");
    const [theirs, ours] = [await board(there), await board(here)];
    expect(theirs.rows.length).toBeGreaterThan(60);
    const ids = new Set(ours.rows.map((r) => r.encounterId));
    expect(theirs.rows.filter((r) => ids.has(r.encounterId))).toEqual([]);
    const before = tagOf(await serve(there));
    const o = await open(clinic, "nurse1", "enc-014");
    await recordDecision(clinic.rt, o.auth, gesture(o.view));
    expect(rowIn(await board(here), o.view.encounterId).levelSource).toBe("decided");
    expect((await serve(there, before)).status).toBe(304);
    expect((await board(there)).rows.every((r) => r.levelSource !== "decided")).toBe(true);
  });
});

describe("what is looked at each time", () => {
  it("is whether the launch still stands: after a sign-out nothing that is kept is shown", async () => {
    const auth = await signIn("nurse1");
    const tag = tagOf(await serve(auth));
    await endOwnSessions(clinic.rt, auth);
    expect(await codeOf(serve(auth, tag))).toBe("unauthenticated");
  });

  it("is whether the model is switched off: not a level of it stays on a board that is open", async () => {
    const auth = await signIn("nurse1");
    expect((await board(auth)).rows.filter((r) => r.levelSource === "suggested").length).toBeGreaterThan(20);
    const before = tagOf(await serve(auth));
    await stopModel(clinic.rt, await signedIn(clinic.rt, "lead", "model:stop"), {
      reason: "Levels look wrong",
    });
    try {
      const off = (await (await serve(auth, before)).json()) as BoardView;
      expect(off.model).toMatchObject({ switchedOff: true });
      expect(off.rows.filter((r) => r.levelSource === "suggested")).toEqual([]);
    } finally {
      const admin = await signedIn(clinic.rt, "admin", "model:resume");
      const { seq } = await viewSwitch(clinic.rt, admin);
      await resumeModel(clinic.rt, admin, { reason: "The test is over", expectedSeq: seq });
    }
    expect((await board(auth)).rows.filter((r) => r.levelSource === "suggested").length).toBeGreaterThan(20);
  });
});
