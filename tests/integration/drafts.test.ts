import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Authorized } from "@/lib/auth/principal";
import { DAY, HOUR } from "@/lib/core/clock";
import { readDraft, saveDraft } from "@/lib/workflows/govern/drafts";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

const start = new Date("2026-03-10T12:00:00Z");
let now = start;
let test: TestRuntime;
let nurse: Authorized;
beforeEach(async () => {
  now = start;
  test = await openTestRuntime({}, { clock: () => now });
  nurse = await signedIn(test.rt, "clinician", "session:own");
});
afterEach(() => test.close());

const place = "decision/5e0c7f5e-0000-4000-8000-000000000000";
const content = "brought in by police, will not say his name";

describe("what somebody has begun to type", () => {
  it("is theirs alone, in whatever session, and the last version of it", async () => {
    const { rt } = test;
    await saveDraft(rt, nurse, { place, content: "brought" });
    await saveDraft(rt, nurse, { place, content });
    const later: Authorized = { ...nurse, principal: { ...nurse.principal, sessionId: "another" } };
    expect(await readDraft(rt, later, { place })).toEqual({ content, savedAt: now.toISOString() });
    expect(await readDraft(rt, later, { place: "decision/another" })).toBeNull();
    const colleague = await signedIn(rt, "lead", "session:own");
    expect(await readDraft(rt, colleague, { place })).toBeNull();
    await saveDraft(rt, colleague, { place, content: null });
    expect(await readDraft(rt, nurse, { place })).not.toBeNull();
  });

  it("is encrypted at rest", async () => {
    await saveDraft(test.rt, nurse, { place, content });
    const stored = await test.rt.db.execute(sql`select * from typed_draft`);
    expect(JSON.stringify(stored)).toContain(place);
    expect(JSON.stringify(stored)).not.toContain("police");
  });

  it("goes when it is done with, and after a day", async () => {
    const { rt } = test;
    await saveDraft(rt, nurse, { place, content });
    await saveDraft(rt, nurse, { place, content: null });
    expect(await readDraft(rt, nurse, { place })).toBeNull();
    await saveDraft(rt, nurse, { place, content });
    now = new Date(start.getTime() + DAY - HOUR);
    await keepHouse(rt);
    expect(await readDraft(rt, nurse, { place })).not.toBeNull();
    now = new Date(start.getTime() + DAY + HOUR);
    await keepHouse(rt);
    expect(await readDraft(rt, nurse, { place })).toBeNull();
  });

  it("has an end for whoever types into everything", async () => {
    const { rt } = test;
    for (let i = 0; i < 200; i++) await saveDraft(rt, nurse, { place: `decision/${i}`, content: "x" });
    await expect(saveDraft(rt, nurse, { place, content })).rejects.toMatchObject({ code: "conflict" });
  });
});
