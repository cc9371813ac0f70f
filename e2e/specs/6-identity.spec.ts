import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { PatientPage } from "../pages/patient-page";
import { expectAccessible } from "../support/checks";
import {
  chart,
  launchPatient,
  patientsArrive,
  signIn,
  type WaitingPatient,
  waitingPatients,
} from "../support/ehr";
import { APP, SANDBOX } from "../support/stack";
import { boardRows, isOpen } from "../support/waiting";

const isEsi = (r: Record<string, unknown>) => JSON.stringify(r.code ?? "").includes("75636-1");
const levelsOf = async (patient: WaitingPatient) => (await chart(patient, "Observation")).filter(isEsi);

/** Patients nobody else's test touches, and for whom there is a suggestion: not everybody who comes in is measured at once. */
let patients: WaitingPatient[] = [];
test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  const before = new Set((await waitingPatients()).map((p) => p.encounter));
  await patientsArrive(12);
  const arrived = (await waitingPatients()).filter((p) => !before.has(p.encounter));
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, "lead");
  const suggested = async () => {
    const rows = (await boardRows(page)).filter((r) => isOpen(r) && r.level !== null);
    const names = new Set(rows.filter((r) => r.visit.doubts.length === 0).map((r) => r.patientName));
    patients = arrived.filter((p) => names.has(p.name));
    return patients.length;
  };
  await expect.poll(suggested, { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
  await context.close();
});
const patientNo = (n: number): WaitingPatient => {
  const patient = patients[n];
  if (!patient) throw new Error("too few patients arrived");
  return patient;
};

test("signing out ends the session, as a browser submits it", async ({ page }) => {
  await launchPatient(page, "nurse1", patientNo(0));
  const answer = page.waitForResponse((r) => r.url().endsWith("/api/signout"));
  await page.getByRole("button", { name: "Sign out" }).click();
  expect((await answer).status()).toBe(303);
  await expect(page.getByRole("heading", { name: "You are signed out." })).toBeVisible();
  await page.goto("/board");
  await expect(page).toHaveURL(/\/signed-out/);
});

test("somebody else signs in beside an open page: the page says who, and saves nothing as them", async ({
  context,
}) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  await launchPatient(first, "nurse1", patientNo(1));
  await new PatientPage(first).suggestedLevel();
  await launchPatient(second, "nurse2", patientNo(2));
  await first.bringToFront();
  // At the latest when the page next asks by itself, every twenty seconds.
  await expect(first.getByRole("heading", { name: /Nurse Two \(demo\) is signed in now/ })).toBeVisible({
    timeout: 60_000,
  });
  await expect(first.getByText(patientNo(1).name)).toHaveCount(0);
  await expect(first.getByRole("button", { name: /^Accept level/ })).toHaveCount(0);
});

test("even where the page has not noticed, the server refuses the first person's page", async ({
  context,
}) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  await launchPatient(first, "nurse1", patientNo(1));
  await new PatientPage(first).suggestedLevel();
  // The page's own questions do not get through: it cannot notice by itself.
  await first.route("**/api/session**", (route) => route.abort());
  await first.route(/\/encounters\/[^/]+\/data/, (route) => route.abort());
  await launchPatient(second, "nurse2", patientNo(2));
  await first.bringToFront();
  await first.getByRole("button", { name: /^Accept level/ }).click();
  await expect(first.getByText(/Nurse Two \(demo\) is signed in/).first()).toBeVisible();
  await expect(first.getByText(/Accepted/)).toHaveCount(0);
  await second.waitForTimeout(1_000);
  expect(await levelsOf(patientNo(1))).toEqual([]);
});

