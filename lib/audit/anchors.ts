import { canonicalJson } from "@/lib/core/json";
import { type Finding, range } from "./findings";
import { type AuditKey, sign } from "./keys";

/**
 * The head of the audit chain, noted outside the database: one line a note, each signed and chained onto the line before, in
 * a file that only grows. What was cut off the database's end, or rewritten whole, no longer meets its anchors.
 */
export type Anchor = {
  readonly v: 1;
  /** Counts the lines of the file, from 1. */
  readonly n: number;
  readonly kind: AnchorKind;
  /** The newest entry and its hash. */
  readonly seq: number;
  readonly hash: string;
  /** ISO instant. */
  readonly at: string;
  /** The audit key it is signed with. */
  readonly key: string;
  /** `mac` of the line before; empty for the first. */
  readonly prev: string;
  readonly mac: string;
};
/**
 * begin: the first line there ever was. anew: the file was gone although there had been one. mismatch: the database no longer
 * held what the line before says, or more than the file knew of.
 */
export type AnchorKind = "begin" | "head" | "anew" | "mismatch";
const KINDS: readonly string[] = ["begin", "head", "anew", "mismatch"];

type Head = { readonly seq: number; readonly hash: string };

export function makeAnchor(
  key: AuditKey,
  before: Anchor | null,
  kind: AnchorKind,
  head: Head,
  at: Date,
): Anchor {
  const line = {
    v: 1 as const,
    n: (before?.n ?? 0) + 1,
    kind,
    seq: head.seq,
    hash: head.hash,
    at: at.toISOString(),
    key: key.id,
    prev: before?.mac ?? "",
  };
  return { ...line, mac: sign(key, "anchor", canonicalJson(line)) };
}

export function isGenuine({ mac, ...line }: Anchor, key: AuditKey): boolean {
  return sign(key, "anchor", canonicalJson(line)) === mac;
}

/** What an entry says of the newest anchor there was when it was written. */
export const anchorRef = ({ n, mac }: Anchor): string => `${n}:${mac.slice(0, 16)}`;
const anchorNumber = (ref: string): number => Number(ref.split(":")[0]);

/** null for a line that is none: torn by a crash or a full disk, or not ours. */
export function parseAnchor(text: string): Anchor | null {
  try {
    const line = JSON.parse(text) as Anchor;
    const whole =
      line.v === 1 &&
      [line.n, line.seq].every(Number.isSafeInteger) &&
      [line.hash, line.at, line.key, line.prev, line.mac].every((v) => typeof v === "string") &&
      KINDS.includes(line.kind);
    return whole ? line : null;
  } catch {
    return null;
  }
}

/** Reads the file line by line; keeps what the chain is compared with. */
export class AnchorReader {
  readonly anchors: Anchor[] = [];
  readonly findings: Finding[] = [];
  private last: Anchor | null = null;
  private readonly keys: ReadonlyMap<string, AuditKey>;
  private strangers = 0;
  constructor(keys: readonly AuditKey[]) {
    this.keys = new Map(keys.map((key) => [key.id, key]));
  }

  /** A torn line is passed over: had it been whole, the next one would say so by its number. */
  read(text: string): void {
    const anchor = parseAnchor(text);
    if (!anchor) return;
    this.checkPlace(anchor);
    this.last = anchor;
    const key = this.keys.get(anchor.key);
    if (!key) this.note(anchor, "anchor-unknown-key", this.strangers++ === 0);
    else if (!isGenuine(anchor, key)) this.note(anchor, "anchor-forged");
    else this.anchors.push(anchor);
  }

  private checkPlace(anchor: Anchor): void {
    const { n, kind } = anchor;
    const follows = this.last ? n === this.last.n + 1 && anchor.prev === this.last.mac : n === 1;
    if (!follows) this.note(anchor, "anchor-lines-missing");
    if (kind === "anew" || (kind === "begin" && n !== 1)) this.note(anchor, "anchor-file-begun-anew");
    if (kind === "mismatch") this.note(anchor, "anchor-noted-mismatch");
  }

