// `npm run audit:verify`: checks every link of the audit chain and says plainly whether anything was changed.
// Exit status: 0 intact, 1 broken, 2 could not be checked.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { openDatabase } from "@/db/client";
import { parseKeyRing } from "@/lib/core/crypto";
import { toAppError } from "@/lib/core/errors";
import { verifyAuditChain } from "@/lib/workflows/verify-audit";

const HELP = `npm run audit:verify [-- options]

Checks that no entry of the audit log was changed, removed or added after the fact: each entry's hash covers the entry
itself and the hash before it. Uses DATABASE_URL, or without one the embedded database in DATA_DIR (.data); the app must
then be stopped, since that database belongs to one process. Reads only.

  --head HASH    also require that the log still holds the entry with this hash. A head noted earlier, in another
                 place, proves that the log was not rewritten or cut off since: the chain alone cannot.
  --help         this text

Exit status: 0 intact, 1 broken, 2 could not be checked.
`;

function parseArguments(args: readonly string[]): { head: string | null } | "help" {
  if (args.length === 0) return { head: null };
  if (args.includes("--help") || args.includes("-h")) return "help";
  const [flag, head, rest] = args;
  if (flag !== "--head" || !head || rest !== undefined || !/^[0-9a-f]{64}$/.test(head))
    throw new Error("expected nothing, or --head and 64 hexadecimal digits (--help says more)");
  return { head };
}

async function main(): Promise<number> {
  const options = parseArguments(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  if (existsSync(".env")) process.loadEnvFile(".env");
  const dataDir = resolve(process.env.DATA_DIR || ".data");
  const databaseUrl = process.env.DATABASE_URL || undefined;
  if (!databaseUrl && !existsSync(resolve(dataDir, "database")))
    throw new Error(`there is no database in ${dataDir}, and DATABASE_URL is not set`);
  // The audit log holds no sealed column, so no key is needed; this one opens nothing.
  const keys = parseKeyRing(`none:${Buffer.alloc(32).toString("base64")}`);
  const handle = await openDatabase({ databaseUrl, dataDir, keys, migrate: false });
  try {
    let sawHead = false;
    const verdict = await verifyAuditChain(handle.db, (checked, entries) => {
      sawHead ||= entries.some((e) => e.hash === options.head);
      if (process.stderr.isTTY) process.stderr.write(`\r${checked} entries checked`);
    });
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    if (!verdict.ok) {
      console.log(`BROKEN at entry ${verdict.brokenAt}: ${verdict.why}.`);
      console.log(`The ${verdict.checked} entries before it are intact.`);
      return 1;
    }
    if (options.head && !sawHead) {
      console.log(
        `BROKEN: no entry has the hash ${options.head}. The log was rewritten or cut off since it was noted.`,
      );
      return 1;
    }
    console.log(`INTACT: ${verdict.checked} entries checked.`);
    if (verdict.head) console.log(`Head: ${verdict.head}`);
    return 0;
  } finally {
    await handle.close();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`The audit log could not be checked: ${toAppError(error).message}`);
    process.exit(2);
  },
);
