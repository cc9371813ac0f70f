// `npm run demo:history`: fills a database of its own with a made-up history, so that the console's charts live.
// Exit status: 0 done, 1 not done.
import { resolve } from "node:path";
import { openDatabase } from "@/db/client";
import { systemClock } from "@/lib/core/clock";
import { parseKeyRing } from "@/lib/core/crypto";
import { toAppError } from "@/lib/core/errors";
import { makeDemoHistory } from "@/lib/workflows/watch/demo-history";
import { loadOrCreateSecrets } from "./start/settings";
import { commandLine } from "./start/site";

const DEFAULT_DIR = ".data-demo";
const HELP = `npm run demo:history [-- --days 180 --per-day 60]

Makes up a history of visits, suggestions, decisions and second readings, and rolls it up for the console, in a database of its
own: DATABASE_URL with its DATA_KEYS, or without one an embedded database in DATA_DIR (${DEFAULT_DIR}). Then
DATA_DIR=${DEFAULT_DIR} npm start shows it. The database is marked for good, and every page says that nothing in it is real.
Refused where somebody has decided something already.

  --days N      how far it goes back (180; 7 to 400)
  --per-day N   visits a day, about (60; 1 to 1000)
  --seed N      another number, another history (1)
  --help        this text
`;

const LIMITS = { days: [180, 7, 400], "per-day": [60, 1, 1000], seed: [1, 0, 1e9] } as const;
type Name = keyof typeof LIMITS;

function parseArguments(args: readonly string[]): Record<Name, number> {
  const options = { days: LIMITS.days[0], "per-day": LIMITS["per-day"][0], seed: LIMITS.seed[0] } as Record<
    Name,
    number
  >;
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i]?.replace(/^--/, "") as Name;
    if (!Object.hasOwn(LIMITS, name)) throw new Error(`unknown option ${args[i]} (--help says more)`);
    const [, least, most] = LIMITS[name];
    const value = Number(args[i + 1]);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Error(`--${name}: expected a whole number from ${least} to ${most}`);
    options[name] = value;
  }
  return options;
}

async function main(): Promise<void> {
  const args = await commandLine();
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return;
  }
  const { days, "per-day": perDay, seed } = parseArguments(args);
  const databaseUrl = process.env.DATABASE_URL || undefined;
  const dataDir = resolve(process.env.DATA_DIR || DEFAULT_DIR);
  const keys = parseKeyRing(process.env.DATA_KEYS ?? loadOrCreateSecrets(dataDir).DATA_KEYS);
  const handle = await openDatabase({ databaseUrl, dataDir, keys });
  try {
    const visits = await makeDemoHistory(
      { db: handle.db, now: systemClock() },
      {
        days,
        perDay,
        seed,
        onDay: (day) => process.stderr.isTTY && process.stderr.write(`\r${day} of ${days} days`),
      },
    );
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    console.log(`${visits} made-up visits of ${days} days.`);
    if (!databaseUrl)
      console.log(
        `Now: DATA_DIR=${process.env.DATA_DIR || DEFAULT_DIR} npm start, and sign in as the model steward.`,
      );
  } finally {
    await handle.close();
  }
}

main().catch((error: unknown) => {
  console.error(`No history was made: ${toAppError(error).message}`);
  process.exit(1);
});
