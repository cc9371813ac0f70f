import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { assessFloor } from "./rules";

const adult = (more: Partial<TriageCase>): TriageCase => ({ id: "t", ageYears: 50, ...more });

describe("vital signs told in words under the floor", () => {
  it("fire the rules of what nobody measured, and say so with the words", () => {
    const floor = assessFloor(adult({ chiefComplaint: "found on the floor", note: "GCS 6 per crew" }));
    expect(floor?.level).toBe(1);
    expect(floor?.rules[0]).toMatchObject({
      id: "gcs-coma",
      reason: 'Glasgow Coma Scale 6/15 (8 or less), as told: "GCS 6"',
    });
  });

  it("are silent where the same vital sign was measured", () => {
    const c = adult({ note: "sats 82 on air" });
    expect(assessFloor(c)?.level).toBe(2);
    expect(assessFloor({ ...c, vitals: { spo2: 97 } })).toBeNull();
  });

  it("join with what was measured: a low pressure told, a fast heart measured", () => {
    const floor = assessFloor(adult({ note: "BP 80/50", vitals: { heartRate: 140 } }));
    expect(floor?.level).toBe(1);
    expect(floor?.rules.find((r) => r.id === "shock-signs")?.reason).toBe(
      'Systolic blood pressure 80 mmHg (below 90, heart rate very fast: signs of shock), as told: "BP 80/50"',
    );
    expect(floor?.rules.find((r) => r.id === "heart-rate-fast-severe")?.reason).not.toContain("as told");
  });

  it("never make what was measured less urgent", () => {
    const measured = adult({ vitals: { spo2: 78 } });
    const before = assessFloor(measured);
    const after = assessFloor({ ...measured, note: "HR 80, RR 16, BP 120/80, GCS 15" });
    expect(before?.level).toBe(1);
    expect(after?.level).toBe(1);
    expect(after?.rules.map((r) => r.id)).toEqual(before?.rules.map((r) => r.id));
  });

  it("of good values fire nothing", () => {
    expect(assessFloor(adult({ note: "BP 120/80, HR 80, RR 16, sats 99% RA, T 36.8, GCS 15" }))).toBeNull();
  });
});
