import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/**
 * An append-only journal with snapshots. Each record is one line, `<crc32> <sequence> <json>`, written with one write
 * call: after kill -9 at most the record being written is lost, and nobody was told that it was kept. (It does not
 * fsync each record, so a power cut may take the last seconds: this is a sandbox.)
 *
 * `compact` writes the whole state to a new snapshot, renames it into place and empties the journal. A crash between
 * the two leaves records that the snapshot already holds; their sequence numbers tell, and they are skipped.
 */
export type Journal<T> = {
  append(record: T): void;
  compact(state: Iterable<T>): void;
  /** Bytes in the journal since the last snapshot. */
  size(): number;
  close(): void;
};

type Options<T> = {
  readonly dir: string;
  readonly name: string;
  readonly onRecord: (record: T) => void;
  readonly warn: (message: string) => void;
};

const encode = (sequence: number, record: unknown): string => {
  const body = `${sequence} ${JSON.stringify(record)}`;
  return `${crc32(body).toString(16).padStart(8, "0")} ${body}\n`;
};

/** null when the line is damaged. */
function decode(line: string): { sequence: number; record: unknown } | null {
  const body = line.slice(9);
  if (line[8] !== " " || Number.parseInt(line.slice(0, 8), 16) !== crc32(body)) return null;
  const space = body.indexOf(" ");
  return { sequence: Number(body.slice(0, space)), record: JSON.parse(body.slice(space + 1)) };
}

export function openJournal<T>({ dir, name, onRecord, warn }: Options<T>): Journal<T> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const snapshotFile = join(dir, `${name}.snapshot.jsonl`);
  const journalFile = join(dir, `${name}.journal.jsonl`);

  let sequence = readSnapshot(snapshotFile, onRecord);
  const fd = openSync(journalFile, "a+", 0o600);
  let size = 0;
  if (existsSync(journalFile)) {
    const replayed = replay(journalFile, sequence, onRecord);
    sequence = replayed.sequence;
    size = replayed.validBytes;
    if (replayed.droppedBytes > 0) {
      copyFileSync(journalFile, `${journalFile}.damaged`);
      ftruncateSync(fd, replayed.validBytes);
      warn(
        `${journalFile}: ${replayed.droppedBytes} bytes at the end could not be read and were left out ` +
          "(copy kept beside it). Everything before them is there.",
      );
    }
  }

  return {
    append(record) {
      const line = encode(sequence + 1, record);
      writeAll(fd, line);
      sequence += 1;
      size += Buffer.byteLength(line);
    },
    compact(state) {
      const temporary = `${snapshotFile}.tmp`;
      const out = openSync(temporary, "w", 0o600);
      let count = 0;
      for (const record of state) {
        writeAll(out, encode(sequence, record));
        count += 1;
      }
      // The last line proves that the snapshot is whole.
      writeAll(out, encode(sequence, { end: count }));
      fsyncSync(out);
      closeSync(out);
      renameSync(temporary, snapshotFile);
      ftruncateSync(fd, 0);
      size = 0;
    },
    size: () => size,
    close: () => closeSync(fd),
  };
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done);
}

function readSnapshot<T>(file: string, onRecord: (record: T) => void): number {
  if (!existsSync(file)) return 0;
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const end = decode(lines.pop() ?? "");
  const records = lines.map(decode);
  const whole = (end?.record as { end?: number } | undefined)?.end === records.length;
  if (!end || !whole || records.includes(null))
    throw new Error(`${file} is damaged. Restore it from a copy, or remove the folder to start afresh.`);
  for (const entry of records) onRecord(entry?.record as T);
  return end.sequence;
}

function replay<T>(file: string, from: number, onRecord: (record: T) => void) {
  const bytes = readFileSync(file);
  let sequence = from;
  let position = 0;
  while (position < bytes.length) {
    const newline = bytes.indexOf(10, position);
    const entry = newline < 0 ? null : decode(bytes.toString("utf8", position, newline));
    if (!entry) break;
    if (entry.sequence > sequence) {
      onRecord(entry.record as T);
      sequence = entry.sequence;
    }
    position = newline + 1;
  }
  return { sequence, validBytes: position, droppedBytes: bytes.length - position };
}

/** For tests and for a sandbox without a folder. */
export const memoryJournal = <T>(): Journal<T> => ({
  append: () => {},
  compact: () => {},
  size: () => 0,
  close: () => {},
});
