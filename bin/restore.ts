// `npm run restore`: puts a backup in its place, after all of it was checked.
// Exit status: 0 done, 1 not done and nothing changed, 2 restored, but the audit log does not verify.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { newestMigration } from "@/db/client";
import { parseKeyRing } from "@/lib/core/crypto";
import { sayError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";
import type { Unlock } from "@/lib/workflows/govern/backup/container";
import { restoreBackup } from "@/lib/workflows/govern/backup/restore-backup";
import { storedKeys } from "./start/key-setup";
import { commandLine } from "./start/site";

const HELP = `npm run restore -- --from FILE [--over] [--check] [--identity KEYFILE]

Restores a file of "npm run backup" into the empty database of DATABASE_URL and the empty DATA_DIR, or, for a backup of an
embedded database, into DATA_DIR. Everything is unpacked and checked before anything is changed: the passphrase, each part's
digest, and that DATA_KEYS are the keys the data needs. Killed at any moment, either the old state stands or the new one.
The app and its workers must be stopped.

  --over             replace the installation that is there
  --check            only look whether the backup is whole and opens with these keys; changes nothing
  --identity FILE    the private key (age-keygen) of the BACKUP_RECIPIENT it was made for; else BACKUP_PASSPHRASE opens it

Needs DATA_KEYS of the time of the backup (embedded: secrets.json in DATA_DIR, from where you kept it).

Exit status: 0 done, 1 not done and nothing changed, 2 restored, but the audit log does not verify.
`;

type Options = { from: string; over: boolean; check: boolean; identity: string | null };

function parseArguments(args: readonly string[]): Options {
  const options: Options = { from: "", over: false, check: false, identity: null };
  for (let i = 0; i < args.length; i++) {
    const value = args[i + 1];
    if (args[i] === "--over") options.over = true;
    else if (args[i] === "--check") options.check = true;
    else if (args[i] === "--from" && value) options.from = args[++i] ?? "";
    else if (args[i] === "--identity" && value) options.identity = args[++i] ?? null;
    else throw new AppError("invalid-input", `unknown option ${args[i]} (--help says more)`);
  }
  if (!options.from) throw new AppError("invalid-input", "expected --from and a file (--help says more)");
  return options;
}

function unlockOf(identity: string | null): Unlock {
  if (identity) {
    const key = /^AGE-SECRET-KEY-.+$/m.exec(readFileSync(identity, "utf8"))?.[0];
    if (!key) throw new AppError("config-invalid", `${identity} holds no private key of age`);
    return { kind: "identity", identity: key.trim() };
  }
  const passphrase = process.env.BACKUP_PASSPHRASE;
  if (!passphrase)
    throw new AppError("config-invalid", "set BACKUP_PASSPHRASE, or name the key with --identity");
  return { kind: "passphrase", passphrase };
}

async function main(): Promise<number> {
  const args = await commandLine({ asOwner: true });
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return 0;
  }
  const options = parseArguments(args);
  const databaseUrl = process.env.DATABASE_URL || undefined;
  const dataDir = resolve(process.env.DATA_DIR || ".data");
  if (databaseUrl && !process.env.DATA_KEYS) throw new AppError("config-invalid", "DATA_KEYS is not set");
  const started = performance.now();
  const { body, report, lost } = await restoreBackup({
    from: resolve(options.from),
    unlock: unlockOf(options.identity),
    keys: parseKeyRing(process.env.DATA_KEYS || storedKeys(dataDir)),
    databaseUrl,
    dataDir,
    anchorFile: resolve(process.env.AUDIT_ANCHOR_FILE ?? join(dataDir, "audit-anchors.jsonl")),
    migration: await newestMigration(),
    over: options.over,
    checkOnly: options.check,
    onStep: (step) => console.log(`${step} …`),
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const until = body.audit
    ? `entry ${body.audit.seq} of the audit log (${body.audit.at})`
    : "an empty audit log";
  if (!report) {
    console.log(`The backup is whole and opens with these keys: of ${body.createdAt}, up to ${until}.`);
    return 0;
  }
  console.log(`Restored in ${seconds} s: the state of ${body.createdAt}, up to ${until}.`);
  console.log(
    lost === null
      ? "What was done after that is not in it; no anchor file tells how much that was."
      : `${lost} entries of the audit log were anchored after that and are lost with what they tell of.`,
  );
  for (const version of body.damaged)
    console.log(`Model version ${version} was damaged when it was backed up, and is not served.`);
  if (report.ok) {
    console.log(`The audit log verifies: ${report.checked} entries, ${report.records} records.`);
    return 0;
  }
  for (const { text } of report.findings) console.log(`- ${text}`);
  console.log(
    "The audit log does not verify. Where the above is what was lost, accept it (npm run audit:verify -- --accept).",
  );
  return 2;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`Not restored: ${sayError(error)}`);
    process.exit(1);
  },
);
