import { describe, expect, it } from "vitest";
import type { AgelessCase } from "@/lib/case/triage-case";
import { assessFloorAtAnyAge } from "./any-age";
import { assessFloor } from "./rules";

const floor = (over: Partial<AgelessCase>) => assessFloorAtAnyAge({ id: "c", ...over });

describe("a patient of unknown age", () => {
  it.each<[string, Partial<AgelessCase>, number | null]>([
    ["who does not respond", { vitals: { consciousness: "unresponsive" } }, 1],
    ["in a coma", { vitals: { gcs: 5 } }, 1],
    ["whose saturation is low", { vitals: { spo2: 84 } }, 2],
    ["whose pressure is too low for a newborn", { vitals: { systolic: 35 } }, 1],
    ["whose words are an emergency at any age", { chiefComplaint: "not breathing" }, 1],
    ["whose heart rate is fast in an adult, usual in a newborn", { vitals: { heartRate: 150 } }, null],
    ["whose pressure is low in an adult, usual in a newborn", { vitals: { systolic: 75 } }, null],
    ["with chest pain, which means another thing in a child", { chiefComplaint: "ankle sprain" }, null],
    ["of whom nothing is known", {}, null],
  ])("%s", (_what, over, level) => expect(floor(over)?.level ?? null).toBe(level));

  it("is never judged more urgent than at the age at which the patient would be least urgent", () => {
    const cases: Partial<AgelessCase>[] = [
      { vitals: { spo2: 70, heartRate: 170, systolic: 60, respiratoryRate: 44 } },
      { vitals: { temperature: 40.5, heartRate: 190 } },
      { chiefComplaint: "chest pain and shortness of breath", vitals: { spo2: 90 } },
    ];
    for (const over of cases) {
      const level = floor(over)?.level ?? 6;
      for (let age = 0; age <= 100; age += 0.25)
        expect(assessFloor({ id: "c", ageYears: age, ...over })?.level ?? 6, String(age)).toBeLessThanOrEqual(
          level,
        );
    }
  });
});
