import type { z } from "zod";
import type { EncounterSummary } from "../patient-context";
import { conceptText, type encounterSchema } from "./schemas";

type ForeignEncounter = z.output<typeof encounterSchema>;

/** Statuses of a visit whose patient is in the department. */
export const IN_DEPARTMENT: readonly string[] = ["arrived", "triaged", "in-progress"];

/** "Patient/123", absolute or relative, -> "123"; null for anything else. */
export function patientIdOf(reference: string | undefined): string | null {
  return /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(reference ?? "")?.[1] ?? null;
}

/** Null when the visit names no patient: nobody can be shown for it. */
export function reshapeEncounter(e: ForeignEncounter): EncounterSummary | null {
  const patientId = patientIdOf(e.subject?.reference);
  if (!patientId) return null;
  return {
    id: e.id,
    patientId,
    status: e.status ?? "unknown",
    classCode: e.class?.code ?? "",
    arrivedAt: instant(e.period?.start),
    arrivalMode: arrivalMode(
      [conceptText(e.hospitalization?.admitSource), ...e.type.map(conceptText)]
        .filter((t) => t !== null)
        .join(" "),
    ),
    location: (e.location.find((l) => l.status === "active") ?? e.location.at(-1))?.location?.display ?? null,
  };
}

/** ISO instant at which a raw Encounter began; `now` when it does not say. */
export function visitStart(encounter: { readonly [key: string]: unknown }, now: Date): string {
  const { start } = (encounter.period ?? {}) as { start?: unknown };
  return (typeof start === "string" ? instant(start) : null) ?? now.toISOString();
}

/** hl7.org/fhir/R4/datatypes.html#dateTime: a time of day comes with its zone, or it is none. */
const DATE_TIME =
  /^\d{4}(?:-(\d{2})(?:-(\d{2})(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** ISO instant of a FHIR dateTime; null when it is none. JavaScript would make a date of almost anything. */
export function instant(text: string | undefined): string | null {
  const match = DATE_TIME.exec(text?.trim() ?? "");
  if (!match) return null;
  const day = match[0].slice(0, 10);
  // There is no 31 February; JavaScript would say 3 March.
  const exists = day.length < 10 || new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
  const time = Date.parse(match[0]);
  return exists && !Number.isNaN(time) ? new Date(time).toISOString() : null;
}

function arrivalMode(text: string): EncounterSummary["arrivalMode"] {
  if (/ambulance|\bEMS\b|paramedic|helicopter|medevac/i.test(text)) return "ambulance";
  if (/walk|ambulatory arrival|self|private|public transport|own (car|transport)|family/i.test(text))
    return "walk-in";
  if (/transfer|police|nursing|other/i.test(text)) return "other";
  return "unknown";
}
