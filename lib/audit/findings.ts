/** What a verification of the audit log can find wrong. Closed, so that each has its words and its test. */
export const FINDING_CODES = [
  "entries-missing",
  "entry-changed",
  "entry-not-continued",
  "entry-unkeyed",
  "key-missing",
  "seam-moved",
  "cut-off",
  "anchored-otherwise",
  "anchor-file-missing",
  "anchor-file-begun-anew",
  "anchor-file-older",
  "anchor-forged",
  "anchor-lines-missing",
  "anchor-noted-mismatch",
  "anchor-unknown-key",
  "record-changed",
  "record-missing",
  "record-unrecorded",
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export type Finding = {
  readonly code: FindingCode;
  /** Where, the same each time it is found: what an acceptance names. */
  readonly place: string;
  /** For whoever reads the report. */
  readonly text: string;
};

export const findingId = ({ code, place }: Finding): string => `${code} ${place}`;

/** What somebody has accepted: findings by name, and all that is about lines of the anchor file up to one. */
export type Acceptance = { readonly ids: ReadonlySet<string>; readonly anchors: number };

/**
 * One cause can be found in two ways: entries cut off today are entries in the place of others tomorrow. So what is about the
 * anchor file is accepted by its lines. That leaves no gap: the acceptance is itself an entry with a later anchor.
 */
export function isAccepted(finding: Finding, accepted: Acceptance): boolean {
  if (accepted.ids.has(findingId(finding))) return true;
  const lines = /^anchor (\d+)(?: to (\d+))?$/.exec(finding.place);
  return lines !== null && Number(lines[2] ?? lines[1]) <= accepted.anchors;
}

/** "7", or "7 to 9". */
export const range = (from: number, to: number): string => (from >= to ? String(from) : `${from} to ${to}`);

/** Keeps the first of them and counts the rest: a log rewritten from the start has as many as it has entries. */
export class Findings {
  readonly kept: Finding[] = [];
  total = 0;
  constructor(private readonly most = 100) {}
  add(...found: readonly Finding[]): void {
    this.total += found.length;
    this.kept.push(...found.slice(0, Math.max(0, this.most - this.kept.length)));
  }
}
