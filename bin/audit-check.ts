// `npm run audit:check`: checks a file of audit entries with their proofs, without a database, network or secret.
// Exit status: 0 proven, 1 not proven, 2 could not be checked.
import { readFileSync } from "node:fs";
import { checkProof } from "@/lib/audit/proof/proof-file";
import { sayError } from "@/lib/core/describe-error";

const HELP = `npm run audit:check -- FILE --key ID

Checks a file saved under "Save entries with proof" in the console's audit log: that each entry in it is, word for word, in the
log whose root the installation signed (RFC 9162, Ed25519). ID is the signing key as the console shows it (Models, The checks
in force), noted before or heard on another way than the file: it is what the proof rests on. Needs nothing but the file.

Exit status: 0 proven, 1 not proven, 2 could not be checked.
`;

function main(args: readonly string[]): number {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return 0;
  }
  const [path, flag, keyId, rest] = args;
  if (!path || flag !== "--key" || !keyId || rest !== undefined) {
    console.error("expected a file, --key and the key's id (--help says more)");
    return 2;
  }
  const { wrong, file } = checkProof(readFileSync(path, "utf8"), keyId);
  if (wrong.length > 0 || !file) {
    console.log(`NOT PROVEN: ${wrong.length} found wrong.`);
    for (const text of wrong.slice(0, 20)) console.log(`- ${text}`);
    return 1;
  }
  const { tree, entries } = file;
  const [first, last] = [entries[0]?.entry.seq, entries.at(-1)?.entry.seq];
  console.log(
    `PROVEN: ${entries.length} entries (${first} to ${last}) were in the log of ${tree.size} entries on ${tree.at}.`,
  );
  console.log(`Root ${tree.root}`);
  console.log(`Head ${tree.head}`);
  return 0;
}

try {
  process.exit(main(process.argv.slice(2)));
} catch (error) {
  console.error(`The file could not be checked: ${sayError(error)}`);
  process.exit(2);
}
