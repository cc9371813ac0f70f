import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { casesToTell } from "./testing/cases-to-tell";
import { measureTellings, misspelt, TELLINGS } from "./told-otherwise";

const written: TriageCase = {
  id: "1",
  ageYears: 40,
  chiefComplaint: "chest pain",
  note: "since noon, sweating. Took aspirin",
};
const told = (name: RegExp, c = written) => TELLINGS.find((t) => name.test(t.name))?.of(c);

describe("telling a case otherwise", () => {
  it.each([
    [/joined in the complaint/, "chest pain, since noon, sweating. Took aspirin", undefined],
    [/first statement/, "chest pain, since noon", "sweating. Took aspirin"],
    [/all in the note/, "see note", "Chest pain. Since noon, sweating. Took aspirin."],
    [/semicolons/, "chest pain", "since noon, sweating; Took aspirin"],
    [/capitals/, "CHEST PAIN", "SINCE NOON, SWEATING. TOOK ASPIRIN"],
    [/misspelt/, "chest pain", "since noon, swetaing. Took aspirin"],
  ])("%s", (name, chiefComplaint, note) => {
    expect(told(name)).toEqual({ id: "1", ageYears: 40, chiefComplaint, ...(note ? { note } : {}) });
  });

  it("is not told otherwise where there is nothing to move", () => {
    const { note: _note, ...alone } = written;
    expect(told(/joined in the complaint/, alone)).toBeNull();
    expect(misspelt("fell down")).toBe("fell down");
  });
});

/** Cases that another telling takes across the line between 2 and 3. The aim is none. */
const MOST_ACROSS: Readonly<Record<string, number>> = { "all in the note": 5, misspelt: 2 };

/**
 * Just over what the shipped model and the rules give (`npm run bench:told`). The floor reads findings, so that it must not
 * move at all; the model reads words, so that it may, a little.
 */
describe("the shipped model, told otherwise", () => {
  it("keeps its level over 200 cases", async () => {
    const cases = await casesToTell();
    expect(cases.length).toBe(200);
    const engine = await createOnnxEngine("models/openacuity-triage");
    const results = await measureTellings(engine, cases);
    await engine.close();
    for (const r of results) {
      expect(r.levelMoves, r.name).toBeLessThanOrEqual(0.25);
      expect(r.floorMoved, r.name).toBe(0);
      expect(r.crossed, r.name).toBeLessThanOrEqual(MOST_ACROSS[r.name] ?? 0);
    }
  });
});
