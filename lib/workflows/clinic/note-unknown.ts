import { type NewNotUnderstood, saveNotUnderstood } from "@/db/queries/ehr-site";
import type { EncounterRow } from "@/db/queries/encounter";
import { toAppError } from "@/lib/core/errors";
import type { DataProblem } from "@/lib/fhir/patient-context";
import type { Runtime } from "../service/runtime";
import { firstWithin } from "./recently";

type Noted = { readonly encounter: EncounterRow; readonly problems: readonly DataProblem[] };

/** A board is read every few seconds; what it could not read is written down again after this. */
const SAME_NEWS = 60 * 60 * 1000;
/** What looks like a code or unit. Anything else may be words about a patient, and is not kept. */
const CODE_LIKE = /^[\p{L}\p{N}%°º_.\-:/+^*[\]{}()'#]{1,60}$/u;
const UNIT_LIKE = /^[\p{L}\p{N}%°º_.\-:/+^*[\]{}()'# ]{1,20}$/u;

/**
 * Counts codes and units that were sent and not understood, for whoever keeps the site's settings file. A patient is shown
 * also where this cannot be written down.
 */
export async function noteUnknown(rt: Runtime, visits: readonly Noted[]): Promise<void> {
  const rows = visits
    .flatMap(({ encounter, problems }) => rowsOf(encounter, problems, rt.clock()))
    .filter((row) =>
      firstWithin(
        rt,
        "not-understood",
        JSON.stringify([row.encounterId, row.kind, row.system, row.code, row.readings]),
        SAME_NEWS,
      ),
    );
  try {
    await saveNotUnderstood(rt.db, rows);
  } catch (error) {
    rt.logger.warn({ err: toAppError(error) }, "codes that were not understood could not be counted");
  }
}

function rowsOf(encounter: EncounterRow, problems: readonly DataProblem[], now: Date): NewNotUnderstood[] {
  const rows = new Map<string, NewNotUnderstood>();
  for (const { unknown, readings = 1 } of problems) {
    if (!unknown || !(unknown.kind === "unit" ? UNIT_LIKE : CODE_LIKE).test(unknown.code)) continue;
    if (!/^[\w.\-:/#]{0,200}$/.test(unknown.system)) continue;
    const key = JSON.stringify(unknown);
    const known = rows.get(key);
    rows.set(key, {
      issuer: encounter.issuer,
      ...unknown,
      encounterId: encounter.id,
      readings: (known?.readings ?? 0) + readings,
      lastAt: now,
    });
  }
  return [...rows.values()];
}
