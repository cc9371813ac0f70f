import { sql } from "drizzle-orm";
import type { DbHandle, DbOrTx } from "@/db/client";
import { auditEventAt, auditEventsNamed, auditHead, auditKeys, newestAnchorRef } from "@/db/queries/audit";
import { appendAnchor, eachAnchorLine, lastAnchor } from "@/lib/audit/anchor-file";
import {
  type Anchor,
  type AnchorKind,
  AnchorReader,
  anchorRef,
  isGenuine,
  makeAnchor,
} from "@/lib/audit/anchors";
import type { AuditEventName } from "@/lib/audit/events";
import { type Acceptance, isAccepted } from "@/lib/audit/findings";
import { type Clock, MINUTE, SECOND } from "@/lib/core/clock";
import type { Logger } from "@/lib/core/logger";
import { setAnchoring } from "./anchoring";
import { ensureAuditKey } from "./audit-keys";

/** Whether the log's head is anchored outside the database, for health and the console. */
export type AnchorState = {
  readonly ok: boolean;
  readonly why: string | null;
  /** Newest entry that is anchored, and when it was. */
  readonly seq: number | null;
  readonly at: string | null;
};

export type Anchorer = {
  state(): AnchorState;
  /** Anchors what is there now. Never throws: what went wrong is in `state`. */
  anchorNow(): Promise<void>;
  /** Anchors what is there and stops. */
  close(): Promise<void>;
};