test("every form and every action gets past the door when our own page submits it", async ({ browser }) => {
  test.setTimeout(300_000);
  let seen = 0;
  for (const [user, paths] of [
    ["nurse1", ["/board", "/sessions", "/agreement", "/help", "/triage/new"]],
    ["lead", ["/desk", "/desk/readings", "/desk/agreement"]],
    [
      "steward",
      [
        "",
        "/performance",
        "/usage",
        "/models",
        "/models/checks",
        "/models/shadow",
        "/models/canary",
        "/models/calibration",
        "/models/version",
        "/drift",
        "/explanations",
        "/runs",
        "/decisions",
        "/labels",
        "/deidentification",
        "/audit",
        "/people",
        "/people/review",
        "/documents",
        "/documents/source-attributes",
        "/ehr",
        "/devices",
        "/suggestions",
        "/incidents",
      ]
        .map((p) => `/console${p}`)
        .concat("/model-switch"),
    ],
  ] as const) {
    const context = await browser.newContext();
    const page = await context.newPage();
    if (user === "nurse1") await launchPatient(page, user, patientNo(3));
    else await signIn(page, user);
    const { pathname, search } = new URL(page.url());
    const places = [
      ...(user === "nurse1" ? [pathname + search, `${pathname}/devices${search}`] : []),
      ...paths,
      ...(user === "steward" ? [await anIncident(page)] : []),
    ];
    for (const place of places) {
      await page.goto(place);
      await submitForms(page, place);
      for (const { id, name } of actionsOf(place)) {
        const answer = await callAction(page, id);
        // What it is given is nonsense: being told so means having passed origin, session, person and permission.
        expect(answer, `${name} from ${place}`).toMatch(/"code":"(invalid-input|forbidden)"/);
        seen++;
      }
    }
    await page.goto(places[0] ?? "");
    const answer = page.waitForResponse((r) => r.url().endsWith("/api/signout"));
    await page.getByRole("button", { name: "Sign out", exact: true }).press("Enter");
    expect((await answer).status()).toBe(303);
    await expect(page.getByRole("heading", { name: "You are signed out." })).toBeVisible();
    await context.close();
  }
  expect(seen).toBeGreaterThanOrEqual(actionsOf(null).length);
});

/** One of its own, so that its page has somebody to act on. */
async function anIncident(page: Page): Promise<string> {
  await page.goto("/console/incidents");
  const open = actionsOf("/console/incidents").find((a) => a.name === "start");
  const title = "An incident to look at";
  const about = { requestId: randomUUID(), kind: "complaint", severity: null, title, words: "" };
  expect(await callAction(page, open?.id ?? "", about)).toMatch(/^200 /);
  await page.reload();
  return (await page.getByRole("link", { name: title }).first().getAttribute("href")) ?? "";
}

type ActionRef = { readonly id: string; readonly name: string; readonly places: readonly string[] };

/** The actions a page can call, from the build's own list; null: all there are. */
function actionsOf(place: string | null): ActionRef[] {
  const manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")) as {
    node: Record<string, { workers: Record<string, unknown>; exportedName?: string }>;
  };
  const all = Object.entries(manifest.node).map(([id, { workers, exportedName }]) => ({
    id,
    name: exportedName ?? id,
    places: Object.keys(workers).map((w) =>
      w
        .replace(/^app/, "")
        .replace(/\/\([^)]+\)/g, "")
        .replace(/\/page$/, ""),
    ),
  }));
  const pattern = place?.split("?")[0]?.replace(/^(\/console\/incidents|\/encounters)\/[^/]+/, "$1/[id]");
  return place === null ? all : all.filter((a) => a.places.includes(pattern ?? ""));
}

/** Calls an action as the page's own script does; answers with the raw stream. */
const callAction = (page: Page, id: string, input: object = { unexpected: true }): Promise<string> =>
  page.evaluate(
    async ([action, given]) => {
      const [person, launch] = (
        document.querySelector<HTMLElement>("[data-drawn-for]")?.dataset.drawnFor ?? ""
      ).split("/");
      const response = await fetch(location.href, {
        method: "POST",
        headers: { "next-action": action, accept: "text/x-component" },
        body: JSON.stringify([{ person, launch: launch || null }, given]),
      });
      return `${response.status} ${await response.text()}`;
    },
    [id, input] as const,
  );

/** Which pages have forms that lead to another page, but for the way out, and how many. */
const FORMS: Readonly<Record<string, number>> = {
  "/console/performance": 1,
  "/console/usage": 1,
  "/console/fairness": 1,
  "/console/explanations": 1,
  "/console/decisions": 1,
  "/console/labels": 1,
  "/console/outcomes": 1,
  "/console/audit": 1,
};

