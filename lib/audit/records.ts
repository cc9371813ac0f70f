import { canonicalJson } from "@/lib/core/json";
import { type AuditKey, sign } from "./keys";

/** Records whose content is taken into the audit log when they are written. */
export const RECORD_TYPES = ["decision", "assessment", "explanation"] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

export type RecordContent = {
  readonly type: RecordType;
  readonly id: string;
  /** The row as the database gives it back; null: it is being removed. */
  readonly row: object | null;
};

export const recordName = (type: RecordType, id: string): string => `${type}:${id}`;

/** In place of a digest where the record could not be read when it was taken in. */
export const UNREADABLE = "unreadable";

/**
 * A keyed digest, so that the log does not let anybody guess at what a comment says by trying. Columns that are empty do not
 * count: one that a later version adds changes no digest.
 */
export function digestRecord(key: AuditKey, type: RecordType, row: object): string {
  const filled = Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null && value !== undefined),
  );
  return sign(key, "record", canonicalJson({ type, row: filled })).slice(0, 32);
}

/** `digests` of an entry; null when it is about no record. */
export const digestsOf = (
  key: AuditKey,
  records: readonly RecordContent[],
): Record<string, string | null> | null =>
  records.length === 0
    ? null
    : Object.fromEntries(
        records.map(({ type, id, row }) => [recordName(type, id), row ? digestRecord(key, type, row) : null]),
      );
