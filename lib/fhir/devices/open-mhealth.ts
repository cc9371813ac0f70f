import { LOINC } from "../reshape/observations";
import type { SentValue } from "./payload";

/**
 * Open mHealth data points (openmhealth.org, schemas of namespace `omh`) as codes and numbers: by schema, which members of
 * the body are measurements, and of what. Their own time frames are not read: the message says when it was measured.
 */
const SCHEMAS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "heart-rate": { heart_rate: "8867-4" },
  "respiratory-rate": { respiratory_rate: "9279-1" },
  "oxygen-saturation": { oxygen_saturation: "59408-5" },
  "body-temperature": { body_temperature: "8310-5" },
  "blood-pressure": { systolic_blood_pressure: "8480-6", diastolic_blood_pressure: "8462-4" },
};

/** @param name the schema's; null stands for what cannot be read. */
export function readDataPoint(name: string, body: Readonly<Record<string, unknown>>): (SentValue | null)[] {
  const members = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
  if (!members) return [null];
  return Object.entries(members).map(([member, code]) => {
    const { value, unit } = (body[member] ?? {}) as { value?: unknown; unit?: unknown };
    return typeof value === "number" && Number.isFinite(value) && typeof unit === "string"
      ? { system: LOINC, code, value, unit }
      : null;
  });
}
