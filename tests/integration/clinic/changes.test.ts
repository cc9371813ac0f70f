import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Authorized } from "@/lib/auth/principal";
import { followChanges } from "@/lib/workflows/clinic/follow-changes";
import { listSeeing, noteSeeing } from "@/lib/workflows/clinic/presence";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import type { VisitRef } from "@/lib/workflows/clinic/visit-access";
import { endOwnSessions } from "@/lib/workflows/govern/sessions";
import { tell } from "@/lib/workflows/service/changes";
import { as, type Clinic, codeOf, gesture, launch, type Open, open, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

/** What a stream has said so far, and whether it is over. */
async function hear(auth: Authorized, visit: VisitRef | null = null) {
  const response = await followChanges(clinic.rt, auth, visit);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const heard = { text: "", over: false, response, close: () => reader?.cancel() };
  void (async () => {
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) break;
      heard.text += part.value;
    }
    heard.over = true;
  })();
  return heard;
}
const ref = (o: Open): VisitRef => ({ encounterId: o.view.encounterId, launchId: null });
const count = (text: string, event: string) => text.split(`event: ${event}\n`).length - 1;
const soon = <T>(what: () => T) => vi.waitFor(what, { timeout: 60_000, interval: 50 });
const signedIn = async (user: string) => as(clinic.rt, (await launch(clinic, user)).sessionId, "board:read");

describe("what has changed", () => {
  it("is told to the board and to that patient's page, once it is committed, without a word about a patient", async () => {
    const o = await open(clinic, "nurse1", "enc-017");
    const elsewhere = await open(clinic, "nurse1", "enc-018");
    const board = await hear(await signedIn("nurse2"));
    const page = await hear(await signedIn("nurse2"), ref(o));
    const other = await hear(await signedIn("nurse2"), ref(elsewhere));
    // The first word of the database, so that what follows is heard.
    await soon(async () => {
      await tell(clinic.rt.db, { what: "board", at: "somewhere-else" });
      expect(board.response.headers.get("content-type")).toContain("text/event-stream");
    });
    await recordDecision(clinic.rt, o.auth, gesture(o.view));
    await soon(() =>
      expect([count(board.text, "changed") > 0, count(page.text, "changed")]).toEqual([true, 1]),
    );
    expect(count(other.text, "changed")).toBe(0);
    for (const { text } of [board, page])
      expect(text.replace(/: here\n\n|event: changed\ndata: \{"revision":\d+\}\n\n/g, "")).toBe("");
    // What is rolled back is told to nobody.
    const before = page.text;
    await clinic.rt.db
      .transaction(async (tx) => {
        await tell(tx, { what: "visit", at: "x", visit: o.view.encounterId });
        throw new Error("rolled back");
      })
      .catch(() => {});
    expect(page.text).toBe(before);
    for (const stream of [board, page, other]) await stream.close();
  });

  it("is told no longer once the session has ended, and to so many pages of one session", async () => {
    const auth = await signedIn("nurse2");
    const stream = await hear(auth);
    const more = await Promise.all(Array.from({ length: 7 }, () => hear(auth)));
    expect(await codeOf(followChanges(clinic.rt, auth, null))).toBe("rate-limited");
    await more[0]?.close();
    const again = await soon(() => hear(auth));
    await endOwnSessions(clinic.rt, auth);
    await soon(() => expect([stream.over, again.over]).toEqual([true, true]));
    expect(count(stream.text, "ended")).toBe(1);
  });
});

describe("who sees a patient", () => {
  const say = (auth: Authorized, encounterId: string, launchId: string | null, left = false) =>
    noteSeeing(clinic.rt, auth, { encounterId, launchId, left });

  it("is told to others by name, not to themselves, and no longer once they have left or are silent", async () => {
    const one = await open(clinic, "nurse1", "enc-019");
    const two = await open(clinic, "nurse2", "enc-019");
    const { encounterId } = one.view;
    const board = await hear(await signedIn("lead"));
    await say(one.auth, encounterId, one.launchId);
    await soon(async () =>
      expect(await say(two.auth, encounterId, two.launchId)).toEqual(["Nurse One (demo)"]),
    );
    await soon(async () =>
      expect(await listSeeing(clinic.rt, one.auth)).toEqual({ [encounterId]: ["Nurse Two (demo)"] }),
    );
    await soon(() => expect(count(board.text, "presence")).toBeGreaterThan(0));
    const told = count(board.text, "presence");
    await say(two.auth, encounterId, two.launchId);
    await say(two.auth, encounterId, two.launchId, true);
    await soon(async () => expect(await listSeeing(clinic.rt, one.auth)).toEqual({}));
    // That somebody is still there is no news; that they have left is.
    expect(count(board.text, "presence")).toBe(told + 1);
    await board.close();
    const later = Date.now() + 25_000;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => later);
    expect(await listSeeing(clinic.rt, two.auth)).toEqual({});
    clock.mockRestore();
  });

  it("is asked of nobody who may not see the patient", async () => {
    const one = await open(clinic, "nurse1", "enc-023");
    const two = await open(clinic, "nurse2", "enc-028");
    expect(await codeOf(say(two.auth, one.view.encounterId, two.launchId))).toBe("wrong-patient");
    const wrong = { encounterId: one.view.encounterId, launchId: two.launchId };
    expect(await codeOf(followChanges(clinic.rt, two.auth, wrong))).toBe("wrong-patient");
  });
});
