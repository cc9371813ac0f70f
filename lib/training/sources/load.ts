import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@/lib/core/errors";
import { ktasVisit } from "./ktas";
import { nhamcsVisit } from "./nhamcs";
import { nhamcsFullVisit } from "./nhamcs-full";
import { readTable } from "./read-table";
import type { SourceVisit } from "./visit";

/** The public data sets a folder holds, as the README tells users to lay them out. Missing sources are left empty. */
export type Sources = {
  readonly nhamcs: readonly SourceVisit[];
  readonly ktas: readonly SourceVisit[];
  /** The surveys of 2016-2019, with what happened to each patient. */
  readonly outcomes: readonly SourceVisit[];
  /** Reason-for-visit code -> label, for the vocabulary. */
  readonly reasonLabels: ReadonlyMap<string, string>;
};

const present = <T>(values: readonly (T | null)[]): T[] => values.filter((v): v is T => v !== null);

const readLabels = async (path: string): Promise<Map<string, string>> =>
  new Map((await readTable(path)).map((row) => [row.code ?? "", row.label ?? ""]));

/** A file a year, read in the order of the years. */
async function visitsByYear(
  folder: string,
  pattern: RegExp,
  visit: typeof nhamcsFullVisit,
  labels: ReadonlyMap<string, string>,
): Promise<SourceVisit[]> {
  const visits: SourceVisit[] = [];
  for (const name of (await readdir(folder)).filter((f) => pattern.test(f)).sort())
    visits.push(...present((await readTable(join(folder, name))).map((r, i) => visit(r, i, labels))));
  return visits;
}

/** @throws AppError("invalid-input") when the folder holds none of the sources or a file is damaged. */
export async function loadSources(folder: string): Promise<Sources> {
  const file = (...parts: string[]) => {
    const path = join(folder, ...parts);
    return existsSync(path) ? path : null;
  };
  const labelsFile = file("nhamcs-ed", "rfv_labels_5digit.csv");
  const reasonLabels = labelsFile ? await readLabels(labelsFile) : new Map<string, string>();

  const edFile = file("nhamcs-ed", "nhamcs_ed_2012_2014.csv.gz");
  const nhamcs = edFile ? present((await readTable(edFile)).map((r) => nhamcsVisit(r, reasonLabels))) : [];

  const ktasFile = file("ktas", "ktas_moon2019_dev.csv");
  const ktas = ktasFile ? present((await readTable(ktasFile, ";")).map(ktasVisit)) : [];

  const outcomesFolder = file("nhamcs-ed-full");
  const outcomes = outcomesFolder
    ? await visitsByYear(outcomesFolder, /^nhamcs_ed_\d{4}\.csv\.gz$/, nhamcsFullVisit, reasonLabels)
    : [];

  if (nhamcs.length + ktas.length + outcomes.length === 0)
    throw new AppError("invalid-input", `no data set found in ${folder}; see the README for what goes where`);
  return { nhamcs, ktas, outcomes, reasonLabels };
}
