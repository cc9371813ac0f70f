import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { readTable } from "./read-table";
import { code, plausibleVitals, type Row } from "./visit";

/**
 * Kristensen et al. 2017 (Dryad, doi:10.5061/dryad.m2bq5, CC0): adults triaged in a Danish department, vital signs only. Kept apart
 * from the other sources on purpose: nothing can learn from it, and nothing is fitted to it.
 */
export type DanishVisit = {
  readonly case: TriageCase;
  /** The triage colour as urgency, 4 (red) to 0 (blue); null where none was given. */
  readonly colour: number | null;
  readonly diedWithin30Days: boolean;
  readonly intensiveCare: boolean;
};

const COLOURS: Readonly<Record<string, number>> = { red: 4, orange: 3, yellow: 2, green: 1, blue: 0 };
const FILE = join("danish-ed", "danish_ed_validation.csv.gz");

/** null when the row has no age, or no outcome. The source does not say which sex its 1 is, so that neither is told. */
export function danishVisit(row: Row, index: number): DanishVisit | null {
  const [age, died, intensive] = [code(row, "age"), code(row, "mort30"), code(row, "ev_intensiv")];
  if (age === null || died === null || intensive === null) return null;
  return {
    case: {
      id: `danish-${index + 1}`,
      ageYears: age,
      vitals: plausibleVitals({
        heartRate: code(row, "puls"),
        respiratoryRate: code(row, "rf"),
        systolic: code(row, "bts"),
        spo2: code(row, "sat"),
      }),
    },
    colour: COLOURS[row.triage?.trim() ?? ""] ?? null,
    diedWithin30Days: died === 1,
    intensiveCare: intensive === 1,
  };
}

/** Empty where the folder has no such file. @throws AppError("invalid-input") when it is damaged */
export async function loadDanish(folder: string): Promise<DanishVisit[]> {
  const path = join(folder, FILE);
  if (!existsSync(path)) return [];
  const visits = (await readTable(path)).map(danishVisit).filter((v) => v !== null);
  if (visits.length === 0) throw new AppError("invalid-input", `${path} holds no visit that can be read`);
  return visits;
}
