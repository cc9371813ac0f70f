import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DbHandle } from "@/db/client";
import { armKeys } from "@/db/keys";
import { auditEventsAfter, auditHead, auditKeys, recordsOf } from "@/db/queries/audit";
import { insertDecision } from "@/db/queries/decision";
import { assessment, decision } from "@/db/schema";
import { sealSet } from "@/db/sealed";
import { openTestDatabase } from "@/db/testing";
import { GENESIS, hashEntry } from "@/lib/audit/chain";
import { DAY } from "@/lib/core/clock";
import { parseKeyRing } from "@/lib/core/crypto";
import { createLogger } from "@/lib/core/logger";
import type { Explanation } from "@/lib/explain/explanation";
import { type Anchorer, startAnchoring } from "@/lib/workflows/govern/anchor-audit";
import { appendAudit } from "@/lib/workflows/govern/append-audit";
import { expireData } from "@/lib/workflows/govern/expire-data";
import { rotateKeys } from "@/lib/workflows/govern/rotate-keys";
import { type AuditReport, verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { RecordChecker } from "@/lib/workflows/govern/verify-records";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { aDecision, insertNurse, insertVisit } from "./support/rows";
import { until } from "./support/runtime";

/** What somebody can do who holds the database (and perhaps the anchor file), but not DATA_KEYS. */

let handle: DbHandle;
let folder: string;
let file: string;
let anchorer: Anchorer | undefined;
beforeEach(async () => {
  handle = await openTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "openacuity-tampering-"));
  file = join(folder, "audit-anchors.jsonl");
});
afterEach(async () => {
  await anchorer?.close();
  anchorer = undefined;
  await handle.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (at = file) => {
  anchorer = await startAnchoring({
    handle,
    file: at,
    clock: () => new Date(),
    logger: createLogger("error", { write: () => {} }),
  });
  return anchorer;
};
const stop = async () => {
  await anchorer?.close();
  anchorer = undefined;
};
const write = async (count: number) => {
  for (let n = 0; n < count; n++)
    await handle.db.transaction((tx) =>
      appendAudit(tx, { event: "role.changed", actor: "system", detail: { n } }, new Date()),
    );
};
/** Written and anchored one by one, as on a busy day. */
const writeAnchored = async (count: number) => {
  for (let n = 0; n < count; n++) {
    await write(1);
    await anchorer?.anchorNow();
  }
};
const verify = () => verifyAuditLog(handle.db, { anchorFile: file });
const codes = ({ findings }: AuditReport) => [...new Set(findings.map(({ code }) => code))];
/** With the owner's powers: the triggers refuse everybody else. */
const tamper = async (...statements: string[]) => {
  for (const statement of [
    "alter table audit_event disable trigger user",
    "alter table audit_event drop constraint if exists audit_event_keyed",
    "alter table audit_key disable trigger user",
    ...statements,
  ])
    await handle.exec(statement);
};

/** All entries from one on changed, and hashed again as anybody can: with the plain hash of before there were keys. */
async function rewriteFrom(from: number, keyless = true): Promise<void> {
  await tamper();
  const { rows } = await handle.exec("select * from audit_event order by seq");
  let prevHash = GENESIS;
  for (const row of rows) {
    const seq = Number(row.seq);
    if (seq >= from) {
      const entry = {
        seq,
        at: new Date(row.at as string).toISOString(),
        actorId: null,
        actorName: "Somebody else",
        role: "system",
        event: String(row.event),
        subjectType: null,
        subjectId: null,
        requestId: null,
        detail: {},
        prevHash,
        keyId: null,
        anchor: null,
        digests: null,
      };
      const hash = hashEntry(entry, null);
      await handle.exec(
        `update audit_event set actor_name = 'Somebody else', detail = '{}', prev_hash = $2, hash = $3${keyless ? ", key_id = null, anchor = null, digests = null" : ""} where seq = $1`,
        [seq, prevHash, hash],
      );
      prevHash = hash;
    } else prevHash = String(row.hash);
  }
}

describe("an audit log that nobody touched", () => {
  it("is intact, and every entry of it anchored a moment after it was written", async () => {
    await start();
    await write(8);
    await until(() => anchorer?.state().seq === 8);
    expect(anchorer?.state()).toMatchObject({ ok: true, why: null });
    expect(await verify()).toMatchObject({ ok: true, checked: 8, total: 0, notes: [], anchors: { seq: 8 } });
  });

  it("is anchored again by the next process where one was killed in between", async () => {
    await start();
    await writeAnchored(2);
    await stop();
    await write(3);
    expect(await verify()).toMatchObject({ ok: true, notes: ["Entries 3 to 5 came after the last anchor."] });
    await start();
    expect(await verify()).toMatchObject({ ok: true, notes: [], anchors: { seq: 5 } });
  });
});

describe("an audit log that was cut", () => {
  it("of its last six entries says so, and how many there were", async () => {
    await start();
    await writeAnchored(20);
    await stop();
    await tamper("delete from audit_event where seq > 14");
    const report = await verify();
    expect(codes(report)).toEqual(["cut-off"]);
    expect(report.findings[0]?.text).toMatch(/ends at entry 14, but entry 20 was anchored on/);
  });

  it("is noticed by the running process, and stays found after new entries took the numbers", async () => {
    await start();
    await writeAnchored(20);
    await tamper("delete from audit_event where seq > 14");
    await write(1);
    await until(() => anchorer?.state().ok === false);
    expect(anchorer?.state().why).toMatch(/no longer holds entry 20|was cut/);
    await writeAnchored(10);
    expect(codes(await verify())).toEqual(
      expect.arrayContaining(["anchored-otherwise", "anchor-noted-mismatch"]),
    );
    await stop();
    // And by every process after it.
    await start();
    expect(anchorer?.state().ok).toBe(false);
  });

  it("to nothing, key and all, does not pass for a new one", async () => {
    await start();
    await writeAnchored(5);
    await stop();
    await tamper("delete from audit_event", "delete from audit_key");
    expect((await verify()).ok).toBe(false);
    await write(3);
    expect(codes(await verify())).toContain("anchor-unknown-key");
    await start();
    await write(1);
    expect((await verify()).ok).toBe(false);
    expect(anchorer?.state().why).toMatch(/a key this database does not hold/);
  });

  it("together with its anchor file is noticed by the process that runs", async () => {
    await start();
    await writeAnchored(6);
    copyFileSync(file, `${file}.old`);
    await writeAnchored(6);
    await tamper("delete from audit_event where seq > 6");
    copyFileSync(`${file}.old`, file);
    await anchorer?.anchorNow();
    expect(anchorer?.state()).toMatchObject({ ok: false, why: expect.stringMatching(/older anchor file/) });
    expect((await verify()).ok).toBe(false);
  });
});

describe("an audit log that was rewritten", () => {
  it("from its first entry on, 71 entries hashed anew, is found out by key and anchors", async () => {
    await start();
    await writeAnchored(71);
    await stop();
    await rewriteFrom(1);
    expect(codes(await verify())).toEqual(expect.arrayContaining(["entry-unkeyed", "anchored-otherwise"]));
    await handle.exec("delete from audit_key");
    // Then it is whole in itself, and the anchors are all there is.
    expect(codes(await verify())).toEqual(["anchor-unknown-key"]);
  });

  it("with the name of the key on it is not what the key signs", async () => {
    await start();
    await writeAnchored(9);
    await stop();
    await rewriteFrom(4, false);
    expect(codes(await verify())).toContain("entry-changed");
  });

  it("by swapping two entries is found out", async () => {
    await start();
    await writeAnchored(6);
    await tamper(
      "update audit_event set seq = -1 where seq = 3",
      "update audit_event set seq = 3 where seq = 4",
      "update audit_event set seq = 4 where seq = -1",
    );
    const { findings } = await verify();
    expect(findings.map(({ place }) => place)).toEqual(expect.arrayContaining(["3", "4"]));
  });
});

describe("an anchor file", () => {
  it("that was deleted is missed, and one begun anew does not pass for the first", async () => {
    await start();
    await writeAnchored(5);
    rmSync(file);
    expect(codes(await verify())).toEqual(["anchor-file-missing"]);
    await stop();
    await start();
    await writeAnchored(3);
    expect(anchorer?.state()).toMatchObject({ ok: false, why: expect.stringMatching(/begun anew/) });
    expect(codes(await verify())).toContain("anchor-file-begun-anew");
  });

  it("of earlier put in its place is found out, also when it went on", async () => {
    await start();
    await writeAnchored(5);
    copyFileSync(file, `${file}.old`);
    await writeAnchored(5);
    copyFileSync(`${file}.old`, file);
    expect(codes(await verify())).toEqual(["anchor-file-older"]);
    await stop();
    await start();
    await writeAnchored(5);
    expect(codes(await verify())).toEqual(
      expect.arrayContaining(["anchor-file-older", "anchor-noted-mismatch"]),
    );
    expect(anchorer?.state().ok).toBe(false);
  });

  it("with lines removed, changed or made up is found out", async () => {
    await start();
    await writeAnchored(6);
    await stop();
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, lines.toSpliced(2, 1).join("\n"));
    expect(codes(await verify())).toContain("anchor-lines-missing");
    writeFileSync(file, lines.with(2, (lines[2] ?? "").replace('"seq":3', '"seq":2')).join("\n"));
    expect(codes(await verify())).toContain("anchor-forged");
    writeFileSync(file, lines.join("\n"));
    appendFileSync(file, `${(lines.at(-2) ?? "").replace('"n":6', '"n":7')}\n`);
    expect(codes(await verify())).toContain("anchor-forged");
    writeFileSync(file, lines.join("\n"));
    expect(await verify()).toMatchObject({ ok: true });
  });

  it("on a full disk is reported and costs nobody an entry; it is caught up with later", async () => {
    symlinkSync("/dev/full", file);
    await start();
    await write(4);
    await until(() => anchorer?.state().ok === false);
    expect(anchorer?.state().why).toBe(
      "The audit log is not anchored at the moment: the disk is full. Decisions are recorded all the same.",
    );
    expect(await verifyAuditLog(handle.db, { anchorFile: null })).toMatchObject({ ok: true, checked: 4 });
    rmSync(file);
    await anchorer?.anchorNow();
    expect(anchorer?.state()).toMatchObject({ ok: true, seq: 4 });
    expect(await verify()).toMatchObject({ ok: true, notes: [] });
  });
});

describe("the seam between a log without a key and with one", () => {
  /** A log as versions without keys left it, with a decision of that time. */
  async function legacy(): Promise<string> {
    await handle.exec("alter table audit_event drop constraint audit_event_keyed");
    let prevHash = GENESIS;
    for (let seq = 1; seq <= 6; seq++) {
      const at = new Date(seq * 1_000);
      const entry = {
        seq,
        at: at.toISOString(),
        actorId: null,
        actorName: "OpenAcuity",
        role: "system",
        event: "board.viewed",
        subjectType: null,
        subjectId: null,
        requestId: null,
        detail: { seq },
        prevHash,
        keyId: null,
        anchor: null,
        digests: null,
      };
      const hash = hashEntry(entry, null);
      await handle.exec(
        "insert into audit_event (seq, at, actor_name, role, event, detail, prev_hash, hash) values ($1, $2, 'OpenAcuity', 'system', 'board.viewed', $3, $4, $5)",
        [seq, entry.at, JSON.stringify(entry.detail), prevHash, hash],
      );
      prevHash = hash;
    }
    const now = new Date();
    const row = aDecision(await insertNurse(handle.db, now), await insertVisit(handle.db, now), 2, now);
    await handle.db.insert(decision).values(row);
    return row.id ?? "";
  }

  it("is an entry, anchored, and what came before it stays verifiable", async () => {
    await legacy();
    expect(await verify()).toMatchObject({
      ok: true,
      checked: 6,
      notes: [expect.stringMatching(/no audit key yet/)],
    });
    await start();
    await writeAnchored(2);
    const report = await verify();
    expect(report).toMatchObject({
      ok: true,
      records: 2,
      notes: [expect.stringMatching(/^Entries 1 to 6 are from before/)],
    });
    const { rows } = await handle.exec("select event from audit_event where seq > 6 order by seq");
    expect(rows.map((r) => r.event)).toEqual([
      "audit.key-begun",
      "audit.records-sealed",
      "audit.records-sealed",
      "role.changed",
      "role.changed",
    ]);
  });

  it("keeps what was before it as it was: entries, and what the records contained", async () => {
    const id = await legacy();
    await start();
    await writeAnchored(2);
    await stop();
    await handle.exec("update decision set level = 4 where id = $1", [id]);
    expect((await verify()).findings).toMatchObject([{ code: "record-changed", place: `decision ${id}` }]);
    await handle.exec("update decision set level = 2 where id = $1", [id]);
    await rewriteBefore(7);
    expect(codes(await verify())).toEqual(["entry-not-continued"]);
  });

  it("cannot be moved or taken away", async () => {
    await legacy();
    await start();
    await writeAnchored(4);
    await stop();
    await rewriteFrom(1);
    expect(codes(await verify())).toEqual(expect.arrayContaining(["entry-unkeyed", "anchored-otherwise"]));
    await handle.exec("delete from audit_key");
    expect(codes(await verify())).toContain("anchor-unknown-key");
    // A new process lays a new key upon the rewritten log, and is told apart from the first.
    await start();
    await writeAnchored(1);
    expect((await verify()).ok).toBe(false);
    expect(anchorer?.state().ok).toBe(false);
  });

  it("refuses entries of a version that has no keys, while it still runs", async () => {
    await write(1);
    await expect(
      handle.exec(
        "insert into audit_event (seq, at, actor_name, role, event, detail, prev_hash, hash) values (2, now(), 'a', 'system', 'board.viewed', '{}', 'x', 'y')",
      ),
    ).rejects.toThrow(/audit_event_keyed/);
  });

  async function rewriteBefore(end: number): Promise<void> {
    await tamper();
    const { rows } = await handle.exec("select * from audit_event where seq < $1 order by seq", [end]);
    let prevHash = GENESIS;
    for (const row of rows) {
      const entry = {
        seq: Number(row.seq),
        at: new Date(row.at as string).toISOString(),
        actorId: null,
        actorName: "Somebody else",
        role: "system",
        event: "board.viewed",
        subjectType: null,
        subjectId: null,
        requestId: null,
        detail: row.detail as Record<string, unknown>,
        prevHash,
        keyId: null,
        anchor: null,
        digests: null,
      };
      const hash = hashEntry(entry, null);
      await handle.exec(
        "update audit_event set actor_name = 'Somebody else', prev_hash = $2, hash = $3 where seq = $1",
        [entry.seq, prevHash, hash],
      );
      prevHash = hash;
    }
  }
});

describe("decisions and assessments", () => {
  async function recorded(): Promise<{ decisionId: string; assessmentId: string }> {
    const now = new Date();
    if (!anchorer) await start();
    const nurse = await insertNurse(handle.db, now);
    const visit = await insertVisit(handle.db, now);
    const row = aDecision(nurse, visit, 2, now);
    await handle.db.transaction(async (tx) => {
      const made = await insertDecision(tx, { ...row, comment: "looks grey" });
      const assessments = await recordsOf(tx, "assessment", [visit.assessmentId]);
      await appendAudit(
        tx,
        {
          event: "decision.recorded",
          actor: "system",
          records: [
            { type: "decision", id: made?.id ?? "", row: made ?? null },
            { type: "assessment", id: visit.assessmentId, row: assessments.get(visit.assessmentId) ?? null },
          ],
        },
        now,
      );
    });
    return { decisionId: String(row.id), assessmentId: visit.assessmentId };
  }

  const explain = (assessmentId: string, method: string) =>
    handle.db.transaction(async (tx) => {
      const explanation = { method, evaluations: 3 } as unknown as Explanation;
      await tx
        .update(assessment)
        .set(sealSet(assessment, assessmentId, { explanation }))
        .where(eq(assessment.id, assessmentId));
      await appendAudit(
        tx,
        {
          event: "assessment.explained",
          actor: "system",
          subject: { type: "assessment", id: assessmentId },
          records: [{ type: "explanation", id: assessmentId, row: explanation }],
        },
        new Date(),
      );
    });

  it.each([
    ["a level made less urgent", "update decision set level = 5", "record-changed decision"],
    [
      "another author",
      "update decision set decided_by = (select id from app_user order by created_at desc limit 1)",
      "record-changed decision",
    ],
    ["a comment taken away", "update decision set comment = null", "record-changed decision"],
    [
      "a comment that no longer opens",
      "update decision set comment = 'v1.test.AAAA'",
      "record-changed decision",
    ],
    [
      "another time",
      "update decision set decided_at = decided_at - interval '2 hours'",
      "record-changed decision",
    ],
    ["a level shown that was not", "update assessment set shown_level = 5", "record-changed assessment"],
    [
      "a model that did not answer",
      "update assessment set model_version = '9.9'",
      "record-changed assessment",
    ],
    ["a decision taken away", "delete from write_back; delete from decision", "record-missing decision"],
  ])("are compared with their entries: %s", async (_what, statement, expected) => {
    await recorded();
    await insertNurse(handle.db, new Date(Date.now() + 60_000));
    expect(await verify()).toMatchObject({ ok: true, records: 2 });
    await handle.exec(statement);
    const report = await verify();
    expect(report.ok).toBe(false);
    expect(report.findings.map(({ code, place }) => `${code} ${place.split(" ")[0]}`)).toEqual([expected]);
  });

  it("that nobody made in the product are found", async () => {
    await recorded();
    const now = new Date();
    const visit = await insertVisit(handle.db, now);
    const row = aDecision(await insertNurse(handle.db, now), visit, 1, now);
    await handle.db.insert(decision).values(row);
    expect((await verify()).findings).toEqual([
      expect.objectContaining({ code: "record-unrecorded", place: `assessment ${visit.assessmentId}` }),
      expect.objectContaining({ code: "record-unrecorded", place: `decision ${row.id}` }),
    ]);
  });

  it("that were removed on record are not missed", async () => {
    const { decisionId, assessmentId } = await recorded();
    await handle.db.transaction(async (tx) => {
      await tx.delete(decision).where(eq(decision.id, decisionId));
      await tx.delete(assessment).where(eq(assessment.id, assessmentId));
      await appendAudit(
        tx,
        {
          event: "audit.accepted",
          actor: "system",
          records: [
            { type: "decision", id: decisionId, row: null },
            { type: "assessment", id: assessmentId, row: null },
          ],
        },
        new Date(),
      );
    });
    expect(await verify()).toMatchObject({ ok: true });
  });

  it("keep their explanations: a finer one takes the place of the first, anything else is found", async () => {
    const { assessmentId } = await recorded();
    await explain(assessmentId, "first");
    expect(await verify()).toMatchObject({ ok: true, records: 3 });
    await explain(assessmentId, "finer");
    expect(await verify()).toMatchObject({ ok: true });
    const other = { method: "made up" } as unknown as Explanation;
    await handle.db
      .update(assessment)
      .set(sealSet(assessment, assessmentId, { explanation: other }))
      .where(eq(assessment.id, assessmentId));
    expect(codes(await verify())).toEqual(["record-changed"]);
  });

  describe("whose time is over", () => {
    const monthsLater = () => new Date(Date.now() + 90 * DAY);
    const env = { RETENTION_DAYS: 30 } as Runtime["env"];
    const expire = () => expireData({ db: handle.db, env, clock: monthsLater });

    it("are emptied on record, and the log stays intact, time and again", async () => {
      const { assessmentId } = await recorded();
      await explain(assessmentId, "first");
      expect(await expire()).toMatchObject({ visits: 1, assessments: 1, decisions: 1 });
      expect(await verify()).toMatchObject({ ok: true, total: 0, records: 5 });
      await recorded();
      expect(await expire()).toMatchObject({ visits: 1 });
      expect(await verify()).toMatchObject({ ok: true, total: 0 });
    });

    it("are emptied while they are verified, and that is no finding either", async () => {
      await recorded();
      const report = await verifyAuditLog(handle.db, { anchorFile: null });
      expect(report.ok).toBe(true);
      const entries = await auditEventsAfter(handle.db, 0, 1_000, 1_000);
      const checker = new RecordChecker(handle.db, await auditKeys(handle.db));
      expect(await checker.check(entries)).toEqual([]);
      await expire();
      expect(await checker.check(entries)).toEqual([]);
      await recorded();
      await expire();
      expect(await checker.check(entries)).toEqual([]);
    });

    it.each([
      ["changed", "update decision set level = 5", "record-changed decision"],
      ["changed in what was shown", "update assessment set shown_level = 5", "record-changed assessment"],
      ["taken away", "delete from write_back; delete from decision", "record-missing decision"],
    ])("are vouched for as they were left: %s", async (_what, statement, expected) => {
      const { assessmentId } = await recorded();
      await explain(assessmentId, "first");
      await expire();
      await handle.exec(statement);
      const { findings } = await verify();
      expect(findings.map(({ code, place }) => `${code} ${place.split(" ")[0]}`)).toEqual([expected]);
    });

    it("do not come back: neither what was emptied nor an explanation that was removed", async () => {
      const { assessmentId, decisionId } = await recorded();
      await explain(assessmentId, "first");
      const [{ comment } = {}] = (await handle.exec("select comment from decision")).rows;
      const [{ explanation } = {}] = (await handle.exec("select explanation from assessment")).rows;
      await expire();
      await handle.exec("update decision set comment = $1", [comment]);
      await handle.exec("update assessment set explanation = $1", [explanation]);
      const { findings } = await verify();
      expect(findings.map(({ code, place }) => `${code} ${place}`).sort()).toEqual([
        `record-changed decision ${decisionId}`,
        `record-changed explanation ${assessmentId}`,
      ]);
    });
  });

  it("are still vouched for after DATA_KEYS were rotated, under an audit key that no leaked one tells", async () => {
    await recorded();
    const [before] = await auditKeys(handle.db);
    const rotated = parseKeyRing(
      `new:${Buffer.alloc(32, 9).toString("base64")},test:${Buffer.alloc(32, 3).toString("base64")}`,
    );
    await armKeys(handle.db, rotated);
    await write(2);
    expect(await verify()).toMatchObject({ ok: true });
    await rotateKeys(handle.db, { clock: () => new Date(), settleMs: 0 });
    const { rows } = await handle.exec("select material from audit_key");
    expect(rows.map(({ material }) => String(material).split(".")[1])).toEqual(["new", "new"]);
    const keys = await auditKeys(handle.db);
    expect(keys).toHaveLength(2);
    expect(keys[0]?.id).toBe(before?.id);
    // The process that ran all the while goes on with the new key.
    await recorded();
    await write(2);
    const { seq } = (await auditHead(handle.db)) ?? { seq: 0 };
    await until(() => anchorer?.state().seq === seq);
    expect(anchorer?.state().ok).toBe(true);
    expect(await verify()).toMatchObject({ ok: true, records: 4, notes: [] });
  });
});
