// `npm run audit:verify`: checks the audit log and everything it vouches for, and says plainly what is wrong.
// Exit status: 0 intact, 1 not intact, 2 could not be checked.
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { type DbHandle, openDatabase } from "@/db/client";
import { lastAnchor } from "@/lib/audit/anchor-file";
import { findingId } from "@/lib/audit/findings";
import { systemClock } from "@/lib/core/clock";
import { parseKeyRing } from "@/lib/core/crypto";
import { sayError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";
import { createLogger } from "@/lib/core/logger";
import { startAnchoring } from "@/lib/workflows/govern/anchor-audit";
import { appendAudit } from "@/lib/workflows/govern/append-audit";
import { type AuditReport, verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { readSecrets } from "./start/settings";
import { commandLine } from "./start/site";

const HELP = `npm run audit:verify [-- options]

Checks that no entry of the audit log was changed, removed or added after the fact: each entry is signed with a key that the
database does not hold in clear, over itself and the entry before it; its newest entry is anchored in a file outside the
database; and each decision, assessment and explanation is compared with what the log says it contained.

Uses DATABASE_URL, or without one the embedded database in DATA_DIR (.data); the app must then be stopped, since that database
belongs to one process. Needs the app's DATA_KEYS. Reads only, but for --accept.

  --anchors FILE   the anchor file to compare with, such as a copy kept elsewhere (AUDIT_ANCHOR_FILE, or
                   audit-anchors.jsonl in DATA_DIR)
  --head HASH      also require that the log still holds the entry with this hash, noted earlier in another place
  --accept REASON  accept what is found, with a reason of 10 characters or more: after the database was restored from a
                   backup, say. It is recorded in the log, and the same findings no longer count. A chain that is itself
                   broken cannot be accepted.
  --help           this text

Exit status: 0 intact, 1 not intact, 2 could not be checked.
`;

type Options = {
  readonly head: string | null;
  readonly anchors: string | null;
  readonly accept: string | null;
};

function parseArguments(args: readonly string[]): Options | "help" {
  if (args.includes("--help") || args.includes("-h")) return "help";
  const options: { head: string | null; anchors: string | null; accept: string | null } = {
    head: null,
    anchors: null,
    accept: null,
  };
  const wrong = (what: string) => new AppError("invalid-input", `${what} (--help says more)`);
  for (let i = 0; i < args.length; i += 2) {
    const name = /^--(head|anchors|accept)$/.exec(args[i] ?? "")?.[1] as keyof Options | undefined;
    const value = args[i + 1];
    if (!name || value === undefined)
      throw wrong(`expected --head, --anchors or --accept and a value, not "${args[i]}"`);
    options[name] = value;
  }
  if (options.head && !/^[0-9a-f]{64}$/.test(options.head))
    throw wrong("--head: expected 64 hexadecimal digits");
  if (options.accept !== null && options.accept.trim().length < 10)
    throw wrong("--accept: expected a reason of 10 characters or more");
  return options;
}

/** The app's keys: what the log is signed with is sealed under them. */
function findKeys(dataDir: string): string {
  if (process.env.DATA_KEYS) return process.env.DATA_KEYS;
  const kept = process.env.DATABASE_URL ? null : readSecrets(dataDir);
  if (kept) return kept.DATA_KEYS;
  throw new AppError(
    "config-invalid",
    "DATA_KEYS is not set: without the app's keys the log's own key cannot be opened",
  );
}

async function main(): Promise<number> {
  const options = parseArguments(await commandLine());
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const dataDir = resolve(process.env.DATA_DIR || ".data");
  const databaseUrl = process.env.DATABASE_URL || undefined;
  if (!databaseUrl && !existsSync(resolve(dataDir, "database")))
    throw new AppError("config-invalid", `there is no database in ${dataDir}, and DATABASE_URL is not set`);
  const anchorFile = resolve(
    options.anchors ?? process.env.AUDIT_ANCHOR_FILE ?? join(dataDir, "audit-anchors.jsonl"),
  );
  if (options.anchors && !existsSync(anchorFile))
    throw new AppError("invalid-input", `there is no file ${anchorFile}`);
  const keys = parseKeyRing(findKeys(dataDir));
  const handle = await openDatabase({ databaseUrl, dataDir, keys, migrate: false });
  try {
    const code = await verify(handle, options, anchorFile);
    if (options.accept === null || code === 0) return code;
    return await verify(handle, { ...options, accept: null }, anchorFile);
  } finally {
    await handle.close();
  }
}

async function verify(handle: DbHandle, options: Options, anchorFile: string): Promise<number> {
  let sawHead = false;
  const report = await verifyAuditLog(handle.db, {
    anchorFile,
    onPage: (checked, entries) => {
      sawHead ||= entries.some((e) => e.hash === options.head);
      if (process.stderr.isTTY) process.stderr.write(`\r${checked} entries checked`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const headGone = options.head !== null && !sawHead;
  print(report, headGone ? options.head : null);
  if (options.accept !== null && !report.ok) await accept(handle, options.accept, anchorFile);
  return report.ok && !headGone ? 0 : 1;
}

function print(report: AuditReport, headGone: string | null): void {
  const { checked, records, anchors, findings, total, accepted, notes, head } = report;
  const intact = report.ok && !headGone;
  const extent = `${checked} entries, ${records} records and ${anchors.count} anchors checked`;
  console.log(
    intact ? `INTACT: ${extent}.` : `BROKEN: ${extent}, ${total + (headGone ? 1 : 0)} found wrong.`,
  );
  if (headGone)
    console.log(`- No entry has the hash ${headGone}. The log was rewritten or cut off since it was noted.`);
  for (const { text } of findings) console.log(`- ${text}`);
  if (total > findings.length) console.log(`- … and ${total - findings.length} more.`);
  for (const { text } of accepted) console.log(`Accepted earlier: ${text}`);
  for (const note of notes) console.log(`Note: ${note}`);
  if (head) console.log(`Head: ${head}`);
}

/** What is wrong is noted by the anchor file first, then looked at once more, and then accepted as it stands. */
async function accept(handle: DbHandle, reason: string, anchorFile: string): Promise<void> {
  const logger = createLogger("error", { write: () => {} });
  const anchors = await startAnchoring({ handle, file: anchorFile, clock: systemClock, logger });
  const { findings, total } = await verifyAuditLog(handle.db, { anchorFile });
  if (total > findings.length)
    throw new AppError("invalid-input", "there is too much wrong to be accepted by name");
  const { n } = (await lastAnchor(anchorFile)) ?? { n: 0 };
  await handle.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "audit.accepted",
        actor: "system",
        detail: { reason, by: userInfo().username, anchors: n, findings: findings.map(findingId) },
      },
      systemClock(),
    ),
  );
  await anchors.close();
  console.log("\nAccepted and recorded. Checked again:\n");
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`The audit log could not be checked: ${sayError(error)}`);
    process.exit(2);
  },
);
