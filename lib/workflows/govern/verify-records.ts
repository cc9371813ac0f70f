import type { DbOrTx } from "@/db/client";
import {
  type AuditRow,
  auditHead,
  recordsOf,
  type Superseding,
  supersedingDigests,
  unrecorded,
} from "@/db/queries/audit";
import type { Finding } from "@/lib/audit/findings";
import type { AuditKey } from "@/lib/audit/keys";
import { digestRecord, RECORD_TYPES, type RecordType, UNREADABLE } from "@/lib/audit/records";

type Said = {
  readonly name: string;
  readonly type: RecordType;
  readonly id: string;
  /** null: this entry is the record of its removal. */
  readonly digest: string | null;
  readonly key: AuditKey;
  readonly seq: number;
};
type Row = object | null | undefined;

/** Compares records with the digests that entries have of them; where several entries tell of one, the last of them counts. */
export class RecordChecker {
  compared = 0;
  private readonly keys: ReadonlyMap<string, AuditKey>;
  private readonly named = new Set<string>();
  /** What later entries say, and the end of the log when that was read. */
  private later: { readonly end: number; readonly said: ReadonlyMap<string, Superseding> } | null = null;

  constructor(
    private readonly db: DbOrTx,
    keys: readonly AuditKey[],
  ) {
    this.keys = new Map(keys.map((key) => [key.id, key]));
  }

  async check(entries: readonly AuditRow[]): Promise<Finding[]> {
    const said = entries.flatMap((entry) => this.saidBy(entry));
    const findings: Finding[] = [];
    for (const type of RECORD_TYPES) {
      const ofType = said.filter((s) => s.type === type);
      for (let from = 0; from < ofType.length; from += 500) {
        const page = ofType.slice(from, from + 500);
        const rows = await recordsOf(this.db, type, [...new Set(page.map(({ id }) => id))]);
        for (const one of page) {
          const finding = await this.compare(one, rows.get(one.id));
          // A record from before the key may have two entries.
          if (!finding || this.named.has(finding.place)) continue;
          this.named.add(finding.place);
          findings.push(finding);
        }
      }
    }
    return findings;
  }

  private saidBy({ digests, keyId, seq }: AuditRow): Said[] {
    const key = keyId === null ? undefined : this.keys.get(keyId);
    if (!digests || !key) return [];
    return Object.entries(digests).map(([name, digest]) => {
      const [type, id] = name.split(":") as [RecordType, string];
      return { name, type, id, digest, key, seq };
    });
  }

  private async compare(said: Said, row: Row): Promise<Finding | null> {
    if (said.digest !== null) this.compared++;
    if (matches(said, row) || (await this.superseded(said, row))) return null;
    const { type, id, seq } = said;
    const code = row === undefined ? "record-missing" : "record-changed";
    return { code, place: `${type} ${id}`, text: whatIsWrong(said, row, `The ${type} ${id}`, seq) };
  }

  /** A later entry tells of it too, perhaps one written just now, and it is what that one says. */
  private async superseded(said: Said, row: Row): Promise<boolean> {
    if (this.isAsLaterSaid(said, row)) return true;
    for (let attempt = 0; attempt < 3; attempt++) {
      const end = (await auditHead(this.db))?.seq ?? 0;
      if (this.later?.end === end) return false;
      this.later = { end, said: await supersedingDigests(this.db) };
      const now = (await recordsOf(this.db, said.type, [said.id])).get(said.id);
      if (this.isAsLaterSaid(said, now)) return true;
    }
    return false;
  }

  private isAsLaterSaid(said: Said, row: Row): boolean {
    const later = this.later?.said.get(said.name);
    if (!later || later.seq <= said.seq) return false;
    const key = later.keyId === null ? undefined : this.keys.get(later.keyId);
    return matches({ ...said, digest: later.digest, key: key ?? said.key }, row);
  }
}

function matches({ key, type, digest }: Said, row: Row): boolean {
  if (row === undefined || digest === null) return row === undefined && digest === null;
  return row === null ? digest === UNREADABLE : digestRecord(key, type, row) === digest;
}

function whatIsWrong({ digest }: Said, row: Row, what: string, seq: number): string {
  if (row === undefined) return `${what} is gone, which entry ${seq} tells of.`;
  if (digest === null) return `${what} is there again, though entry ${seq} tells that it was removed.`;
  if (row === null) return `${what} cannot be read any more (entry ${seq}).`;
  return `${what} is not what entry ${seq} says it was: it was changed in the database.`;
}

const NAMED = 20;

/** Records that no entry tells of. Before there is a key nothing is expected of the log. */
export async function checkUnrecorded(db: DbOrTx, keys: readonly AuditKey[]): Promise<Finding[]> {
  if (keys.length === 0) return [];
  const names = await unrecorded(db, NAMED + 1);
  return names.slice(0, NAMED).map((name) => {
    const place = name.replace(":", " ");
    return {
      code: "record-unrecorded",
      place,
      text: `No entry tells of the ${place}: it was not written by OpenAcuity${names.length > NAMED ? " (and there are more)" : ""}.`,
    };
  });
}
