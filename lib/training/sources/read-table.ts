import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { AppError } from "@/lib/core/errors";
import type { Row } from "./visit";

/** A table with a header, compressed or not. @throws AppError("invalid-input") when it is damaged */
export async function readTable(path: string, delimiter = ","): Promise<Row[]> {
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
