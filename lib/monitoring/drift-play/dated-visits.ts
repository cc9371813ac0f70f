import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@/lib/core/errors";
import { ktasVisit } from "@/lib/training/sources/ktas";
import { nhamcsVisit } from "@/lib/training/sources/nhamcs";
import { nhamcsFullVisit } from "@/lib/training/sources/nhamcs-full";
import { readTable } from "@/lib/training/sources/read-table";
import type { SourceVisit } from "@/lib/training/sources/visit";

/** The surveys' visits with the month they were in, and another hospital's. */
export type DatedVisit = { readonly visit: SourceVisit; readonly year: number; readonly month: number };
export type DriftSources = {
  readonly survey: readonly DatedVisit[];
  readonly elsewhere: readonly SourceVisit[];
};

/** @throws AppError("invalid-input") when the folder lacks one of the files, or one is damaged */
export async function loadDatedVisits(folder: string): Promise<DriftSources> {
  const file = (...parts: string[]) => join(folder, ...parts);
  const labels = new Map(
    (await readTable(file("nhamcs-ed", "rfv_labels_5digit.csv"))).map((r) => [r.code ?? "", r.label ?? ""]),
  );
  const dated = (visit: SourceVisit | null, month: string | undefined): DatedVisit[] =>
    visit?.year ? [{ visit, year: visit.year, month: Number(month) }] : [];
  const early = await readTable(file("nhamcs-ed", "nhamcs_ed_2012_2014.csv.gz"));
  const survey = early.flatMap((row) => dated(nhamcsVisit(row, labels), row.VMONTH));
  const full = file("nhamcs-ed-full");
  for (const name of (await readdir(full)).filter((f) => /^nhamcs_ed_\d{4}\.csv\.gz$/.test(f)).sort())
    (await readTable(join(full, name))).forEach((row, i) => {
      survey.push(...dated(nhamcsFullVisit(row, i, labels), row.VMONTH));
    });
  const elsewhere = (await readTable(file("ktas", "ktas_moon2019_dev.csv"), ";"))
    .map(ktasVisit)
    .filter((v) => v !== null);
  if (survey.some((v) => !(v.month >= 1 && v.month <= 12)))
    throw new AppError("invalid-input", `a visit without a month in ${folder}`);
  return { survey, elsewhere };
}
