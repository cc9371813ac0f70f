import { describe, expect, it } from "vitest";
import { onPatients } from "./compare-policies";

const strict = { thresholds: [1.5, 2.9, 3.9, 4.9] as [number, number, number, number] };
const loose = { thresholds: [1.2, 2.1, 3.5, 4.5] as [number, number, number, number] };

describe("what a policy would have shown", () => {
  const patients = [
    { probabilities: [0, 0.4, 0.5, 0.1, 0], floor: null },
    { probabilities: [0, 0, 0.2, 0.7, 0.1], floor: null },
    { probabilities: [0, 0, 0.2, 0.7, 0.1], floor: 2 as const },
  ];
  it("is counted by level with the safety rules, and beside what is in force", () => {
    expect(onPatients(patients, loose, loose)).toEqual({
      patients: 3,
      byLevel: [0, 1, 1, 1, 0],
      moreUrgent: 0,
      lessUrgent: 0,
    });
    expect(onPatients(patients, strict, loose)).toMatchObject({ byLevel: [0, 2, 1, 0, 0], moreUrgent: 2 });
    expect(onPatients(patients, loose, strict)).toMatchObject({ lessUrgent: 2 });
  });
});
