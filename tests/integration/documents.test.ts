import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { auditEventsNamed } from "@/db/queries/audit";
import { newestGatePolicy } from "@/db/queries/gate-policy";
import { championVersion } from "@/db/queries/registry";
import { testKeys } from "@/db/testing";
import { DOCUMENTS } from "@/lib/documents";
import { listDocuments, saveDocument, viewDocument } from "@/lib/workflows/govern/documents";
import { fromLock } from "@/lib/workflows/govern/read-components";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime({ MODEL_DIR: resolve("models/openacuity-triage") });
}, 60_000);
afterAll(() => test.close());
const auditor = () => signedIn(test.rt, "auditor", "console:read");

describe("the documents of an installation", () => {
  it("say which version, which checks and which content they are of, as the registry has them", async () => {
    const { rt } = test;
    const champion = await championVersion(rt.db);
    const gates = await newestGatePolicy(rt.db);
    const { documents, stamp } = await listDocuments(rt, await auditor());
    expect(documents.map((d) => d.id)).toEqual(DOCUMENTS.map((d) => d.id));
    expect(stamp.model).toBe(`openacuity-triage ${champion?.version}`);
    expect(stamp.gates).toContain(gates?.digest);
    const again = await listDocuments(rt, await auditor());
    expect(again.documents).toEqual(documents);
  });

  it("have the figures of the version in use, and say what is not known", async () => {
    const document = await viewDocument(test.rt, await auditor(), "source-attributes");
    const answers = document.sections.flatMap((s) => s.rows ?? []);
    expect(answers.find((r) => r.what.startsWith("(i) Validity"))?.answer).toMatch(
      /13,595 cases: same level \d/,
    );
    expect(document.notKnown).toContain("(8) Ongoing maintenance: (ii) Validity in local data");
    const bill = await viewDocument(test.rt, await auditor(), "bill-of-materials");
    expect(bill.sections.at(-1)?.table?.rows.map((r) => r[0])).toContain("zod");
  });

  it("are saved on record", async () => {
    const auth = await auditor();
    const saved = JSON.parse(await saveDocument(test.rt, auth, { id: "hazard-log", format: "json" }));
    expect(saved).toMatchObject({
      id: "hazard-log",
      stamp: { modelDigest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await saveDocument(test.rt, auth, { id: "model-card", format: "md" })).toContain("# Model card");
    const entries = await auditEventsNamed(test.rt.db, "list.exported");
    expect(entries.map((e) => e.detail.list)).toEqual(
      expect.arrayContaining(["documents hazard-log", "documents model-card"]),
    );
    await expect(saveDocument(test.rt, auth, { id: "other", format: "md" })).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

it("packages are told once, without what only builds and tests", () => {
  expect(
    fromLock({
      "": { version: "1" },
      "node_modules/a": { version: "1", license: "MIT" },
      "node_modules/b/node_modules/a": { version: "1", license: "MIT" },
      "node_modules/c": { version: "2", dev: true },
      "node_modules/@x/d": { version: "3" },
    }),
  ).toEqual([
    { name: "a", version: "1", licence: "MIT" },
    { name: "@x/d", version: "3", licence: null },
  ]);
});

// The same on every database: once is enough.
it.skipIf(process.env.TEST_DATABASE_URL)(
  "the command writes all of them, twice each",
  { timeout: 300_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "openacuity-documents-"));
    try {
      const dataDir = join(folder, "data");
      await (await openDatabase({ dataDir, keys: testKeys })).close();
      const { keys } = testKeys;
      await promisify(execFile)(
        process.execPath,
        ["bin/with-node.mjs", "bin/documents.ts", "--to", join(folder, "to")],
        {
          env: {
            ...process.env,
            DATA_DIR: dataDir,
            DATABASE_URL: "",
            DATA_KEYS: keys.map((k) => `${k.id}:${k.key.toString("base64")}`).join(","),
          },
        },
      );
      expect((await readdir(join(folder, "to"))).sort()).toEqual(
        DOCUMENTS.flatMap((d) => [`${d.id}.json`, `${d.id}.md`]).sort(),
      );
      expect(await readFile(join(folder, "to", "model-card.md"), "utf8")).toContain("no model in use");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
