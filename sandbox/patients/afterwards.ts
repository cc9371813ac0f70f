import type { ResourceOf, Stored } from "../fhir/types";
import type { ResourceStore } from "../store/store";
import type { Random } from "./random";
import { concept, entry } from "./resources";

/** What may become of somebody who was in the department. */
export const HAPPENINGS = ["home", "admitted", "critical-care", "died", "left-unseen", "returned"] as const;
export type Happening = (typeof HAPPENINGS)[number];
export const isHappening = (value: unknown): value is Happening => HAPPENINGS.includes(value as Happening);

type Encounter = Stored<ResourceOf<"Encounter">>;
type Patient = Stored<ResourceOf<"Patient">>;

const V3 = "http://terminology.hl7.org/CodeSystem";
const DISPOSITION = `${V3}/discharge-disposition`;
const ED_STATUS = "http://snomed.info/sct";
/** How the visit says that it ended, as US Core and England's emergency data set write it. */
const DISPOSITIONS: Readonly<Partial<Record<Happening, readonly [string, string, string]>>> = {
  home: [DISPOSITION, "home", "Home"],
  died: [DISPOSITION, "exp", "Expired"],
  "left-unseen": [ED_STATUS, "1066301000000103", "Left care setting before initial assessment"],
};
const WARDS = {
  admitted: { id: "loc-ward", name: "General ward", code: "HU" },
  "critical-care": { id: "loc-icu", name: "Intensive care unit", code: "ICU" },
} as const;

/** Lets something become of a visit: it ends, and what follows is put into the record. */
export function happen(store: ResourceStore, encounterId: string, what: Happening, at: Date): void {
  const visit = store.get("Encounter", encounterId) as Encounter | undefined;
  if (!visit) throw new Error(`Unknown encounter ${encounterId}`);
  if (what === "returned") {
    comeBack(store, visit, at);
    return;
  }
  end(store, visit, what, at);
  if (what === "admitted" || what === "critical-care") admit(store, visit, what, at);
  if (what === "died") {
    const patient = store.get("Patient", patientOf(visit)) as Patient;
    store.put({ ...patient, deceasedDateTime: at.toISOString() } as Stored, "PUT", at);
  }
}

const patientOf = (visit: Encounter): string => visit.subject?.reference?.replace("Patient/", "") ?? "";

function end(store: ResourceStore, visit: Encounter, what: Happening, at: Date): void {
  const [system, code, text] = DISPOSITIONS[what] ?? [];
  store.put(
    {
      ...visit,
      status: "finished",
      period: { ...visit.period, end: at.toISOString() },
      ...(system && code && text
        ? { hospitalization: { ...visit.hospitalization, dischargeDisposition: concept(system, code, text) } }
        : {}),
    } as Stored,
    "PUT",
    at,
  );
}

function admit(store: ResourceStore, visit: Encounter, what: keyof typeof WARDS, at: Date): void {
  const { id, name, code } = WARDS[what];
  const put = (resource: Record<string, unknown>) => store.put(entry(at, resource).resource, "POST", at);
  if (!store.get("Location", id))
    put({
      resourceType: "Location",
      id,
      status: "active",
      name,
      type: [concept(`${V3}/v3-RoleCode`, code, name)],
      managingOrganization: { reference: "Organization/org-sandbox" },
    });
  put({
    resourceType: "Encounter",
    id: `${visit.id}-stay`,
    status: "in-progress",
    class: { system: `${V3}/v3-ActCode`, code: "IMP", display: "inpatient encounter" },
    type: [{ text: "Hospital stay" }],
    subject: visit.subject,
    period: { start: at.toISOString() },
    location: [
      {
        location: { reference: `Location/${id}`, display: name },
        status: "active",
        period: { start: at.toISOString() },
      },
    ],
    serviceProvider: { reference: "Organization/org-sandbox" },
  });
}

function comeBack(store: ResourceStore, visit: Encounter, at: Date): void {
  const { hospitalization: _left, location: _place, meta: _meta, ...rest } = visit;
  const id = `${visit.id}-back`;
  const identifier = [{ system: "urn:openacuity:sandbox:visit", value: id.toUpperCase() }];
  const again = { ...rest, id, identifier, status: "arrived", period: { start: at.toISOString() } };
  store.put(entry(at, again).resource, "POST", at);
}

/** Chances in percent by level, in this order; the rest go home. Plausible, and of no real hospital. */
const CHANCES: Readonly<Record<number, readonly (readonly [Happening, number])[]>> = {
  1: [
    ["critical-care", 55],
    ["died", 5],
    ["admitted", 35],
  ],
  2: [
    ["critical-care", 8],
    ["admitted", 45],
  ],
  3: [
    ["critical-care", 1],
    ["admitted", 22],
    ["left-unseen", 3],
  ],
  4: [
    ["admitted", 4],
    ["left-unseen", 5],
  ],
  5: [
    ["admitted", 1],
    ["left-unseen", 6],
  ],
};

/** What becomes of somebody of this level when their time in the department is over. */
export function fate(level: number, r: Random): Happening {
  let left = r.next() * 100;
  for (const [what, percent] of CHANCES[level] ?? []) {
    left -= percent;
    if (left < 0) return what;
  }
  return "home";
}
