import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { checkProof } from "@/lib/audit/proof/proof-file";
import { expectAccessible } from "../support/checks";
import { launchPatient, signIn, waitingPatients } from "../support/ehr";
import { health } from "../support/stack";

const ANCHORS = join(process.env.E2E_DATA_DIR ?? "", "audit-anchors.jsonl");

const verify = async (page: Page) => {
  await page.getByRole("button", { name: "Verify the log" }).click();
  await expect(page.getByRole("button", { name: "Verify the log" })).toBeEnabled({ timeout: 60_000 });
};

/** In place and of the same length: the app goes on adding at the end. */
function touchAnchor(from: string, to: string): void {
  const text = readFileSync(ANCHORS, "utf8");
  const at = text.indexOf(from);
  expect(at).toBeGreaterThan(-1);
  writeFileSync(ANCHORS, text.slice(0, at) + to + text.slice(at + to.length), { flag: "r+" });
}

test("an auditor sees that the log is intact, and what is wrong when it is not", async ({
  page,
  browser,
}) => {
  const nurse = await (await browser.newContext()).newPage();
  const patient = (await waitingPatients()).at(-1);
  if (!patient) throw new Error("nobody is waiting");
  await launchPatient(nurse, "nurse1", patient);
  await nurse.context().close();

  await signIn(page, "auditor");
  await page.goto("/console/audit");
  await verify(page);
  await expect(page.getByText(/The log is intact: \d+ entries checked/)).toBeVisible();
  await expect(page.getByText(/\d+ anchors? outside the database agree/)).toBeVisible();
  await expectAccessible(page);

  await page.getByText("Save entries with proof, or see who looked at a patient").click();
  await page.getByLabel("Id", { exact: true }).fill(patient.patient);
  await page.getByRole("button", { name: "Show who looked" }).press("Enter");
  await expect(page.getByRole("cell", { name: "A patient's page was opened" }).first()).toBeVisible();
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save with proof" }).click(),
  ]);
  const proven = JSON.parse(readFileSync(await download.path(), "utf8"));
  expect(checkProof(JSON.stringify(proven), proven.key.id).wrong).toEqual([]);

  const [, hash = ""] = /"hash":"([0-9a-f]{64})"/.exec(readFileSync(ANCHORS, "utf8")) ?? [];
  touchAnchor(hash, "0".repeat(64));
  await verify(page);
  await expect(page.getByText(/The log is not intact: \d+ things? found wrong/)).toBeVisible();
  await expect(page.getByText(/^Anchor 1 was not written by OpenAcuity, or was changed\.$/)).toBeVisible();
  await expectAccessible(page);

  touchAnchor("0".repeat(64), hash);
  await verify(page);
  await expect(page.getByText(/The log is intact/)).toBeVisible();
});

test("health says that the log is anchored", async () => {
  const { checks } = await health();
  expect(checks.audit).toMatchObject({ ok: true, why: null, anchored: { seq: expect.any(Number) } });
  expect(checks.database).toMatchObject({ ok: true });
});