export type AnchorOptions = {
  readonly handle: DbHandle;
  readonly file: string;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** Any number: of several processes one anchors at a time. */
const ANCHOR_LOCK = 727_277;
/** Long enough for the transaction to commit. */
const SOON = 50;
/** Looking at patients is what most entries are about: they are anchored together, so that the file stays small. */
const QUIETLY = 30 * SECOND;
const QUIET: ReadonlySet<AuditEventName> = new Set<AuditEventName>([
  "access.denied",
  "assessment.created",
  "assessment.explained",
  "board.viewed",
  "encounter.viewed",
  "launch.refused",
  "launch.started",
  "similar.viewed",
]);
/** After a failure, and for what others appended. */
const REGULARLY = 1 * MINUTE;
const AFTER_FAILURE = 10 * SECOND;

/**
 * Keeps the head of the audit chain in a file outside the database, a moment after each entry. Anchoring is no part of any
 * transaction: a full disk delays it and is reported, and costs nobody a decision.
 */
export async function startAnchoring(options: AnchorOptions): Promise<Anchorer> {
  const { handle, file, clock, logger } = options;
  const { log } = await ensureAuditKey(handle.db, clock());
  let newest: Anchor | null = null;
  let failure: string | null = null;
  let mismatch: string | null = null;
  let expected = 0;
  let waited = 0;
  let timer: NodeJS.Timeout | null = null;
  let due = Number.POSITIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  function schedule(ms: number): void {
    const at = Date.now() + ms;
    if (closed || at >= due) return;
    if (timer) clearTimeout(timer);
    due = at;
    timer = setTimeout(() => void run(), ms);
    timer.unref();
  }

  function run(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    due = Number.POSITIVE_INFINITY;
    running = running.then(anchor);
    return running;
  }

  async function anchor(): Promise<void> {
    try {
      const result = await anchorHead(options, newest);
      newest = result.newest;
      mismatch ??= result.mismatch;
      if (result.mismatch)
        logger.error({ reason: result.mismatch }, "the audit log does not fit its anchors");
      if (failure) logger.info({}, "the audit log is anchored again");
      failure = null;
      // Its transaction has not ended yet, or was rolled back.
      const late = expected > result.headSeq;
      waited = late ? waited + 1 : 0;
      if (late && waited < 10) schedule(SOON * 2 ** waited);
      else expected = 0;
      schedule(REGULARLY);
    } catch (error) {
      if (!failure) logger.error({ err: error }, "the audit log could not be anchored");
      failure = whyNot(error);
      schedule(AFTER_FAILURE);
    }
  }

  setAnchoring(log, {
    newest: () => (newest ? anchorRef(newest) : null),
    wake(seq, event) {
      expected = Math.max(expected, seq);
      waited = 0;
      schedule(QUIET.has(event) ? QUIETLY : SOON);
    },
  });
  mismatch = await openMismatch(handle.db, file);
  await run();
  return {
    state: () => {
      const why = failure ?? mismatch;
      return { ok: why === null, why, seq: newest?.seq ?? null, at: newest?.at ?? null };
    },
    anchorNow: run,
    async close() {
      setAnchoring(log, null);
      await run();
      closed = true;
      if (timer) clearTimeout(timer);
    },
  };
}

const CHECK = "Run npm run audit:verify.";

/** What the file itself says to have gone wrong, unless somebody has accepted it. */
async function openMismatch(db: DbOrTx, file: string): Promise<string | null> {
  const reader = new AnchorReader(await auditKeys(db));
  await eachAnchorLine(file, (line) => reader.read(line)).catch(() => {});
  const accepted = await acceptance(db);
  const open = reader.findings.find((finding) => !isAccepted(finding, accepted));
  return open ? `${open.text} ${CHECK}` : null;
}

/** Only what `audit.accepted` entries say; that these are genuine is checked with the chain. */
export async function acceptance(db: DbOrTx): Promise<Acceptance> {
  const details = (await auditEventsNamed(db, "audit.accepted")).map(({ detail }) => detail);
  return {
    ids: new Set(details.flatMap(({ findings }) => (Array.isArray(findings) ? findings.map(String) : []))),
    anchors: Math.max(0, ...details.map(({ anchors }) => Number(anchors) || 0)),
  };
}

type Anchored = {
  readonly newest: Anchor | null;
  readonly headSeq: number;
  readonly mismatch: string | null;
};

async function anchorHead(options: AnchorOptions, known: Anchor | null): Promise<Anchored> {
  const { handle } = options;
  // The embedded database belongs to this process, which anchors once at a time.
  if (handle.kind === "pglite") return anchorLocked(handle.db, options, known);
  return handle.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${ANCHOR_LOCK})`);
    return anchorLocked(tx, options, known);
  });
}

async function anchorLocked(
  db: DbOrTx,
  { file, clock }: AnchorOptions,
  known: Anchor | null,
): Promise<Anchored> {
  const keys = await auditKeys(db);
  const key = keys.at(-1);
  const head = await auditHead(db);
  if (!key || !head) return { newest: known, headSeq: 0, mismatch: null };
  const tail = await lastAnchor(file);
  const before = tail && keys.find((k) => k.id === tail.key && isGenuine(tail, k)) ? tail : null;
  const [kind, why] = await compare(db, { tail, before, known, headSeq: head.seq });
  if (kind === "head" && tail?.seq === head.seq) return { newest: tail, headSeq: head.seq, mismatch: null };
  const line = makeAnchor(key, tail, kind, head, clock());
  await appendAnchor(file, line);
  return { newest: line, headSeq: head.seq, mismatch: why ? `${why} ${CHECK}` : null };
}

type Compared = readonly [AnchorKind, string | null];

/** How the last line of the file fits what the database holds and what this process saw. */
async function compare(
  db: DbOrTx,
  of: { tail: Anchor | null; before: Anchor | null; known: Anchor | null; headSeq: number },
): Promise<Compared> {
  const { tail, before, known, headSeq } = of;
  if (!tail) {
    if (!known && (await newestAnchorRef(db)) === null) return ["begin", null];
    return ["anew", "The audit log's anchor file was gone; it was begun anew."];
  }
  if (!before)
    return ["mismatch", "The audit log's anchor file was written for another database, or changed."];
  const seen = Math.max(known?.n ?? 0, Number((await newestAnchorRef(db))?.split(":")[0] ?? 0));
  if (before.n < seen)
    return ["mismatch", "An older anchor file of the audit log was put in the place of the newest."];
  if (headSeq < before.seq) return ["mismatch", `The audit log was cut: it ends at entry ${headSeq}.`];
  const there = await auditEventAt(db, before.seq);
  if (there?.hash !== before.hash)
    return ["mismatch", `The audit log no longer holds entry ${before.seq} as it was anchored.`];
  return ["head", null];
}

function whyNot(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const because =
    code === "ENOSPC" || code === "EDQUOT"
      ? "the disk is full"
      : code === "EROFS" || code === "EACCES" || code === "EPERM"
        ? "its anchor file cannot be written to"
        : "its anchor file or the database did not answer";
  return `The audit log is not anchored at the moment: ${because}. Decisions are recorded all the same.`;
}
