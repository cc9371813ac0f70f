// `npm run documents`: the documents of this installation as files, made from its data.
// Exit status: 0 done, 1 not done.
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openDatabase } from "@/db/client";
import { systemClock } from "@/lib/core/clock";
import { parseKeyRing } from "@/lib/core/crypto";
import { sayError } from "@/lib/core/describe-error";
import { envSchema } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { readRelease } from "@/lib/core/release";
import { DOCUMENTS, makeDocument } from "@/lib/documents";
import { toJson, toMarkdown } from "@/lib/documents/to-markdown";
import { gatherDocumentFacts } from "@/lib/workflows/govern/document-facts";
import { readSetup, storedKeys } from "./start/key-setup";
import { commandLine } from "./start/site";

const HELP = `npm run documents -- --to DIR

Writes every document of the page "Documents" into DIR, as Markdown and as JSON: source attributes (HTI-1), change control plan,
log extract, instructions for use, human oversight, technical documentation (AI Act), hazard log, model card, data sheet, bill of
materials. Figures come from the registry, the checks in force, the model's evaluation and the audit log; what no data
says is written as "not known" and listed at the end of each.

With the embedded database stop the app first. With DATABASE_URL it may go on.

Exit status: 0 done, 1 not done.
`;

async function main(): Promise<void> {
  const args = await commandLine();
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return;
  }
  const [flag, to, rest] = args;
  if (flag !== "--to" || !to || rest !== undefined)
    throw new AppError("invalid-input", "expected --to and a folder (--help says more)");
  const { databaseUrl, dataDir, given } = readSetup();
  const keys = parseKeyRing(given ?? storedKeys(dataDir));
  const settings = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value));
  const env = envSchema.pick({ RETENTION_DAYS: true, RETRAIN_AFTER: true }).parse(settings);
  const handle = await openDatabase({ databaseUrl, dataDir, keys, migrate: false });
  try {
    const release = readRelease();
    const facts = await gatherDocumentFacts({ db: handle.db, dataDir, clock: systemClock, env, release });
    const folder = resolve(to);
    await mkdir(folder, { recursive: true });
    for (const { id } of DOCUMENTS) {
      const document = makeDocument(id, facts);
      await writeFile(join(folder, `${id}.md`), toMarkdown(document));
      await writeFile(join(folder, `${id}.json`), toJson(document));
      console.log(`${id}: ${document.notKnown.length} not known, sha256 ${document.stamp.digest}`);
    }
  } finally {
    await handle.close();
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(sayError(error));
    process.exit(1);
  },
);
