import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decisionsOf, UNREADABLE_COMMENT } from "@/db/queries/decision";
import { findSnapshot } from "@/db/queries/encounter";
import { assessment } from "@/db/schema";
import { MINUTE, SECOND } from "@/lib/core/clock";
import { getBoard } from "@/lib/workflows/clinic/board";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { as, type Clinic, gesture, launch, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

const spoil = (column: string, table: string, key: string, id: string) =>
  clinic.rt.handle.exec(
    `update ${table} set ${column} = (select ${column} from ${table} where ${key} <> $1::uuid and ${column} is not null limit 1) where ${key} = $1::uuid`,
    [id],
  );

describe("a stored value that does not open", () => {
  it("leaves every other patient on the board, is named in the log, and the patient gets another assessment", async () => {
    const { rt, log } = clinic;
    const { sessionId } = await launch(clinic, "nurse1");
    const auth = await as(rt, sessionId, "board:read");
    const before = await getBoard(rt, auth);
    const hit = before.rows[3]?.encounterId as string;
    const [row] = await rt.db.select().from(assessment).where(eq(assessment.encounterId, hit));
    await spoil("basis", "assessment", "id", row?.id as string);
    // What is shared is worked out anew by then.
    clinic.forward(11 * SECOND);

    const after = await getBoard(rt, auth);
    expect(after.rows.map((r) => [r.encounterId, r.level])).toEqual(
      before.rows.map((r) => [r.encounterId, r.level]),
    );
    expect(log.filter((l) => l.includes(`assessment.basis of row ${row?.id} did not open`))).toHaveLength(1);
    // What was stored stays for whoever can mend it; the patient can be decided on.
    const reading = await as(rt, sessionId, "encounter:read");
    const view = await openEncounter(rt, reading, { encounterId: hit, launchId: null });
    expect(view.assessment.id).not.toBe(row?.id);
    expect(view.assessment.level).toBe(row?.shownLevel);
    await recordDecision(rt, await as(rt, sessionId, "decision:write"), gesture(view));
    expect((await getBoard(rt, auth)).rows.find((r) => r.encounterId === hit)).toMatchObject({
      levelSource: "decided",
      worsened: false,
    });
    expect(await rt.db.select().from(assessment).where(eq(assessment.encounterId, hit))).toHaveLength(2);
  });

  it("swapped between two patients shows neither the other's data, and nothing is decided", async () => {
    const { rt } = clinic;
    const { sessionId } = await launch(clinic, "nurse2");
    const [a, b] = (await getBoard(rt, await as(rt, sessionId, "board:read"))).rows.filter(
      (r) => r.levelSource === "suggested",
    );
    const reading = await as(rt, sessionId, "encounter:read");
    const ref = { encounterId: a?.encounterId as string, launchId: null };
    const view = await openEncounter(rt, reading, ref);
    const swap = () =>
      rt.handle.exec(
        "update encounter set refs = (select o.refs from encounter o where o.id <> encounter.id and o.id in ($1::uuid, $2::uuid)) where id in ($1::uuid, $2::uuid)",
        [a?.encounterId, b?.encounterId],
      );
    await swap();
    const refused = { code: "decrypt-failed" };
    await expect(openEncounter(rt, reading, ref)).rejects.toMatchObject(refused);
    const deciding = await as(rt, sessionId, "decision:write");
    await expect(recordDecision(rt, deciding, gesture(view))).rejects.toMatchObject(refused);
    await swap();
    expect((await openEncounter(rt, reading, ref)).banner.name).toBe(view.banner.name);
  });

  it("hides no decision: the comment alone is missing", async () => {
    const { rt } = clinic;
    const { sessionId } = await launch(clinic, "nurse2");
    const auth = await as(rt, sessionId, "board:read");
    const [first, second] = (await getBoard(rt, auth)).rows.filter((r) => r.levelSource === "suggested");
    for (const row of [first, second]) {
      const reading = await as(rt, sessionId, "encounter:read");
      const view = await openEncounter(rt, reading, {
        encounterId: row?.encounterId as string,
        launchId: null,
      });
      const decided = { ...gesture(view), comment: "seen at the door" };
      await recordDecision(rt, await as(rt, sessionId, "decision:write"), decided);
    }
    const of = async (id?: string) => (await decisionsOf(rt.db, [id as string]))[0]?.decision;
    const target = await of(first?.encounterId);
    await spoil("comment", "decision", "id", target?.id as string);
    expect(await of(first?.encounterId)).toMatchObject({ level: target?.level, comment: UNREADABLE_COMMENT });
    const shown = (await getBoard(rt, auth)).rows.find((r) => r.encounterId === first?.encounterId);
    expect(shown).toMatchObject({ level: target?.level, levelSource: "decided" });
  });

  it("with the EHR away leaves its patient out and says so; the EHR's next word takes its place", async () => {
    const { rt, sandbox } = clinic;
    // A session shares an answer for some seconds: one for each look.
    const looks = [
      await launch(clinic, "nurse1"),
      await launch(clinic, "nurse1"),
      await launch(clinic, "nurse1"),
    ];
    const look = async () => getBoard(rt, await as(rt, looks.pop()?.sessionId as string, "board:read"));
    const before = await look();
    const hit = before.rows[1]?.encounterId as string;
    await spoil("context", "encounter_snapshot", "encounter_id", hit);
    sandbox.setFault("down");
    clinic.forward(1 * MINUTE);
    const away = await look();
    expect(away.rows).toHaveLength(before.rows.length - 1);
    expect(away.freshness.note).toContain(
      `One waiting patient is not shown, because the stored record could not be read (visit ${hit}).`,
    );
    sandbox.setFault("none");
    clinic.forward(1 * MINUTE);
    await look();
    expect((await findSnapshot(rt.db, hit))?.encounterId).toBe(hit);
  });
});
