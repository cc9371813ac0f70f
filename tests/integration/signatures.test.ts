import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { saveSecrets } from "@/db/keys";
import { checksOf } from "@/db/queries/model-check";
import { championVersion, findVersion } from "@/db/queries/registry";
import {
  auditEvent,
  gatePolicy,
  keyRecord,
  modelAlias,
  modelCheck,
  modelVersion,
  signingKey,
} from "@/db/schema";
import { versionStatement } from "@/db/signing";
import type { Authorized } from "@/lib/auth/principal";
import { newSigningPair, signText } from "@/lib/core/ed25519";
import { openArtifact } from "@/lib/model/artifact";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import type { Gate } from "@/lib/registry/gates/gate-policy";
import { armSigning, renewSigning } from "@/lib/workflows/govern/signing";
import { listModelVersions, promoteModel, rollbackModel } from "@/lib/workflows/learning/change-model";
import { runModelCheck } from "@/lib/workflows/learning/check-runner";
import { keepChecks, measureModel } from "@/lib/workflows/learning/check-versions";
import { changeGates, rotateSigningKey, viewGates } from "@/lib/workflows/learning/gate-policies";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { copyModel } from "./support/copy-model";
import { insertPassedCheck } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
let steward: Authorized;
const model = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-signatures-"));
  await makeTinyModel(model("0.1.0"), "0.1.0");
  await copyModel(model("0.1.0"), model("0.2.0"), "0.2.0");
  test = await openTestRuntime({ MODEL_DIR: model("0.1.0") });
  steward = await signedIn(test.rt, "admin", "model:promote");
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

/** As after a first start with 0.1.0 in use, and 0.2.0 measured beside it. */
beforeEach(async () => {
  const { rt } = test;
  await rt.db.delete(modelCheck);
  await rt.db.delete(modelAlias);
  await rt.db.delete(modelVersion);
  await rt.db.delete(gatePolicy);
  await rt.db.delete(signingKey);
  await begin();
  await rm(join(test.dataDir, "models"), { recursive: true, force: true });
  for (const version of ["0.1.0", "0.2.0"]) await registerShippedModel(rt, model(version), rt.clock());
  await insertPassedCheck(rt, "0.2.0");
  rt.engines.invalidate();
});

const begin = async () => {
  await test.rt.db.transaction((tx) => saveSecrets(tx, { signing: false }));
  await armSigning(test.rt.db, test.rt.logger, test.rt.clock());
};
const promote = (version = "0.2.0") => promoteModel(test.rt, steward, { version, expectedChampion: "0.1.0" });
const inUse = async () => (await championVersion(test.rt.db))?.version;
const rowOf = async (version: string) => {
  const row = await findVersion(test.rt.db, version);
  if (!row) throw new Error("no such version");
  return row;
};
const change = (version: string, set: Partial<typeof modelVersion.$inferInsert>) =>
  test.rt.db.update(modelVersion).set(set).where(eq(modelVersion.version, version));
const served = async () => {
  test.rt.engines.invalidate();
  return test.rt.engines.state();
};
const audited = async (event: string) =>
  (await test.rt.db.select().from(auditEvent)).filter((e) => e.event === event);

