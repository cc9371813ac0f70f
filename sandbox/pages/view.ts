import { HOUR, MINUTE } from "@/lib/core/clock";
import type { ResourceOf, Stored } from "../fhir/types";
import type { ResourceStore } from "../store/store";

/** What the EHR's pages show of a visit, read from the records. */
export type Encounter = Stored<ResourceOf<"Encounter">>;
export type Patient = Stored<ResourceOf<"Patient">>;
export type Observation = Stored<ResourceOf<"Observation">>;

export type VisitRow = {
  readonly encounter: Encounter;
  readonly patient: Patient | null;
  readonly name: string;
  readonly mrn: string;
  readonly ageSex: string;
  readonly arrivedAt: Date | null;
  readonly waitMinutes: number;
  readonly complaint: string;
  readonly arrival: string;
  readonly vitals: readonly Vital[];
  readonly acuity: number | null;
};
export type Vital = {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  readonly at: Date;
};

const STATUS = { arrived: "Just arrived", triaged: "Waiting", "in-progress": "In treatment" } as const;
export const statusText = (e: Encounter): string => STATUS[e.status as keyof typeof STATUS] ?? e.status;

const VITALS: readonly (readonly [code: string, label: string])[] = [
  ["8867-4", "HR"],
  ["9279-1", "RR"],
  ["85354-9", "BP"],
  ["8310-5", "Temp"],
  ["59408-5", "SpO₂"],
  ["3151-8", "O₂"],
  ["72514-3", "Pain"],
  ["9269-2", "GCS"],
  ["80288-4", "AVPU"],
];

export const has = (o: Observation, code: string): boolean =>
  (o.code.coding ?? []).some((c) => c.code === code);

export function observations(store: ResourceStore, encounterId: string): Observation[] {
  return [...store.about([`Encounter/${encounterId}`], "Observation")] as Observation[];
}

export function row(store: ResourceStore, encounter: Encounter, now: Date): VisitRow {
  const patient = (store.lookup(encounter.subject?.reference ?? "") as Patient | undefined) ?? null;
  const all = observations(store, encounter.id);
  const start = encounter.period?.start ? new Date(encounter.period.start) : null;
  const { given = [], family = "" } = patient?.name?.[0] ?? {};
  return {
    encounter,
    patient,
    name: [family, given.join(" ")].filter(Boolean).join(", ") || "Name not recorded",
    mrn: patient?.identifier?.[0]?.value ?? "",
    ageSex: [age(patient?.birthDate, now), sexLetter(patient?.gender)].filter(Boolean).join(" "),
    arrivedAt: start,
    waitMinutes: start ? Math.max(0, Math.floor((now.getTime() - start.getTime()) / MINUTE)) : 0,
    complaint: complaintOf(store, encounter, all),
    arrival: encounter.hospitalization?.admitSource?.text ?? "",
    vitals: latest(all, now),
    acuity: acuityOf(all),
  };
}

const sexLetter = (gender: string | undefined): string =>
  gender === "female" ? "F" : gender === "male" ? "M" : "";

export function age(birthDate: string | undefined, now: Date): string {
  if (!birthDate) return "age ?";
  const days = Math.floor((now.getTime() - Date.parse(birthDate)) / (24 * HOUR));
  if (days < 60) return `${days} d`;
  if (days < 730) return `${Math.floor(days / 30.44)} mo`;
  return `${Math.floor(days / 365.25)} y`;
}

function complaintOf(store: ResourceStore, encounter: Encounter, all: readonly Observation[]): string {
  const observed = all.find((o) => has(o, "8661-1"))?.valueString;
  const reason = encounter.reasonCode?.[0]?.text;
  if (observed ?? reason) return observed ?? reason ?? "";
  for (const c of store.about([`Encounter/${encounter.id}`], "Condition")) {
    const condition = c as Stored<ResourceOf<"Condition">>;
    if (condition.category?.some((k) => k.coding?.some((x) => x.code === "encounter-diagnosis")))
      return condition.code?.text ?? "";
  }
  return "";
}

export function latest(all: readonly Observation[], now: Date): Vital[] {
  return VITALS.flatMap(([code, label]) => {
    const newest = all
      .filter((o) => has(o, code) && o.status !== "entered-in-error")
      .filter((o) => Date.parse(o.effectiveDateTime ?? "") <= now.getTime())
      .sort((a, b) => (a.effectiveDateTime ?? "").localeCompare(b.effectiveDateTime ?? ""))
      .at(-1);
    return newest ? [{ label, ...valueText(newest), at: new Date(newest.effectiveDateTime ?? 0) }] : [];
  });
}

const UNITS: Readonly<Record<string, string>> = {
  "/min": "/min",
  Cel: "°C",
  "[degF]": "°F",
  "{score}": "",
  "%": "%",
};

export function valueText(o: Observation): { value: string; unit: string } {
  if (o.component) {
    const of = (code: string) =>
      o.component?.find((c) => c.code.coding?.some((x) => x.code === code))?.valueQuantity?.value ?? "?";
    return { value: `${of("8480-6")}/${of("8462-4")}`, unit: "mmHg" };
  }
  if (o.valueQuantity) {
    const { value, code, unit } = o.valueQuantity;
    return { value: String(value ?? ""), unit: UNITS[code ?? ""] ?? unit ?? "" };
  }
  return { value: o.valueCodeableConcept?.text ?? o.valueString ?? "", unit: "" };
}

/** LOINC answer list LL3056-0 of 75636-1. */
const ESI_ANSWERS = ["LA21567-5", "LA21752-3", "LA21753-1", "LA21754-9", "LA21755-6"];

export const isAcuity = (o: Observation): boolean => has(o, "75636-1");

export function levelOf(o: Observation): number | null {
  const codes = (o.valueCodeableConcept?.coding ?? []).map((c) => c.code ?? "");
  const index = ESI_ANSWERS.findIndex((a) => codes.includes(a));
  if (index >= 0) return index + 1;
  const digit = /[1-5]/.exec(o.valueCodeableConcept?.text ?? "") ?? null;
  return digit ? Number(digit[0]) : (o.valueInteger ?? null);
}

/** The level charted last, if any. */
export function acuityOf(all: readonly Observation[]): number | null {
  const charted = all
    .filter((o) => isAcuity(o) && o.status !== "entered-in-error")
    .sort((a, b) => (a.meta?.lastUpdated ?? "").localeCompare(b.meta?.lastUpdated ?? ""));
  const newest = charted.at(-1);
  return newest ? levelOf(newest) : null;
}

export const clock = (date: Date | null): string =>
  date ? date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }) : "–";

export function duration(minutes: number): string {
  return minutes < 60
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
