import { validateResource } from "@medplum/core";
import { beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "@/lib/core/clock";
import { checkCodes } from "../fhir/codes";
import { loadDefinitions } from "../fhir/definitions";
import { ResourceStore } from "../store/store";
import { fate, HAPPENINGS, happen } from "./afterwards";
import { department } from "./department";
import { random } from "./random";
import { put } from "./simulation";

const NOW = new Date("2026-11-24T12:00:00Z");
beforeAll(() => loadDefinitions());

describe("what becomes of a patient", () => {
  it.each(HAPPENINGS)("%s is in the record, as FHIR writes it", (what) => {
    const store = new ResourceStore({ now: () => NOW });
    put(store, department(1, NOW).entries);
    const ids = () => new Set(["Encounter", "Location"].flatMap((t) => [...store.all(t)].map((r) => r.id)));
    const before = ids();
    happen(store, "enc-001", what, new Date(NOW.getTime() + HOUR));
    const changed = [
      store.get("Encounter", "enc-001"),
      store.get("Patient", "pat-001"),
      ...["Encounter", "Location"].flatMap((t) => [...store.all(t)].filter((r) => !before.has(r.id))),
    ];
    for (const resource of changed) {
      validateResource(resource as never);
      checkCodes(resource as never);
    }
    const [visit, patient] = changed as unknown as [{ status: string }, { deceasedDateTime?: string }];
    expect(visit.status).toBe(what === "returned" ? visit.status : "finished");
    expect(patient.deceasedDateTime !== undefined).toBe(what === "died");
    expect(changed.length - 2).toBe({ admitted: 2, "critical-care": 2, returned: 1 }[what as string] ?? 0);
  });

  it("is graver the more urgent somebody was", () => {
    const share = (level: number, of: readonly string[]) => {
      const r = random(1, "fates", level);
      const fates = Array.from({ length: 2_000 }, () => fate(level, r));
      return fates.filter((f) => of.includes(f)).length / fates.length;
    };
    const grave = [1, 2, 3, 4, 5].map((level) => share(level, ["critical-care", "died"]));
    expect([...grave].sort((a, b) => b - a)).toEqual(grave);
    expect(share(4, ["home"])).toBeGreaterThan(0.85);
  });
});