describe("a version that is signed", () => {
  it("does not come into use when its files were replaced after it was measured, whatever the row then says", async () => {
    const row = await rowOf("0.2.0");
    const place = resolve(test.dataDir, row.artifactDir);
    await copyModel(model("0.1.0"), model("other"), "0.2.0", true);
    await rm(place, { recursive: true });
    await cp(model("other"), place, { recursive: true });
    await expect(promote()).rejects.toMatchObject({ code: "artifact-invalid" });
    const { digest } = await openArtifact(place);
    expect(digest).not.toBe(row.digest);
    // Somebody with the database's password makes row and measurement fit.
    await change("0.2.0", { digest });
    await test.rt.db.update(modelCheck).set({ digest }).where(eq(modelCheck.version, "0.2.0"));
    await expect(promote()).rejects.toMatchObject({
      code: "artifact-invalid",
      userMessage: "Version 0.2.0 was refused: its signature is wrong.",
    });
    expect(await inUse()).toBe("0.1.0");
  });

  const forged = (row: { version: string; digest: string }) => {
    const pair = newSigningPair();
    return { signature: signText(pair.privateKey, versionStatement(row)), signedWith: pair.id };
  };
  it.each([
    ["unsigned", /not signed/, async () => ({ signature: null, signedWith: null })],
    ["signed by a key of somebody else", /does not know/, async () => forged(await rowOf("0.2.0"))],
    [
      "signed as another version",
      /signature is wrong/,
      async () => {
        const { signature, signedWith } = await rowOf("0.1.0");
        return { signature, signedWith };
      },
    ],
    [
      "signed by a key that somebody put in without the installation's own",
      /does not know/,
      async () => {
        const [key] = await test.rt.db.select().from(signingKey);
        if (!key) throw new Error("no key");
        // The sealed facts of our key under another id do not open.
        await test.rt.db.insert(signingKey).values({ ...key, id: "theirs", current: false });
        return { ...forged(await rowOf("0.2.0")), signedWith: "theirs" };
      },
    ],
  ])(
    "and one that is %s is refused in words when promoted, measured and served",
    async (_what, words, how) => {
      await change("0.2.0", await how());
      const told = { code: "artifact-invalid", userMessage: expect.stringMatching(words) };
      await expect(promote()).rejects.toMatchObject(told);
      await measureModel(test.rt, steward, { version: "0.2.0" });
      const [open] = await checksOf(test.rt.db, "0.2.0").then((rows) =>
        rows.filter((c) => c.status === "queued"),
      );
      await runModelCheck(test.rt, open?.id ?? "", new AbortController().signal);
      expect((await checksOf(test.rt.db, "0.2.0")).find((c) => c.id === open?.id)).toMatchObject({
        status: "failed",
        error: expect.stringMatching(words),
      });
      await test.rt.db.update(modelAlias).set({ version: "0.2.0" });
      expect(await served()).toMatchObject({ state: "rules-only", why: expect.stringMatching(words) });
      await test.rt.db.update(modelAlias).set({ version: "0.1.0" });
      expect(await served()).toMatchObject({ state: "ready", version: "0.1.0" });
    },
  );
});

