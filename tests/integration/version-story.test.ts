import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { assessment, shadow, shadowAnswer } from "@/db/schema";
import { newId } from "@/lib/core/ids";
import { registerShippedModel } from "@/lib/workflows/learning/register-model";
import { versionStory } from "@/lib/workflows/learning/version-story";
import { copyModel } from "./support/copy-model";
import { insertVisit } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-story-"));
  await makeTinyModel(join(folder, "0.1.0"), "0.1.0");
  await copyModel(join(folder, "0.1.0"), join(folder, "0.2.0"), "0.2.0");
  test = await openTestRuntime({ MODEL_DIR: join(folder, "0.1.0") });
  await registerShippedModel(test.rt, join(folder, "0.2.0"), test.rt.clock());
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

it("tells a version's lineage, and what differs between it and another", async () => {
  const { rt } = test;
  const auditor = await signedIn(rt, "auditor", "console:read");
  const now = rt.clock();
  const id = newId();
  await rt.db
    .insert(shadow)
    .values({ id, version: "0.2.0", digest: "d", startedAt: now, startedBy: "A steward", until: now });
  for (const [level, other] of [
    [3, 2],
    [3, 3],
  ] as const) {
    const { assessmentId } = await insertVisit(rt.db, now, level);
    await rt.db
      .update(assessment)
      .set({ modelVersion: "0.1.0", modelLevel: level })
      .where(eq(assessment.id, assessmentId));
    await rt.db
      .insert(shadowAnswer)
      .values({ shadowId: id, assessmentId, policy: "balanced", level: other, answeredAt: now });
  }
  const story = await versionStory(rt, auditor, { version: "0.2.0", beside: "0.1.0" });
  expect(story.lineage.map((s) => s.kind)).toEqual(["data", "run", "version", "assessments", "labels"]);
  expect(story.beside).toMatchObject({
    version: "0.1.0",
    weightsWhy: null,
    bothAnswered: 2,
    cases: [{ before: 3, after: 2, age: null, reasonsBefore: [], reasonsAfter: [] }],
  });
  // The same weights under another name.
  expect(story.beside?.weights?.length).toBeGreaterThan(5);
  expect(story.beside?.weights?.every((w) => w.state === "same")).toBe(true);
  const own = await versionStory(rt, auditor, { version: "0.1.0" });
  // From the other side it is the same, turned round.
  expect(own.beside).toMatchObject({
    version: "0.2.0",
    bothAnswered: 2,
    cases: [{ before: 2, after: 3 }],
  });
  expect(own.lineage.find((s) => s.kind === "assessments")?.detail).toMatch(/^2 answers/);
  await expect(versionStory(rt, auditor, { version: "9.9.9" })).rejects.toMatchObject({ code: "not-found" });
  await expect(versionStory(rt, auditor, { version: "0.1.0", beside: "0.1.0" })).rejects.toMatchObject({
    code: "not-found",
  });
});
