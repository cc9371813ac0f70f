// `npm run signing:renew`: the way out when the signing key is lost or was in wrong hands.
// Exit status: 0 done, 1 done but some versions could not be signed, 2 could not begin.
import { openDatabase } from "@/db/client";
import { systemClock } from "@/lib/core/clock";
import { parseKeyRing } from "@/lib/core/crypto";
import { sayError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";
import { renewSigning } from "@/lib/workflows/govern/signing";
import { readSetup, storedKeys } from "./start/key-setup";
import { commandLine } from "./start/site";

const HELP = `npm run signing:renew

Makes a new signing key. Nothing that was signed before is believed any more; every model version whose files lie in
DATA_DIR as they were registered, and the checks in force, are signed anew. Run it where DATA_DIR is, with the same
DATABASE_URL and DATA_KEYS as the app. With the embedded database stop the app first.

For an ordinary change of the key nothing of this is needed: "Make a new key" in the console does it, and what was signed
before stays valid.

  --help  this text
`;

async function main(): Promise<number> {
  const [first] = await commandLine();
  if (first === "--help" || first === "-h") {
    process.stdout.write(HELP);
    return 0;
  }
  if (first !== undefined) throw new AppError("config-invalid", `unknown option ${first} (--help says more)`);
  const setup = readSetup();
  const keys = parseKeyRing(setup.given ?? storedKeys(setup.dataDir));
  const handle = await openDatabase({ databaseUrl: setup.databaseUrl, dataDir: setup.dataDir, keys });
  try {
    const done = await renewSigning(handle.db, setup.dataDir, systemClock());
    console.log(`The key ${done.key} signs from now on.`);
    for (const version of done.signed) console.log(`Signed: ${version}`);
    for (const version of done.left)
      console.log(`Not signed, since its files are not those that were registered: ${version}`);
    return done.left.length > 0 ? 1 : 0;
  } finally {
    await handle.close();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`The signing key could not be renewed: ${sayError(error)}`);
    process.exit(2);
  },
);
