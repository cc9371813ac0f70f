import { createReadStream } from "node:fs";
import { mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { type Anchor, parseAnchor } from "./anchors";

/** Far more than the longest line. */
const TAIL_BYTES = 64 * 1024;
const NEWLINE = 10;

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

export async function anchorFileExists(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size > 0;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** The last whole line; null where there is none. A torn one at the end, left by a crash or a full disk, is passed over. */
export async function lastAnchor(file: string): Promise<Anchor | null> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, "r");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    for (const line of buffer.toString("utf8").split("\n").reverse()) {
      const anchor = parseAnchor(line);
      if (anchor) return anchor;
    }
    return null;
  } finally {
    await handle.close();
  }
}

/**
 * Adds a line and waits until it is on the disk. Only ever adds: after a torn line it begins a new one, so that the file may
 * be made append-only by the system (chattr +a) too.
 */
export async function appendAnchor(file: string, anchor: Anchor): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, "a+", 0o600);
  try {
    const { size } = await handle.stat();
    const last = size > 0 ? (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] : NEWLINE;
    const line = Buffer.from(`${last === NEWLINE ? "" : "\n"}${JSON.stringify(anchor)}\n`);
    const { bytesWritten } = await handle.write(line, 0, line.length, null);
    if (bytesWritten !== line.length) throw new Error("the line did not fit");
    await handle.datasync();
    if (size === 0) await syncFolder(dirname(file));
  } finally {
    await handle.close();
  }
}

/** So that a new file's name outlives a power cut. Not every system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // The line itself is on the disk.
  }
}

export async function eachAnchorLine(file: string, read: (line: string) => void): Promise<void> {
  if (!(await anchorFileExists(file))) return;
  const lines = createInterface({
    input: createReadStream(file, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) if (line) read(line);
}