describe("the signing key", () => {
  const rotate = async () => {
    const { keys } = await viewGates(test.rt, steward);
    const expectedKey = keys.find((k) => k.signs)?.id ?? null;
    return rotateSigningKey(test.rt, steward, { reason: "a yearly change", expectedKey });
  };

  it("is replaced by a steward: the new one signs, what the old one signed stays valid", async () => {
    const before = (await rowOf("0.1.0")).signedWith;
    const { keys } = await rotate();
    expect(keys.map((k) => [k.id === before, k.signs, k.trusted, k.until === null])).toEqual([
      [false, true, true, true],
      [true, false, true, false],
    ]);
    await promote();
    expect(await served()).toMatchObject({ state: "ready", version: "0.2.0" });
    await change("0.1.0", { status: "invalid" });
    await test.rt.db.delete(modelVersion).where(eq(modelVersion.version, "0.1.0"));
    await registerShippedModel(test.rt, model("0.1.0"), test.rt.clock());
    expect((await rowOf("0.1.0")).signedWith).toBe(keys[0]?.id);
    expect((await audited("signing.rotated")).at(-1)?.detail).toMatchObject({
      from: before,
      reason: "a yearly change",
    });
    expect(await test.rt.db.select().from(signingKey).where(eq(signingKey.current, true))).toHaveLength(1);
    await expect(
      rotateSigningKey(test.rt, steward, { reason: "an old page", expectedKey: before }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("that is gone is a loss, not a new beginning; the operator's renewal signs what lies here whole", async () => {
    await test.rt.db.delete(signingKey);
    await armSigning(test.rt.db, test.rt.logger, test.rt.clock());
    expect(await test.rt.db.select().from(signingKey)).toEqual([]);
    expect(await served()).toMatchObject({
      state: "rules-only",
      why: expect.stringMatching(/does not know/),
    });
    await expect(promote()).rejects.toMatchObject({ code: "artifact-invalid" });
    expect((await viewGates(test.rt, steward)).canSign).toBe(false);

    await rm(resolve(test.dataDir, (await rowOf("0.2.0")).artifactDir), { recursive: true });
    const done = await renewSigning(test.rt.db, test.dataDir, test.rt.clock());
    expect(done).toMatchObject({ signed: ["0.1.0"], left: ["0.2.0"] });
    expect(await served()).toMatchObject({ state: "ready", version: "0.1.0" });
    await expect(promote()).rejects.toMatchObject({ code: "artifact-invalid" });
    expect((await viewGates(test.rt, steward)).trouble).toBeNull();
    expect(await audited("signing.renewed")).not.toHaveLength(0);
  });

  it("that was in wrong hands is believed no more after a renewal", async () => {
    const old = await rowOf("0.2.0");
    await renewSigning(test.rt.db, test.dataDir, test.rt.clock());
    await change("0.2.0", { signature: old.signature, signedWith: old.signedWith });
    await expect(promote()).rejects.toMatchObject({
      userMessage: expect.stringMatching(/not trusted any more/),
    });
  });

  it("begins once, and signs what an installation had before", async () => {
    await change("0.1.0", { signature: null, signedWith: null });
    await test.rt.db.delete(gatePolicy);
    await test.rt.db.delete(signingKey);
    await begin();
    expect(await served()).toMatchObject({ state: "ready", version: "0.1.0" });
    await change("0.1.0", { signature: null, signedWith: null });
    await armSigning(test.rt.db, test.rt.logger, test.rt.clock());
    expect(await served()).toMatchObject({ state: "rules-only" });
    expect(await test.rt.db.select().from(keyRecord)).toHaveLength(1);
  });
});

describe("the gate policy in force", () => {
  const stricter = DEFAULT_GATE_POLICY.gates.map((g) =>
    g.id === "urgent-found" ? { ...g, limit: { warn: 0.6, fail: 0.5 } } : g,
  );
  const put = (gates: readonly Gate[], expectedVersion = 1) =>
    changeGates(test.rt, steward, { gates, expectedVersion, reason: "the department's review" });

  it("is the release's at first, changed by a steward, signed, and kept with its difference in words", async () => {
    expect(await viewGates(test.rt, steward)).toMatchObject({
      version: 1,
      trouble: null,
      gates: DEFAULT_GATE_POLICY.gates,
    });
    const view = await put(stricter);
    expect(view).toMatchObject({ version: 2, trouble: null });
    expect(view.history[0]).toMatchObject({
      setBy: "Test admin",
      reason: "the department's review",
      changes: [
        "Urgent patients found (levels 1-2) (the benchmark): fails below 50 %, before below 35 %",
        "Urgent patients found (levels 1-2) (the benchmark): is to be looked at below 60 %, before below 40 %",
      ],
    });
    expect((await audited("gates.changed")).at(-1)?.detail).toMatchObject({
      reason: "the department's review",
    });
    // What was measured under the others counts no more, and is measured again by itself.
    await expect(promote()).rejects.toMatchObject({ code: "not-measured" });
    await keepChecks(test.rt, new Date(0));
    const view2 = (await listModelVersions(test.rt, steward)).find((v) => v.version === "0.2.0");
    expect(view2?.measuring).toBe(true);
  });

  it.each([
    ["nothing new", DEFAULT_GATE_POLICY.gates, 1, "conflict", /in force already/],
    ["on an old page", stricter, 0, "conflict", /Somebody else changed/],
    ["without any on the benchmark", [], 1, "invalid-input", /gates/],
  ] as const)("is not changed with %s", async (_what, gates, expected, code, words) => {
    await expect(put(gates, expected)).rejects.toMatchObject({
      code,
      userMessage: expect.stringMatching(words),
    });
    expect(await test.rt.db.select().from(gatePolicy)).toHaveLength(1);
  });

  it("is changed by one of two who do so at the same moment", async () => {
    const both = await Promise.allSettled([put(stricter), put(DEFAULT_GATE_POLICY.gates.slice(1))]);
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it.each([
    [
      "was changed by hand",
      /content is not what was put into force/,
      { content: { ...DEFAULT_GATE_POLICY, gates: stricter } },
    ],
    ["has a signature of something else", /signature is wrong/, { signature: "AAAA" }],
    ["has none", /not signed/, { signature: null }],
  ])("that %s promotes nothing, until a steward puts one into force again", async (_what, words, set) => {
    await test.rt.db.update(gatePolicy).set(set);
    const view = (await listModelVersions(test.rt, steward)).find((v) => v.version === "0.2.0");
    expect(view?.objection?.code).toBe("gates-unverified");
    await expect(promote()).rejects.toMatchObject({ code: "gates-unverified" });
    expect((await viewGates(test.rt, steward)).trouble).toMatch(words);
    await keepChecks(test.rt, new Date(0));
    expect(
      await checksOf(test.rt.db, "0.2.0").then((rows) =>
        rows.filter((c) => c.source === "check" && c.status === "queued"),
      ),
    ).toEqual([]);
    expect(await put(DEFAULT_GATE_POLICY.gates)).toMatchObject({ version: 2, trouble: null });
    await insertPassedCheck(test.rt, "0.2.0");
    await promote();
    // Going back must stay quick: it needs no gates.
    await test.rt.db.update(gatePolicy).set({ signature: null });
    await rollbackModel(test.rt, steward, { toVersion: "0.1.0", expectedChampion: "0.2.0" });
    expect(await inUse()).toBe("0.1.0");
  });
});
