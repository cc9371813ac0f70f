import type { SentValue } from "@/lib/fhir/devices/payload";
import type { DeviceRefusal } from "@/lib/fhir/devices/refusals";
import { nameOf } from "@/lib/fhir/reshape/codes";
import { ucumOf } from "@/lib/fhir/reshape/units";
import { VITALS, type VitalKey } from "./features";

/** The catalogue's units by their UCUM codes, as an EHR wants them. */
const UCUM_OF: Readonly<Record<string, string>> = {
  "/min": "/min",
  mmHg: "mm[Hg]",
  "°C": "Cel",
  "%": "%",
  "/10": "{score}",
  "/15": "{score}",
};
const byLoinc = new Map(VITALS.flatMap((f) => f.loinc.map((code) => [code, f] as const)));
/** Decimals kept after a unit conversion. */
const PRECISION = 100;

export type DeviceVital = {
  readonly key: VitalKey;
  readonly loinc: string;
  /** In the catalogue's unit. */
  readonly value: number;
  /** UCUM */
  readonly unit: string;
};

/**
 * A device's number as a vital sign of the catalogue, by the same reviewed table of codes and units that EHR readings go
 * through. A unit must be said: a monitor, unlike a person, always knows it.
 */
export function readDeviceVital(sent: SentValue | null): DeviceVital | DeviceRefusal {
  if (!sent) return "unknown-code";
  const name = nameOf({ coding: [{ system: sent.system, code: sent.code }] });
  const feature = name.kind === "measure" ? name.as.map((c) => byLoinc.get(c)).find(Boolean) : undefined;
  if (!feature || name.kind !== "measure") return "unknown-code";
  const ucum = ucumOf({ code: sent.unit, unit: sent.unit });
  const convert = ucum !== "" && Object.hasOwn(feature.ucum, ucum) ? feature.ucum[ucum] : undefined;
  const converted = convert?.(sent.value) ?? Number.NaN;
  if (Number.isNaN(converted)) return "unknown-unit";
  const value = Math.round(converted * PRECISION) / PRECISION;
  const [low, high] = feature.range;
  if (value < low || value > high) return "implausible";
  return {
    key: feature.key,
    loinc: feature.loinc[0] ?? name.loinc,
    value,
    unit: UCUM_OF[feature.unit] ?? ucum,
  };
}
