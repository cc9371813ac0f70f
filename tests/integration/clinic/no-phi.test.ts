import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getBoard } from "@/lib/workflows/clinic/board";
import { explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { handleWriteBack } from "@/lib/workflows/clinic/write-back";
import { signOut } from "@/lib/workflows/govern/sessions";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { type Clinic, gesture, open, override, startClinic } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

type Person = {
  readonly id: string;
  readonly birthDate?: string;
  readonly name?: { family?: string; given?: string[] }[];
  readonly identifier?: { value?: string }[];
  readonly telecom?: { value?: string }[];
  readonly address?: { line?: string[] }[];
};

/** Every word that would tell who a patient of the sandbox is, or which of its visits is meant. */
function identifyingWords(): string[] {
  const people = [...clinic.sandbox.store.all("Patient")] as unknown as Person[];
  const visits = [...clinic.sandbox.store.all("Encounter")] as unknown as { id: string }[];
  const words = people.flatMap((p) => [
    p.id,
    p.birthDate,
    ...(p.name ?? []).flatMap((n) => [n.family, ...(n.given ?? [])]),
    ...(p.identifier ?? []).map((i) => i.value),
    ...(p.telecom ?? []).map((t) => t.value),
    ...(p.address ?? []).flatMap((a) => a.line ?? []),
  ]);
  return [...new Set([...words, ...visits.map((v) => v.id)])].filter(
    (w): w is string => (w?.length ?? 0) >= 3,
  );
}

/** Every table's every row as text, as somebody with a copy of the database would read it. */
async function everythingStored(): Promise<Map<string, string>> {
  const { handle } = clinic.rt;
  const tables = await handle.exec(
    "select table_schema as s, table_name as t from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('public', 'pgboss')",
  );
  const stored = new Map<string, string>();
  for (const { s, t } of tables.rows) {
    const { rows } = await handle.exec(`select x::text as line from "${s}"."${t}" x`);
    stored.set(`${s}.${t}`, rows.map((r) => String(r.line)).join("\n"));
  }
  return stored;
}

describe("what identifies a patient", () => {
  it("is in no log line, no audit event and no column in clear, whatever was done", async () => {
    const { rt, sandbox, log } = clinic;
    const one = await open(clinic, "nurse1", "enc-001");
    await getBoard(rt, one.auth);
    await explainAssessment(rt, one.auth, { ...one.view, assessmentId: one.view.assessment.id });
    const comment = `${one.view.banner.name} looks grey`;
    const decision = await recordDecision(rt, one.auth, override(one.view, { reason: "other", comment }));
    await handleWriteBack(rt, decision.id);
    // Failures talk more than successes do.
    const two = await open(clinic, "nurse2", "enc-002");
    for (const fault of ["not-json", "malformed", "error500", "down"] as const) {
      sandbox.setFault(fault);
      await getBoard(rt, two.auth).catch(() => {});
      await recordDecision(rt, two.auth, gesture(two.view)).catch(() => {});
    }
    sandbox.setFault("none");
    await recordDecision(rt, two.auth, { ...gesture(two.view), launchId: one.launchId }).catch(() => {});
    await signOut(rt, one.auth.principal, "r");

    const words = identifyingWords();
    expect(words).toContain(one.view.banner.name.split(" ").at(-1));
    expect(words.length).toBeGreaterThan(200);
    const found = (text: string) =>
      words.filter((w) =>
        new RegExp(`(?<![A-Za-z0-9])${w.replace(/[^A-Za-z0-9 ]/g, "\\$&")}(?![A-Za-z0-9])`).test(text),
      );
    expect(log.length).toBeGreaterThan(3);
    expect(found(log.join("\n"))).toEqual([]);
    const stored = await everythingStored();
    expect(stored.get("public.encounter_snapshot")?.length).toBeGreaterThan(1_000);
    for (const [table, text] of stored) expect([table, found(text)]).toEqual([table, []]);
    // The words of the complaint are the patient's too.
    const complaint = one.view.complaint ?? "";
    expect(complaint.length).toBeGreaterThan(3);
    for (const [table, text] of stored) expect([table, text.includes(complaint)]).toEqual([table, false]);
    expect(await verifyAuditLog(rt.db, { anchorFile: rt.anchorFile })).toMatchObject({ ok: true });
  });
});
