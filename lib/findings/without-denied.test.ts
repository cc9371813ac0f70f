import { describe, expect, it } from "vitest";
import { withoutDenied } from "./without-denied";

describe("leaving out what is denied", () => {
  it.each([
    ["ankle pain, denies SOB", "ankle pain, denies"],
    ["chest pain, sweating", "chest pain, sweating"],
    ["not breathing", "not breathing"],
    ["no relief, chest pain persists", "no relief, chest pain persists"],
    ["🤒 fever, no chest pain", "🤒 fever, no"],
    ["", ""],
  ])("%j is read as %j", (text, read) => {
    expect(withoutDenied(text)).toBe(read);
    expect(withoutDenied(text)).toBe(read);
  });

  it("keeps what is only asked about, long past, or somebody else's: none of it is denied", () => {
    for (const text of ["r/o stroke", "hx of stroke", "mother had a stroke"])
      expect(withoutDenied(text)).toBe(text);
  });
});