/** Submits each of the page's forms that lead to another page, but for the way out. */
async function submitForms(page: Page, place: string): Promise<void> {
  const forms = page.locator("main form[action]");
  const count = FORMS[place] ?? 0;
  // A page that was waited for comes in pieces: the forms may be later than the heading.
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(forms, place).toHaveCount(count);
  for (let i = 0; i < count; i++) {
    await page.goto(place);
    const [response] = await Promise.all([
      page.waitForResponse((r) => r.request().isNavigationRequest()),
      // The answer is not the page yet: what is called next is called from the new one.
      page.waitForEvent("domcontentloaded"),
      forms.nth(i).evaluate((form: HTMLFormElement) => form.requestSubmit()),
    ]);
    expect(response.status(), `form ${i} of ${place}`).toBeLessThan(400);
  }
}

test("a form on another site signs nobody out and starts no action", async ({ page }) => {
  await signIn(page, "lead");
  const end = actionsOf(null).find((a) => a.name === "endSessions");
  if (!end) throw new Error("no such action");
  // The sandbox EHR's pages are of another origin and, all on one machine, of the same site: the cookie goes along.
  const submit = async (action: string, field?: string) => {
    await page.goto(SANDBOX);
    await Promise.all([
      page.waitForURL((url) => url.origin === APP),
      page.evaluate(
        ([to, name]) => {
          const form = document.createElement("form");
          Object.assign(form, { method: "post", action: to, enctype: "multipart/form-data" });
          if (name) form.append(Object.assign(document.createElement("input"), { name, value: "" }));
          document.body.append(form);
          form.submit();
        },
        [action, field] as const,
      ),
    ]);
  };
  await submit(`${APP}/api/signout`);
  await expect(page.getByRole("heading", { name: "You are still signed in." })).toBeVisible();
  await submit(`${APP}/sessions`, `$ACTION_ID_${end.id}`);
  await page.goto("/board");
  await expect(page).toHaveURL(/\/board/);
});

test("an action is let in behind a proxy that renames the host, and from nowhere else", async ({ page }) => {
  await signIn(page, "lead");
  await page.goto("/sessions");
  const [action] = actionsOf("/sessions");
  const mark = (await page.locator("[data-drawn-for]").getAttribute("data-drawn-for"))?.split("/") ?? [];
  const cookies = (await page.context().cookies(APP)).map((c) => `${c.name}=${c.value}`).join("; ");
  const post = async (headers: Record<string, string>): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const asked = request(
      `${APP}/sessions`,
      {
        method: "POST",
        headers: {
          cookie: cookies,
          "next-action": action?.id ?? "",
          "content-type": "text/plain;charset=UTF-8",
          ...headers,
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => resolve(`${response.statusCode} ${text}`));
      },
    );
    asked.on("error", reject);
    asked.end(JSON.stringify([{ person: mark[0], launch: mark[1] || null }, { unexpected: true }]));
    return promise;
  };
  expect(await post({ host: "app.internal:8080", origin: APP })).toContain("invalid-input");
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "https://evil.example", host: "evil.example" },
    { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    { origin: "null" },
    {},
  ])
    expect(await post(headers as Record<string, string>)).not.toContain("invalid-input");
});

