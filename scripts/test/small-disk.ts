import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, small enough to be filled. */
export type SmallDisk = {
  readonly folder: string;
  /** Leaves no room on it. */
  fill(): void;
  /** Takes away again what filled it. */
  clear(): void;
  close(): void;
};

/** Whether this account may mount one. */
export function mayMount(): boolean {
  const disk = smallDisk(1);
  disk?.close();
  return disk !== null;
}

const PIECE = Buffer.alloc(1 << 20);

/** @returns null where this account may not mount one */
export function smallDisk(megabytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "openacuity-disk-"));
  try {
    const how = `size=${megabytes}m,mode=1777`;
    execFileSync("mount", ["-t", "tmpfs", "-o", how, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  const filler = join(folder, "filler");
  return {
    folder,
    fill() {
      const file = openSync(filler, "a");
      try {
        // Until it says that there is no room, in ever smaller pieces.
        for (let size = PIECE.length; size >= 1; )
          try {
            writeSync(file, PIECE, 0, size);
          } catch {
            size = Math.floor(size / 4);
          }
      } finally {
        closeSync(file);
      }
    },
    clear: () => rmSync(filler, { force: true }),
    close() {
      execFileSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
