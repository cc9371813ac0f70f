import { describe, expect, it } from "vitest";
import { parseCase } from "./case-lines";

const read = (c: object) => parseCase(1, JSON.stringify({ id: "a", ageYears: 30, ...c }));

describe("a case of the batch format", () => {
  it("keeps what a case of version 1 has", () => {
    expect(read({ note: "fell", vitals: { heartRate: 80, consciousness: "alert" } })).toEqual({
      line: 1,
      case: { id: "a", ageYears: 30, note: "fell", vitals: { heartRate: 80, consciousness: "alert" } },
    });
  });

  it("reads pregnancy and medicines as sentences of the note", () => {
    expect(read({ note: "Fell.", pregnancy: "pregnant", medications: ["warfarin", "iron"] })).toMatchObject({
      case: { note: "Fell.\nPregnant.\nMedicines: warfarin, iron." },
    });
    expect(read({ pregnancy: "no" })).toMatchObject({ case: { note: "Not pregnant." } });
    expect(read({ pregnancy: "unknown", medications: [] })).toEqual({
      line: 1,
      case: { id: "a", ageYears: 30 },
    });
  });

  it("reads confusion as NEWS2 does", () => {
    expect(read({ vitals: { consciousness: "confused" } })).toMatchObject({
      case: { vitals: { consciousness: "voice" } },
    });
  });

  it.each([
    [{ arrivalHour: 24 }, "arrivalHour"],
    [{ usual: { heartRate: 900 } }, "usual.heartRate"],
    [{ usual: { mood: 3 } }, "usual.mood"],
    [{ pregnancy: "maybe" }, "pregnancy"],
    [{ medications: [""] }, "medications.0"],
    [{ vitals: { consciousness: "sleepy" } }, "vitals.consciousness"],
  ])("names what is wrong with %j", (over, field) => {
    expect(read(over)).toMatchObject({ id: "a", field });
  });
});
