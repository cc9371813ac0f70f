import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DbHandle } from "@/db/client";
import { openTestDatabase } from "@/db/testing";
import { appendAudit } from "@/lib/workflows/govern/append-audit";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";

let handle: DbHandle;
beforeEach(async () => {
  handle = await openTestDatabase();
});
afterEach(() => handle.close());

const write = (n: number) =>
  handle.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "decision.recorded",
        actor: "system",
        detail: { n, ratio: 0.1, none: undefined, nested: { z: 1, a: [1, 2] } },
      },
      new Date(),
    ),
  );

describe("the audit log in the database", () => {
  it("stays gapless and whole under 50 writers at once", async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => write(n)));
    expect(await verifyAuditLog(handle.db, { anchorFile: null })).toMatchObject({ ok: true, checked: 50 });
  });

  it("loses its entry with the change that failed", async () => {
    await write(1);
    await expect(
      handle.db.transaction(async (tx) => {
        await appendAudit(tx, { event: "model.promoted", actor: "system" }, new Date());
        throw new Error("the change failed");
      }),
    ).rejects.toThrow("the change failed");
    await write(2);
    expect(await verifyAuditLog(handle.db, { anchorFile: null })).toMatchObject({ ok: true, checked: 2 });
  });

  it("tells where somebody with the database's own powers changed a row", async () => {
    for (let n = 0; n < 5; n++) await write(n);
    await handle.exec("alter table audit_event disable trigger user");
    await handle.exec(`update audit_event set detail = '{"n": 99}' where seq = 3`);
    expect(await verifyAuditLog(handle.db, { anchorFile: null })).toMatchObject({
      ok: false,
      checked: 5,
      findings: [{ code: "entry-changed", place: "3" }],
    });
  });
});
