import type { DbOrTx } from "@/db/client";
import { type AuditRow, auditEventAt, auditEventsAfter, auditHead, auditKeys } from "@/db/queries/audit";
import { anchorFileExists, eachAnchorLine } from "@/lib/audit/anchor-file";
import { type Anchor, AnchorComparer, AnchorReader } from "@/lib/audit/anchors";
import { CHAIN_START, type ChainState, verifyNext } from "@/lib/audit/chain";
import { type Acceptance, type Finding, Findings, isAccepted } from "@/lib/audit/findings";
import type { AuditKey } from "@/lib/audit/keys";
import { acceptance } from "./anchor-audit";
import { checkUnrecorded, RecordChecker } from "./verify-records";

const PAGE = 1_000;

export type AuditReport = {
  readonly ok: boolean;
  /** Entries walked over, and the hash of the last one. */
  readonly checked: number;
  readonly head: string | null;
  /** Lines of the anchor file, and the newest entry that is anchored. */
  readonly anchors: { readonly count: number; readonly seq: number | null; readonly at: string | null };
  /** Decisions, assessments and explanations compared with what the log says of them. */
  readonly records: number;
  /** What is wrong, the first of it, and how much there is. */
  readonly findings: readonly Finding[];
  readonly total: number;
  /** Found, and accepted by somebody earlier. */
  readonly accepted: readonly Finding[];
  /** What is not wrong but narrows what was proven. */
  readonly notes: readonly string[];
};

export type VerifyOptions = {
  /** The anchor file; null: the chain and its records alone. */
  readonly anchorFile: string | null;
  /** Sees each page of entries. */
  readonly onPage?: (checked: number, entries: readonly AuditRow[]) => void;
};

/**
 * Walks the whole audit log: every link and its key, every anchor outside the database, and every decision, assessment and
 * explanation against what the log says of it.
 */
export async function verifyAuditLog(
  db: DbOrTx,
  { anchorFile, onPage }: VerifyOptions,
): Promise<AuditReport> {
  const findings = new Findings();
  const keys = await auditKeys(db);
  // The end of the log first, the anchors after it: so every anchor that these entries refer to is there to be read.
  const end = (await auditHead(db))?.seq ?? 0;
  const file = await readAnchors(anchorFile, keys, findings);
  const comparer = new AnchorComparer(file?.anchors ?? []);
  const records = new RecordChecker(db, keys);
  const state = await walk(db, keys, end, async (entries, found, checked) => {
    findings.add(...found);
    if (file) for (const entry of entries) comparer.see(entry);
    findings.add(...(await records.check(entries)));
    onPage?.(checked, entries);
  });
  if (file) {
    const missing = await beyond(db, file.anchors, state.lastSeq);
    findings.add(...comparer.finish(missing, state.lastSeq, file.exists));
  }
  findings.add(...(await checkUnrecorded(db, keys)));
  return report(findings, await acceptance(db), {
    checked: state.checked,
    head: state.checked > 0 ? state.head : null,
    anchors: newest(file?.anchors ?? []),
    records: records.compared,
    notes: notes(keys, end, file),
  });
}

async function walk(
  db: DbOrTx,
  keys: readonly AuditKey[],
  end: number,
  onPage: (entries: readonly AuditRow[], found: Finding[], checked: number) => Promise<void>,
): Promise<ChainState> {
  let state: ChainState = CHAIN_START;
  for (;;) {
    const entries = await auditEventsAfter(db, state.lastSeq, end, PAGE);
    if (entries.length === 0) return state;
    const next = verifyNext(state, entries, keys);
    state = next.state;
    await onPage(entries, next.findings, state.checked);
  }
}

type AnchorFile = { readonly exists: boolean; readonly anchors: readonly Anchor[] };

async function readAnchors(
  file: string | null,
  keys: readonly AuditKey[],
  findings: Findings,
): Promise<AnchorFile | null> {
  if (!file) return null;
  const reader = new AnchorReader(keys);
  await eachAnchorLine(file, (line) => reader.read(line));
  findings.add(...reader.findings);
  return { exists: await anchorFileExists(file), anchors: reader.anchors };
}

/** Anchors of entries past the end of what was walked: written meanwhile, or removed from the log. */
async function beyond(db: DbOrTx, anchors: readonly Anchor[], lastSeq: number): Promise<Anchor[]> {
  const missing: Anchor[] = [];
  for (const anchor of anchors) {
    if (anchor.seq <= lastSeq) continue;
    const entry = await auditEventAt(db, anchor.seq);
    if (entry?.hash !== anchor.hash) missing.push(anchor);
  }
  return missing;
}

const newest = (anchors: readonly Anchor[]): AuditReport["anchors"] => {
  const last = anchors.at(-1);
  return { count: anchors.length, seq: last?.seq ?? null, at: last?.at ?? null };
};

function notes(keys: readonly AuditKey[], end: number, file: AnchorFile | null): string[] {
  const said: string[] = [];
  const [first] = keys;
  if (end > 0 && !first)
    said.push(
      "This log has no audit key yet: it begins when OpenAcuity is started. Until then who holds the database can rewrite it.",
    );
  else if (first && first.since > 1)
    said.push(
      `Entries 1 to ${first.since - 1} are from before there was an audit key: they are as they were when it began, not proven before that.`,
    );
  const anchored = file?.anchors.reduce((most, { seq }) => Math.max(most, seq), 0) ?? 0;
  if (file && first && end > anchored)
    said.push(
      anchored === 0
        ? "Nothing is anchored outside the database yet."
        : `Entries ${anchored + 1} to ${end} came after the last anchor.`,
    );
  return said;
}

function report(
  findings: Findings,
  accepted: Acceptance,
  rest: Omit<AuditReport, "ok" | "findings" | "total" | "accepted">,
): AuditReport {
  // An acceptance is an entry of the log: where the log itself is not whole, none counts.
  const sound = !findings.kept.some(({ code }) => code.startsWith("entr") || code === "seam-moved");
  const settled = findings.kept.filter((finding) => sound && isAccepted(finding, accepted));
  const open = findings.kept.filter((finding) => !settled.includes(finding));
  const total = findings.total - settled.length;
  return { ok: total === 0, findings: open, total, accepted: settled, ...rest };
}
