import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import { pressure, quantity, temperature, vitalsResources, weightResource } from "./observations";
import { birthDate, type Casting, type Profile, pad, profile, profileRandom } from "./profile";
import {
  background,
  type Entry,
  encounterResource,
  narrative,
  patientResource,
  type Visit,
} from "./resources";
import { measure, measuringTimes, weightFor } from "./vitals";

export const encounterId = (index: number): string => `enc-${pad(index)}`;

/** The whole chart of one patient who waits in the department at `now`. */
export function chart(seed: number, index: number, casting: Casting, now: Date, waited?: number): Entry[] {
  const p = profile(seed, index, casting);
  const r = profileRandom(p, "chart");
  const minutes = waited ?? p.waitedMinutes;
  const arrived = new Date(now.getTime() - minutes * MINUTE);
  const about = { p, encounterId: encounterId(index) };
  const times = p.quirk === "no-vitals" ? [] : measuringTimes(p, minutes, r);
  // Who just came in has not been seen yet; the sickest are taken straight through.
  const status: Visit["status"] =
    times.length === 0 || minutes < 3
      ? "arrived"
      : p.vignette.level === 1 || r.chance(0.2)
        ? "in-progress"
        : "triaged";

  const entries: Entry[] = [...identity(p, now, arrived)];
  entries.push(
    encounterResource(p, { id: about.encounterId, classCode: "EMER", status, start: arrived }, arrived),
  );
  entries.push(...narrative(about, arrived), ...background(p, arrived));
  times.forEach((minute, i) => {
    const at = new Date(arrived.getTime() + minute * MINUTE);
    const set = measure(p, minutes === 0 ? 0 : minute / minutes, r);
    entries.push(...vitalsResources(about, i + 1, at, set));
    if (i === 0) entries.push(weightResource(about, at, weightFor(p.ageYears, r)));
  });
  return spoilt(p, about, entries, now);
}

/** Registration: the Patient, the birth date as far as it is known, and the record it was merged into. */
function identity(p: Profile, now: Date, arrived: Date): Entry[] {
  const born = birthDate(p, now);
  const known =
    p.quirk === "no-birth-date" ? null : p.quirk === "year-of-birth-only" ? born.slice(0, 4) : born;
  if (p.quirk !== "merged-patient") return [patientResource(p, known, arrived)];
  const survivor = patientResource({ ...p, id: `${p.id}-m` }, known, arrived);
  return [survivor, patientResource(p, known, arrived, survivor.resource.id)];
}

/** Another set of vitals for somebody who still waits; `progress` as in `measure`. */
export function nextVitals(p: Profile, set: number, arrived: Date, at: Date): Entry[] {
  const r = profileRandom(p, "vitals", set);
  // One full course takes about three hours.
  const progress = (at.getTime() - arrived.getTime()) / (3 * HOUR);
  return vitalsResources({ p, encounterId: encounterId(p.index) }, set, at, measure(p, progress, r));
}

type ObservationEntry = Entry & { resource: { code: { coding?: { code?: string }[] } } };
const isObservation = (e: Entry, code: string): e is ObservationEntry =>
  e.resource.resourceType === "Observation" && (e.resource.code.coding ?? []).some((c) => c.code === code);

/** Applies what is odd about the record to its newest vitals. */
function spoilt(
  p: Profile,
  about: { p: Profile; encounterId: string },
  entries: Entry[],
  now: Date,
): Entry[] {
  const newest = (code: string) => entries.filter((e) => isObservation(e, code)).at(-1);
  const change = (code: string, value: object): Entry[] => {
    const target = newest(code);
    return entries.map((e) => (e === target ? { ...e, resource: { ...e.resource, ...value } as never } : e));
  };
  const copy = (code: string, suffix: string, value: object, at?: Date): Entry[] => {
    const source = newest(code);
    if (!source) return entries;
    const resource = { ...source.resource, id: `${source.resource.id}-${suffix}`, ...value };
    return [...entries, { resource: resource as never, at: at ?? source.at }];
  };
  switch (p.quirk) {
    case "two-temperatures":
      return copy("8310-5", "b", { valueQuantity: temperature(39.4, false) });
    case "alert-with-gcs-9": {
      const at = newest("8867-4")?.at ?? now;
      const kept = entries.filter((e) => !isObservation(e, "9269-2") && !isObservation(e, "80288-4"));
      return [...kept, ...vitalsResources(about, 90, at, { avpu: "alert", gcs: 9 })];
    }
    case "pressure-upside-down":
      return change("85354-9", pressure(74, 118));
    case "entered-in-error":
      return copy("8867-4", "e", {
        status: "entered-in-error",
        valueQuantity: quantity(188, "beats/minute", "/min"),
      });
    case "future-timestamp":
      return copy("8867-4", "f", {
        effectiveDateTime: new Date(now.getTime() + 7 * HOUR).toISOString(),
        valueQuantity: quantity(61, "beats/minute", "/min"),
      });
    case "unknown-unit":
      return change("8310-5", {
        valueQuantity: { value: 310.2, unit: "K", system: "http://unitsofmeasure.org", code: "K" },
      });
    case "implausible-value":
      return change("8867-4", { valueQuantity: quantity(870, "beats/minute", "/min") });
    case "old-visit":
      return [...entries, ...oldVisit(p, now)];
    default:
      return entries;
  }
}

/** A clinic visit of months ago with vitals that must not be mistaken for today's. */
function oldVisit(p: Profile, now: Date): Entry[] {
  const start = new Date(now.getTime() - 120 * DAY);
  const id = `enc-${p.id}-old`;
  const visit: Visit = {
    id,
    classCode: "AMB",
    status: "finished",
    start,
    end: new Date(start.getTime() + HOUR),
  };
  return [
    encounterResource(p, visit, start),
    ...vitalsResources({ p, encounterId: id }, 80, start, {
      hr: 71,
      rr: 15,
      sbp: 128,
      dbp: 79,
      temp: 36.6,
      spo2: 98,
    }),
  ];
}

/** People of the hospital who are none of the department's waiting patients: they must never be on its board. */
export function bystanders(seed: number, startIndex: number, cast: Casting, now: Date): Entry[] {
  const visits: readonly (readonly [Visit["classCode"], Visit["status"], number, boolean])[] = [
    ["EMER", "finished", 5, true],
    ["EMER", "finished", 7, false],
    ["EMER", "finished", 9, false],
    ["EMER", "cancelled", 3, false],
    ["AMB", "in-progress", 1, false],
    ["AMB", "arrived", 1, false],
    ["IMP", "in-progress", 30, false],
    ["IMP", "in-progress", 52, false],
  ];
  return visits.flatMap(([classCode, status, hoursAgo, died], i) => {
    const p: Profile = { ...profile(seed, startIndex + i, { ...cast, quirk: null }), ageYears: 40 + 5 * i };
    const start = new Date(now.getTime() - hoursAgo * HOUR);
    const end =
      status === "finished" || status === "cancelled" ? new Date(start.getTime() + 2 * HOUR) : undefined;
    const patient = patientResource(p, birthDate(p, now), start);
    if (died && end) Object.assign(patient.resource, { deceasedDateTime: end.toISOString() });
    const id = encounterId(startIndex + i);
    return [
      patient,
      encounterResource(p, { id, classCode, status, start, ...(end ? { end } : {}) }, start),
      ...vitalsResources({ p, encounterId: id }, 1, start, {
        hr: 80,
        rr: 16,
        sbp: 122,
        dbp: 76,
        temp: 36.8,
        spo2: 97,
      }),
    ];
  });
}
