import { count } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { savePendingLaunch, takePendingLaunch } from "@/db/queries/identity";
import { appUser, pendingLaunch, session } from "@/db/schema";
import { MINUTE } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { appendSummedAudit, enterSums, SUMMED_FOR } from "@/lib/workflows/govern/audit-summed";
import { startLaunch } from "@/lib/workflows/govern/sign-in";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

const asking = vi.hoisted(() => ({ sessionId: null as string | null }));
vi.mock("@/lib/auth/next", () => ({ readSessionId: async () => asking.sessionId }));
vi.mock("next/headers", () => ({ headers: async () => new Headers({ "x-request-id": "refusals" }) }));
vi.mock("next/navigation", () => ({
  forbidden: () => {
    throw new Error("forbidden");
  },
  redirect: () => {
    throw new Error("redirected");
  },
}));

let test: TestRuntime;
let now: Date;
beforeEach(async () => {
  now = new Date("2026-03-01T08:00:00Z");
  test = await openTestRuntime({}, { clock: () => now });
  (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")] = Promise.resolve(test.rt);
});
afterEach(async () => {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("openacuity.runtime")];
  await test.close();
});

const denied = async () =>
  (await listAuditEvents(test.rt.db, { event: "access.denied", limit: 500 })).toReversed();
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
/** Everything that was refused: entries of their own, and those counted in one. */
const refusedIn = (rows: Awaited<ReturnType<typeof denied>>) =>
  rows.reduce((sum, r) => sum + Number(r.detail.more ?? 1), 0);

async function signInAs(role: "auditor" | "clinician"): Promise<void> {
  const auth = await signedIn(test.rt, role, "board:read");
  const id = newId();
  await test.rt.db
    .insert(session)
    .values({ id, userId: auth.principal.userId, createdAt: now, lastSeenAt: now });
  asking.sessionId = id;
}

describe("refusals that repeat", () => {
  it("of pages are entered at once and then summed up", async () => {
    const { requirePrincipal } = await import("@/app/_server/guard");
    await signInAs("clinician");
    for (let i = 0; i < 25; i++) await expect(requirePrincipal("people:write")).rejects.toThrow("forbidden");
    let rows = await denied();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      role: "clinician",
      requestId: "refusals",
      detail: { permission: "people:write", name: "page" },
    });
    later(SUMMED_FOR + 1);
    await keepHouse(test.rt);
    rows = await denied();
    expect(rows).toHaveLength(2);
    expect(rows[1]?.detail).toEqual({
      permission: "people:write",
      name: "page",
      more: 24,
      from: "2026-03-01T08:00:00.000Z",
      until: "2026-03-01T08:00:00.000Z",
    });
    expect(refusedIn(rows)).toBe(25);
    await keepHouse(test.rt);
    expect(await denied()).toHaveLength(2);
    expect(await verifyAuditLog(test.rt.db, { anchorFile: test.rt.anchorFile })).toMatchObject({ ok: true });
  });

  it("lose none, however many come at once and however often the time is over", async () => {
    const auth = await signedIn(test.rt, "clinician", "board:read");
    const refuse = () =>
      appendSummedAudit(
        test.rt.db,
        { event: "access.denied", actor: auth.principal, detail: { permission: "audit:read", name: "x" } },
        now,
      );
    let refused = 0;
    for (const size of [1, 30, 0, 7]) {
      await Promise.all(Array.from({ length: size }, refuse));
      refused += size;
      later(SUMMED_FOR / 2 + MINUTE);
      if (size === 7) await Promise.all([enterSums(test.rt.db, now), enterSums(test.rt.db, now), refuse()]);
    }
    refused++;
    later(SUMMED_FOR + 1);
    await enterSums(test.rt.db, now);
    expect(refusedIn(await denied())).toBe(refused);
  });

  it("are kept apart by person and by what was refused", async () => {
    const one = await signedIn(test.rt, "clinician", "board:read");
    const two = await signedIn(test.rt, "auditor", "board:read");
    for (const [actor, name] of [
      [one.principal, "a"],
      [one.principal, "b"],
      [two.principal, "a"],
      [one.principal, "a"],
    ] as const)
      await appendSummedAudit(test.rt.db, { event: "access.denied", actor, detail: { name } }, now);
    expect((await denied()).map((r) => [r.actorId, r.detail.name])).toEqual([
      [one.principal.userId, "a"],
      [one.principal.userId, "b"],
      [two.principal.userId, "a"],
    ]);
    expect((await test.rt.db.select().from(appUser)).length).toBeGreaterThanOrEqual(2);
  });
});

describe("launches anybody can begin", () => {
  it("that are refused are summed up past a number, and counted whole", async () => {
    for (let i = 0; i < 140; i++)
      await startLaunch(test.rt, { iss: "https://nobody.test", launch: null, requestId: `r${i}` }).catch(
        () => {},
      );
    later(SUMMED_FOR + 1);
    await enterSums(test.rt.db, now);
    const rows = await listAuditEvents(test.rt.db, { event: "launch.refused", limit: 500 });
    expect(rows.length).toBeLessThan(130);
    expect(refusedIn(rows)).toBe(140);
  });

  it("keep the newest, and no more than a number", async () => {
    const begin = (i: number) =>
      savePendingLaunch(
        test.rt.db,
        { stateHash: `h${i}`, bindingHash: "b", payload: {}, expiresAt: new Date(now.getTime() + 1000 + i) },
        3,
      );
    for (let i = 0; i < 8; i++) await begin(i);
    const [row] = await test.rt.db.select({ n: count() }).from(pendingLaunch);
    expect(row?.n).toBe(3);
    expect(await takePendingLaunch(test.rt.db, "h7", now)).not.toBeNull();
    expect(await takePendingLaunch(test.rt.db, "h4", now)).toBeNull();
  });
});
