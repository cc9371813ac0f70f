import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Row } from "./client";

/**
 * Proves that the database takes writes, for the health check: reading goes on for long where nothing can be recorded any
 * more. Leaves nothing behind and does not grow. Throws what the database says.
 */
type Exec = (text: string) => Promise<{ rows: Row[] }>;

/** Takes new room on the server's disk, and gives the old back (see the schema). */
export const tryWriteToServer = async (exec: Exec): Promise<void> => {
  await exec("select health_probe_write()");
};

/** As much room as a decision with its case takes. */
const FILE_BYTES = 64 * 1024;

/** The embedded database never vacuums, so it only updates a row; whether the disk has room is asked of the disk. */
export async function tryWriteEmbedded(exec: Exec, folder: string | null): Promise<void> {
  await exec(
    "insert into health_probe (id, at) values (1, now()) on conflict (id) do update set at = excluded.at",
  );
  if (!folder) return;
  const file = join(folder, `probe.${process.pid}`);
  try {
    await writeFile(file, randomBytes(FILE_BYTES), { mode: 0o600 });
  } finally {
    await rm(file, { force: true });
  }
}