  private note(anchor: Anchor, code: keyof typeof WORDS, once = true): void {
    if (once) this.findings.push({ code, place: `anchor ${anchor.n}`, text: WORDS[code](anchor) });
  }
}

const WORDS = {
  "anchor-unknown-key": (a: Anchor) =>
    `The anchor file is signed, from line ${a.n} on, with a key this database does not hold: one of the two was replaced.`,
  "anchor-forged": (a: Anchor) => `Anchor ${a.n} was not written by OpenAcuity, or was changed.`,
  "anchor-lines-missing": (a: Anchor) => `Lines are missing in the anchor file before anchor ${a.n}.`,
  "anchor-file-begun-anew": (a: Anchor) =>
    `The anchor file was lost or removed, and was begun anew on ${a.at}. Before that nothing proves that the log was not cut.`,
  "anchor-noted-mismatch": (a: Anchor) =>
    `On ${a.at} OpenAcuity found that database and anchor file did not fit together (anchor ${a.n}).`,
} as const;

/** Compares anchors with the entries they name, as these come by in sequence. */
export class AnchorComparer {
  private readonly bySeq: Map<number, Anchor[]>;
  private readonly refs: Map<number, string>;
  private readonly wrong: Anchor[] = [];
  private lost: { first: number; last: number; n: number } | null = null;
  private referred = false;

  constructor(anchors: readonly Anchor[]) {
    this.bySeq = Map.groupBy(anchors, (a) => a.seq) as Map<number, Anchor[]>;
    this.refs = new Map(anchors.map((a) => [a.n, anchorRef(a)]));
  }

  see(entry: { readonly seq: number; readonly hash: string; readonly anchor: string | null }): void {
    const { seq, hash, anchor } = entry;
    this.wrong.push(...(this.bySeq.get(seq) ?? []).filter((a) => a.hash !== hash));
    if (anchor === null) return;
    this.referred = true;
    const n = anchorNumber(anchor);
    if (this.refs.get(n) === anchor) return;
    this.lost = this.lost ? { ...this.lost, last: seq } : { first: seq, last: seq, n };
  }

  /** `missing`: anchors of entries that the log does not have (any more). */
  finish(missing: readonly Anchor[], lastSeq: number, fileExists: boolean): Finding[] {
    const findings: Finding[] = [];
    if (!fileExists && this.referred)
      findings.push({
        code: "anchor-file-missing",
        place: "file",
        text: "The anchor file is missing, although entries of the log refer to it.",
      });
    else if (this.lost) {
      const { first, last, n } = this.lost;
      findings.push({
        code: "anchor-file-older",
        place: range(first, last),
        text: `The anchor file lacks anchor ${n}, which entry ${first} refers to: an older file was put in its place, or lines were removed.`,
      });
    }
    for (const [from, to] of runs(this.wrong))
      findings.push({
        code: "anchored-otherwise",
        place: `anchor ${range(from.n, to.n)}`,
        text: `What the log holds at entry ${range(Math.min(from.seq, to.seq), Math.max(from.seq, to.seq))} is not what was anchored there (${from.at}): the log was rewritten, or cut and continued.`,
      });
    for (const [from, to] of runs(missing))
      findings.push({
        code: "cut-off",
        place: `anchor ${range(from.n, to.n)}`,
        text: `The log ends at entry ${lastSeq}, but entry ${to.seq} was anchored on ${to.at}: what came after entry ${lastSeq} was removed.`,
      });
    return findings;
  }
}

/** Neighbouring lines of the file are one finding. */
function runs(anchors: readonly Anchor[]): [Anchor, Anchor][] {
  const found: [Anchor, Anchor][] = [];
  for (const anchor of [...anchors].sort((a, b) => a.n - b.n)) {
    const last = found.at(-1);
    if (last && anchor.n === last[1].n + 1) last[1] = anchor;
    else found.push([anchor, anchor]);
  }
  return found;
}
