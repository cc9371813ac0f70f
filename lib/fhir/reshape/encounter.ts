import type { Foreign } from "../client";
import { isSiteCode } from "../outcomes/code-key";
import type { EncounterSummary } from "../patient-context";
import { ownId } from "../reference";
import type { SiteSettings } from "../site";
import { conceptText, encounterSchema, type ForeignEncounter, whyUnanswered } from "./schemas";
import { instant, when } from "./times";

/** Statuses of a visit whose patient is in the department. */
export const IN_DEPARTMENT: readonly string[] = ["arrived", "triaged", "in-progress"];

/** Null when the visit names no patient of this EHR: nobody can be shown for it. */
export function reshapeEncounter(
  e: ForeignEncounter,
  issuer: string,
  site: SiteSettings = {},
): EncounterSummary | null {
  const patientId = ownId(e.subject?.reference, "Patient", issuer);
  if (!patientId) return null;
  return {
    id: e.id,
    patientId,
    status: e.status ?? "unknown",
    classCode: classOf(e.class, site)?.code ?? "",
    // A mere day, or a time in no known zone, would make the wait wrong by hours.
    arrivedAt: instant(e.period?.start, site.timeZone),
    endedAt: instant(e.period?.end, site.timeZone),
    arrivalMode: arrivalMode(arrivalWords(e), e.type.map(conceptText)),
    location: placeOf(e).name,
  };
}

/** Where the patient is, by the name that travels with the visit; `unnamed` where there is but an address. */
export function placeOf(e: ForeignEncounter): { name: string | null; unnamed: boolean } {
  const place = (e.location.find((l) => l.status === "active") ?? e.location.at(-1))?.location;
  const within = e.contained.find((c) => place?.reference === `#${c.id}`);
  const name = place?.display?.trim() || within?.name?.trim() || place?.identifier?.value?.trim() || null;
  return { name, unnamed: name === null && place?.reference !== undefined };
}

export const EMERGENCY = "EMER";
type Coding = { readonly system?: unknown; readonly code?: unknown };

/** A site's own code for an emergency visit, by its settings file. */
const isMapped = (c: Coding | undefined, site: SiteSettings): boolean => isSiteCode(c, site.emergencyClasses);

type Classes = ForeignEncounter["class"];
const ACT_CODE = /v3-ActCode$|^(urn:oid:)?2\.16\.840\.1\.113883\.5\.4$/i;

/**
 * What kind of visit it is, of all its codings: emergency where one of them says so, else the standard one, else the first. A
 * site's own code may stand before the standard one or after it.
 */
export function classOf(sent: Classes, site: SiteSettings = {}): Classes[number] | undefined {
  const classes = sent.filter((c) => !whyUnanswered({ coding: [c] }));
  if (classes.some((c) => c.code === EMERGENCY || isMapped(c, site))) return { code: EMERGENCY };
  return (
    classes.find((c) => c.code && ACT_CODE.test(c.system ?? "")) ?? classes.find((c) => c.code) ?? classes[0]
  );
}

/** Of a visit as the EHR sent it. */
export function isEmergency(raw: Foreign, site: SiteSettings = {}): boolean {
  const parsed = encounterSchema.safeParse(raw);
  return parsed.success && classOf(parsed.data.class, site)?.code === EMERGENCY;
}

/** ISO instant at which a raw Encounter began, at the earliest; `now` when it does not say. */
export function visitStart(
  encounter: { readonly [key: string]: unknown },
  now: Date,
  site: SiteSettings = {},
): string {
  const { start } = (encounter.period ?? encounter.actualPeriod ?? {}) as { start?: unknown };
  return (typeof start === "string" ? when(start, site.timeZone)?.at : null) ?? now.toISOString();
}

/** UK Core says how somebody was brought in an extension of its own. */
const TRANSPORT = /EncounterTransport$/;

/** How the patient came, in the EHR's words; null where it does not say. */
export function arrivalWords(e: ForeignEncounter): string | null {
  const extension = e.extension.find((x) => TRANSPORT.test(x.url ?? ""));
  const said = [e.hospitalization?.admitSource, extension?.valueCodeableConcept].map(conceptText);
  return said.filter((t) => t !== null).join(". ") || null;
}

/** What did not happen: "declined EMS". */
const DENIED = /\b(declin\w*|refus\w*|denie[sd]|no|not|without)\b[^.;,]*\b(ambulance|ems|paramedics?)\b/gi;
/** The kind of visit speaks of the way in only where it says so: not "Self-harm presentation". */
const OF_ARRIVAL =
  /\b(arriv\w*|brought|via|transport\w*|walked|by (ambulance|ems|helicopter|police|car|private|own|public))\b/i;

/** Also as neighbours write it. German "Ambulanz" is an outpatient clinic and stays out. */
const AMBULANCE =
  /ambulance|ambulancia|ambulanse|\bEMS\b|paramedic|helicopter|medevac|rettungs(dienst|wagen|transport)|notarzt|\bSAMU\b|\bSMUR\b/i;

function arrivalMode(
  source: string | null,
  types: readonly (string | null)[],
): EncounterSummary["arrivalMode"] {
  const text = [source, ...types.filter((t) => OF_ARRIVAL.test(t ?? ""))]
    .filter((t) => t !== null)
    .join(". ")
    .replace(DENIED, " ");
  if (AMBULANCE.test(text)) return "ambulance";
  if (/walk|\bself(?![- ]harm)|private|public transport|own (car|transport)|family/i.test(text))
    return "walk-in";
  if (/transfer|police|nursing|other/i.test(text)) return "other";
  return "unknown";
}
