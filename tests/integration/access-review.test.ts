import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { auditEventsNamed } from "@/db/queries/audit";
import { findPerson } from "@/db/queries/people";
import { session } from "@/db/schema";
import { newId } from "@/lib/core/ids";
import {
  accessReviewCsv,
  accessReviewDue,
  beginAccessReview,
  closeReview,
  judgePerson,
  viewAccessReview,
} from "@/lib/workflows/govern/access-reviews";
import { setRole } from "@/lib/workflows/govern/change-people";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
let now: Date;
beforeEach(async () => {
  now = new Date("2026-01-20T12:00:00Z");
  test = await openTestRuntime({}, { clock: () => now });
});
afterEach(() => test.close());

const admin = () => signedIn(test.rt, "admin", "people:write");
const person = () => signedIn(test.rt, "clinician", "board:read");

/** Two admins and a nurse of last quarter, and a review of this one. */
async function begun() {
  const [first, second, nurse] = [await admin(), await admin(), await person()];
  await test.rt.db.insert(session).values({
    id: newId(),
    userId: nurse.principal.userId,
    createdAt: now,
    lastSeenAt: now,
  });
  now = new Date("2026-04-10T12:00:00Z");
  const outsider = await signedIn(test.rt, "admin", "people:write", "https://other.test/fhir");
  const view = await beginAccessReview(test.rt, first);
  const id = view.open?.id ?? "";
  const say = (
    by: typeof first,
    who: typeof first,
    verdict: "keep" | "change" | "remove",
    role: "lead" | null = null,
  ) =>
    judgePerson(test.rt, by, {
      reviewId: id,
      personId: who.principal.userId,
      verdict,
      role,
      reason: "as it should be",
    });
  return { first, second, nurse, outsider, view, id, say };
}

describe("a review of roles", () => {
  it("is due each quarter, overdue when nobody begins it, and not needed in the first", async () => {
    const auth = await admin();
    expect(await accessReviewDue(test.rt, auth)).toMatchObject({ state: "not-needed" });
    now = new Date("2026-04-10T12:00:00Z");
    expect(await accessReviewDue(test.rt, auth)).toEqual({
      state: "to-begin",
      dueAt: "2026-05-01T00:00:00.000Z",
    });
    now = new Date("2026-05-02T12:00:00Z");
    expect(await accessReviewDue(test.rt, auth)).toMatchObject({ state: "overdue" });
  });

  it("has everybody with a role at that EHR, when they signed in and last used it", async () => {
    const { view, nurse, outsider } = await begun();
    expect(view).toMatchObject({ state: "open", quarter: "2026-Q2", open: { left: 3 } });
    const item = view.open?.people.find((p) => p.personId === nurse.principal.userId);
    expect(item).toMatchObject({ role: "clinician", lastUseAt: "2026-01-20T12:00:00.000Z", verdict: null });
    expect(view.open?.people.some((p) => p.personId === outsider.principal.userId)).toBe(false);
    expect(await viewAccessReview(test.rt, outsider)).toMatchObject({ open: null });
  });

  it("is done person by person, with a reason, nobody by themselves; what is said is done", async () => {
    const { rt } = test;
    const { first, second, nurse, id, say } = await begun();
    await expect(say(first, first, "keep")).rejects.toMatchObject({ code: "conflict" });
    await expect(closeReview(rt, first, id)).rejects.toMatchObject({ code: "conflict" });
    await say(first, nurse, "change", "lead");
    expect((await findPerson(rt.db, nurse.principal.userId))?.role).toBe("lead");
    await say(first, second, "keep");
    await expect(closeReview(rt, first, id)).rejects.toMatchObject({
      userMessage: expect.stringContaining("One person"),
    });
    const last = await say(second, first, "keep");
    expect(last.open?.left).toBe(0);
    const closed = await closeReview(rt, second, id);
    expect(closed).toMatchObject({ state: "done", open: null, closed: [{ quarter: "2026-Q2" }] });
    await expect(say(first, nurse, "keep")).rejects.toMatchObject({ code: "conflict" });
    const judged = await auditEventsNamed(rt.db, "access-review.judged");
    expect(judged.map((e) => e.detail)).toEqual(
      expect.arrayContaining([{ quarter: "2026-Q2", verdict: "change", from: "clinician", to: "lead" }]),
    );
    expect(await auditEventsNamed(rt.db, "role.changed")).toHaveLength(1);
    expect((await auditEventsNamed(rt.db, "access-review.closed"))[0]?.detail).toMatchObject({
      keep: 2,
      change: 1,
      remove: 0,
    });
    now = new Date("2026-07-02T12:00:00Z");
    expect(await accessReviewDue(rt, first)).toMatchObject({ state: "to-begin" });
  });

  it("keeps the rules by which roles change: the last admin stays one, and nothing is half done", async () => {
    const { rt } = test;
    const { first, second, say } = await begun();
    await setRole(rt, second, { personId: first.principal.userId, role: "auditor" });
    await expect(say(first, second, "remove")).rejects.toMatchObject({ code: "conflict" });
    expect((await findPerson(rt.db, second.principal.userId))?.role).toBe("admin");
    expect(await auditEventsNamed(rt.db, "access-review.judged")).toHaveLength(0);
  });

  it("confirms no right that the page did not show", async () => {
    const { rt } = test;
    const { first, second, nurse, id } = await begun();
    const keep = {
      reviewId: id,
      personId: nurse.principal.userId,
      verdict: "keep",
      role: null,
      reason: "as it should be",
      seen: { role: "clinician", secondRole: null },
    } as const;
    await setRole(rt, second, { personId: nurse.principal.userId, role: "admin" });
    await expect(judgePerson(rt, first, keep)).rejects.toMatchObject({ code: "conflict" });
    expect((await viewAccessReview(rt, first)).open?.left).toBe(3);
    const view = await judgePerson(rt, first, { ...keep, seen: { role: "admin", secondRole: null } });
    expect(view.open?.left).toBe(2);
  });

  it("is one EHR's own, one at a time, and one a quarter", async () => {
    const { rt } = test;
    const { first, second, outsider, nurse, id } = await begun();
    await expect(beginAccessReview(rt, second)).rejects.toMatchObject({ code: "conflict" });
    const judgement = {
      reviewId: id,
      personId: nurse.principal.userId,
      verdict: "remove",
      role: null,
      reason: "none",
    } as const;
    await expect(judgePerson(rt, outsider, judgement)).rejects.toMatchObject({ code: "not-found" });
    await expect(closeReview(rt, outsider, id)).rejects.toMatchObject({ code: "not-found" });
    await expect(accessReviewCsv(rt, outsider, id)).rejects.toMatchObject({ code: "not-found" });
    await expect(
      judgePerson(rt, first, { ...judgement, personId: outsider.principal.userId }),
    ).rejects.toMatchObject({
      code: "not-found",
    });
    expect((await beginAccessReview(rt, outsider)).open?.people).toHaveLength(1);
  });

  it("is saved as a file, on record", async () => {
    const { first, nurse, id, say } = await begun();
    await say(first, nurse, "remove");
    const csv = await accessReviewCsv(test.rt, first, id);
    expect(csv).toMatch(/^quarter,name/);
    expect(csv).toContain("remove,none,as it should be,Test admin");
    expect((await auditEventsNamed(test.rt.db, "list.exported"))[0]?.detail).toMatchObject({
      list: "access-review 2026-Q2",
      rows: 3,
    });
  });
});
