import { createReadStream, existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { AppError } from "@/lib/core/errors";
import { ktasVisit } from "./ktas";
import { criticalCareVisit, nhamcsVisit } from "./nhamcs";
import type { Row, SourceVisit } from "./visit";

/** The public data sets a folder holds, as the README tells users to lay them out. Missing sources are left empty. */
export type Sources = {
  readonly nhamcs: readonly SourceVisit[];
  readonly criticalCare: readonly SourceVisit[];
  readonly ktas: readonly SourceVisit[];
  /** Reason-for-visit code -> label, for the vocabulary. */
  readonly reasonLabels: ReadonlyMap<string, string>;
};

async function readTable(path: string, delimiter = ","): Promise<Row[]> {
  const file = createReadStream(path);
  const text = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  // A broken archive must end the parse instead of hanging it.
  const parser = parse({ columns: true, delimiter, bom: true, relax_column_count: true });
  file.on("error", (e: Error) => parser.destroy(e));
  text.on("error", (e: Error) => parser.destroy(e));
  const rows: Row[] = [];
  try {
    for await (const row of text.pipe(parser)) rows.push(row as Row);
  } catch (cause) {
    throw new AppError("invalid-input", `${path} could not be read as a table`, { cause });
  }
  return rows;
}

const present = <T>(values: readonly (T | null)[]): T[] => values.filter((v): v is T => v !== null);

/** @throws AppError("invalid-input") when the folder holds none of the sources or a file is damaged. */
export async function loadSources(folder: string): Promise<Sources> {
  const file = (...parts: string[]) => {
    const path = join(folder, ...parts);
    return existsSync(path) ? path : null;
  };
  const labelsFile = file("nhamcs-ed", "rfv_labels_5digit.csv");
  const reasonLabels = new Map<string, string>();
  if (labelsFile)
    for (const row of await readTable(labelsFile)) reasonLabels.set(row.code ?? "", row.label ?? "");

  const edFile = file("nhamcs-ed", "nhamcs_ed_2012_2014.csv.gz");
  const nhamcs = edFile ? present((await readTable(edFile)).map((r) => nhamcsVisit(r, reasonLabels))) : [];

  const criticalFolder = file("nhamcs-critical-care");
  const criticalCare: SourceVisit[] = [];
  if (criticalFolder) {
    const years = (await readdir(criticalFolder)).filter((f) => /^critical_\d{4}\.csv\.gz$/.test(f)).sort();
    for (const name of years)
      criticalCare.push(
        ...present(
          (await readTable(join(criticalFolder, name))).map((r, i) => criticalCareVisit(r, i, reasonLabels)),
        ),
      );
  }

  const ktasFile = file("ktas", "ktas_moon2019_dev.csv");
  const ktas = ktasFile ? present((await readTable(ktasFile, ";")).map(ktasVisit)) : [];

  if (nhamcs.length + criticalCare.length + ktas.length === 0)
    throw new AppError("invalid-input", `no data set found in ${folder}; see the README for what goes where`);
  return { nhamcs, criticalCare, ktas, reasonLabels };
}
