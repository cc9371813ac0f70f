// `npm run keys:rotate`: seals everything anew with the newest key, so that older ones can be thrown away.
// Exit status: 0 done or nothing to do, 1 not finished (run it again), 2 could not begin.
import { randomBytes } from "node:crypto";
import { type DbHandle, openDatabase } from "@/db/client";
import { armKeys, olderKeys, retiredKeys } from "@/db/keys";
import { systemClock } from "@/lib/core/clock";
import { type KeyRing, parseKeyRing } from "@/lib/core/crypto";
import { sayError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";
import {
  KEYS_LOOKED_AT_MS,
  type Rotation,
  type RotationProgress,
  rotateKeys,
} from "@/lib/workflows/govern/rotate-keys";
import { readSetup, type Setup, storedKeys } from "./start/key-setup";
import { readSecrets, writeSecrets } from "./start/settings";
import { commandLine } from "./start/site";

const HELP = `npm run keys:rotate

Retires every encryption key but the newest, as after a key has leaked: all that is encrypted in the database is
encrypted anew with the first key of DATA_KEYS, and the pseudonyms by which visits are found are made anew. It may be
stopped or killed at any time; run it again to go on.

With DATABASE_URL: put a new key in front of DATA_KEYS (2027:<openssl rand -base64 32>), keep the old ones behind it,
restart the app and its workers with it, then run this with the same DATA_KEYS. They may go on meanwhile. Afterwards take
the retired keys out of DATA_KEYS and restart.

With the embedded database: stop the app, then run this. Keys kept in DATA_DIR/secrets.json are made and taken out for you.

Backups made before still need the keys of their time: keep those apart, or delete such backups with the key.

  --help  this text
`;

/** The keys to rotate to: those given, or the embedded ones with a new one in front, unless one waits there already. */
async function prepare(setup: Setup, handle: DbHandle, ring: KeyRing): Promise<void> {
  if (setup.given) return;
  const retired = await retiredKeys(handle.db);
  if ((await olderKeys(handle.db)).length > 0 || ring.keys.some((k) => retired.includes(k.id))) return;
  const fresh = { id: `k${Date.now().toString(36)}`, key: randomBytes(32) };
  keepKeys(setup.dataDir, { keys: [fresh, ...ring.keys] });
  await armKeys(handle.db, { keys: [fresh, ...ring.keys] });
}

function keepKeys(dataDir: string, ring: KeyRing): void {
  const secrets = readSecrets(dataDir);
  if (!secrets) throw new AppError("config-invalid", `there are no secrets in ${dataDir}`);
  const material = ring.keys.map((k) => `${k.id}:${k.key.toString("base64")}`).join(",");
  writeSecrets(dataDir, { ...secrets, DATA_KEYS: material });
}

let lastShown = 0;
function show(progress: RotationProgress): void {
  if (progress.step === "values" && progress.done < progress.total && Date.now() - lastShown < 500) return;
  lastShown = Date.now();
  if (progress.step === "pseudonyms") console.log("Making the pseudonyms anew.");
  else if (progress.step === "settling") console.log("Waiting until every process has noticed.");
  else console.log(`${progress.done} of ${progress.total} values encrypted anew.`);
}

async function main(): Promise<number> {
  const [first] = await commandLine();
  if (first === "--help" || first === "-h") {
    process.stdout.write(HELP);
    return 0;
  }
  if (first !== undefined) throw new AppError("config-invalid", `unknown option ${first} (--help says more)`);
  const setup = readSetup();
  const ring = parseKeyRing(setup.given ?? storedKeys(setup.dataDir));
  const handle = await openDatabase({ databaseUrl: setup.databaseUrl, dataDir: setup.dataDir, keys: ring });
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  try {
    await prepare(setup, handle, ring);
    const done = await rotateKeys(handle.db, {
      clock: systemClock,
      onProgress: show,
      signal: stopping.signal,
      settleMs: setup.databaseUrl ? KEYS_LOOKED_AT_MS + 10_000 : 0,
    });
    await conclude(setup, handle, done);
    return 0;
  } catch (error) {
    console.error(`Not finished: ${sayError(error)}. Nothing is lost; run it again to go on.`);
    return 1;
  } finally {
    await handle.close();
  }
}

async function conclude(setup: Setup, handle: DbHandle, done: Rotation | null): Promise<void> {
  const retired = await retiredKeys(handle.db);
  for (const what of done?.unreadable ?? []) console.log(`Could not be read and stays as it is: ${what}`);
  if (done) console.log(`Done: ${done.values} values encrypted anew. Retired: ${done.retired.join(", ")}.`);
  if (!setup.given) {
    const { keys } = parseKeyRing(storedKeys(setup.dataDir));
    keepKeys(setup.dataDir, { keys: keys.filter((k) => !retired.includes(k.id)) });
    return;
  }
  const left = parseKeyRing(setup.given).keys.filter((k) => retired.includes(k.id));
  if (left.length > 0)
    console.log(
      `Now take ${left.map((k) => k.id).join(", ")} out of DATA_KEYS and restart the app and its workers.`,
    );
  else if (!done)
    console.log("There is no older key to retire. Put a new one in front of DATA_KEYS first (--help).");
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`The keys could not be rotated: ${sayError(error)}`);
    process.exit(2);
  },
);