test("one's own sessions are listed, and end from elsewhere, by keyboard", async ({ browser }) => {
  const [here, there] = await Promise.all([browser.newContext(), browser.newContext()]);
  const [page, other] = [await here.newPage(), await there.newPage()];
  await signIn(other, "nurse2");
  await signIn(page, "nurse2");
  await page.getByRole("link", { name: /where you are signed in/ }).press("Enter");
  await expect(page.getByRole("heading", { name: "Where you are signed in" })).toBeVisible();
  await expect(page.getByText("this one")).toHaveCount(1);
  await expectAccessible(page);
  const elsewhere = page.getByRole("button", { name: /^Sign out there/ });
  for (let left = await elsewhere.count(); left > 0; left--) {
    await elsewhere.first().press("Enter");
    await expect(elsewhere).toHaveCount(left - 1);
  }
  await expect(page.getByText(/You are signed out there/)).toBeVisible();
  await other.reload();
  await expect(other.getByText(/ended this session from another workstation/)).toBeVisible();

  await page.getByRole("button", { name: "Sign out everywhere" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).press("Enter");
  await expect(page.getByRole("heading", { name: "You are signed out." })).toBeVisible();
  await page.goto("/sessions");
  await expect(page).toHaveURL(/\/signed-out/);
  await Promise.all([here.close(), there.close()]);
});

test.describe("left alone", () => {
  /** A stack of its own on the same build, where nobody may be away for more than a minute. */
  const port = Number(process.env.E2E_PORT) + 7;
  const sandboxPort = Number(process.env.E2E_SANDBOX_PORT) + 7;
  const app = `http://localhost:${port}`;
  let stack: ChildProcess;

  test.beforeAll(async () => {
    test.setTimeout(300_000);
    const dataDir = mkdtempSync(join(tmpdir(), "openacuity-idle-"));
    const env = {
      ...process.env,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DATA_DIR: dataDir,
      SANDBOX_ARRIVALS_PER_HOUR: "0",
      SANDBOX_FAULTS: "1",
      SESSION_IDLE_MINUTES: "1",
      BOARD_REFRESH_SECONDS: "2",
      LOG_LEVEL: "warn",
    };
    stack = spawn(process.execPath, ["bin/with-node.mjs", "bin/start.ts"], { env, stdio: "ignore" });
    await expect
      .poll(
        () =>
          fetch(`${app}/api/health`).then(
            (r) => r.status,
            () => 0,
          ),
        { timeout: 170_000 },
      )
      .toBe(200);
  });
  test.afterAll(async () => {
    const gone = new Promise((resolve) => stack.once("exit", resolve));
    stack.kill("SIGTERM");
    await gone;
  });

  async function launch(page: Page, user: string): Promise<string> {
    const [patient] = (await (
      await fetch(`http://localhost:${sandboxPort}/sandbox/patients`)
    ).json()) as WaitingPatient[];
    if (!patient) throw new Error("nobody is waiting");
    const { launch: token, iss } = (await (
      await fetch(`http://localhost:${sandboxPort}/sandbox/launch`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ patient: patient.patient, encounter: patient.encounter, user }),
      })
    ).json()) as { launch: string; iss: string };
    await page.goto(`${app}/launch?${new URLSearchParams({ iss, launch: token })}`);
    await page.waitForURL(/\/encounters\//);
    return patient.name.split(", ").reverse().join(" ");
  }

  test("a page warns, can be kept, ends although it polls, and keeps what was typed for its author", async ({
    page,
    context,
  }) => {
    test.setTimeout(360_000);
    const name = await launch(page, "nurse1");
    const board = await context.newPage();
    await board.goto(`${app}/board`);
    await page.bringToFront();
    const level = (await new PatientPage(page).suggestedLevel()) === 2 ? 3 : 2;
    await page.getByRole("button", { name: "Override" }).click();
    await page.getByRole("button", { name: new RegExp(`^Level ${level}`) }).click();
    await page.getByRole("textbox", { name: /comment/i }).fill("brought in by police");

    const warning = page.getByRole("alertdialog", { name: "Are you still there?" });
    await expect(warning).toBeVisible({ timeout: 50_000 });
    await expect(warning.getByRole("button", { name: "Stay signed in" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(warning).toBeHidden();
    await expect(page.getByRole("textbox", { name: /comment/i })).toHaveValue("brought in by police");

    // The second warning is left to run out; looking at it is nobody's act.
    await expect(warning).toBeVisible({ timeout: 50_000 });
    await expectAccessible(page);
    await expect(page).toHaveURL(/\/signed-out\?reason=idle/, { timeout: 120_000 });
    await expect(page.getByText("left alone for too long")).toBeVisible();
    await expect(page.getByText(name)).toHaveCount(0);
    await expect(board).toHaveURL(/\/signed-out/, { timeout: 60_000 });

    await launch(page, "nurse2");
    await new PatientPage(page).suggestedLevel();
    await page.waitForTimeout(1_000);
    await expect(page.getByText(/police/)).toHaveCount(0);
    await launch(page, "nurse1");
    await expect(page.getByText(new RegExp(`You had begun level ${level}`))).toBeVisible();
    await page.getByRole("button", { name: "Go on with it" }).click();
    await expect(page.getByRole("textbox", { name: /comment/i })).toHaveValue("brought in by police");
    await page.getByRole("button", { name: /Cancel/ }).click();
    await page.waitForTimeout(1_000);
    await page.reload();
    await new PatientPage(page).suggestedLevel();
    await expect(page.getByText(/You had begun/)).toHaveCount(0);
  });
});
