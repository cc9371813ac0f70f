import { readdirSync, readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import type { EnglishMessages } from "@/messages/en";
import { expectAccessible, expectNoSidewaysScroll } from "../support/checks";
import { patientsArrive, signIn } from "../support/ehr";
import { pathOf, undecided } from "../support/waiting";

test.beforeAll(() => patientsArrive(3));

const messagesIn = (language: string): EnglishMessages =>
  Object.fromEntries(
    readdirSync(`messages/${language}`)
      .filter((file) => file.endsWith(".json"))
      .map((file) => [
        file.replace(".json", ""),
        JSON.parse(readFileSync(`messages/${language}/${file}`, "utf8")),
      ]),
  ) as EnglishMessages;
const [en, es] = [messagesIn("en"), messagesIn("es")];
const CONSOLE_IN_SPANISH = [
  ["/console", "Resumen"],
  ["/console/performance", "Rendimiento"],
  ["/console/fairness", "Equidad"],
  ["/console/models", "Modelos"],
  ["/console/models/checks", "Comprobaciones de las versiones del modelo"],
  ["/console/models/canary", "Canario"],
  ["/console/models/shadow", "Sombra"],
  ["/console/models/calibration", "Calibración del centro"],
  ["/console/runs", "Reentrenamientos"],
  ["/console/explanations", "Qué mueve al modelo"],
  ["/console/datasets", "Conjuntos de datos"],
] as const;
/** The longest of them, where a word that is cut or a colour that is too weak shows first. */
const ACCESSIBLE_IN_SPANISH: readonly string[] = ["/console", "/console/models", "/console/runs"];

type Tree = { readonly [key: string]: string | Tree };
const flat = (tree: Tree, at = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[at + key, value]] : flat(value, `${at}${key}.`),
  );
const spanish = new Map(flat(es));
/** Of what lib says only sentences: a few words may be a patient's own. */
const SENTENCE = /^[A-Z].*[.]$/;
/** English that no Spanish page says: whole messages, without those that are put together with what is told. */
const ENGLISH = flat(en)
  .filter(
    ([key, text]) =>
      (!key.startsWith("said.") || SENTENCE.test(text)) &&
      !/[{<]/.test(text) &&
      // One small word, such as "injury", may be a patient's own.
      !/^[a-z]+$/.test(text) &&
      spanish.get(key) !== text &&
      text.length > 3,
  )
  .map(([, text]) => text);

/** Everything a page shows or reads aloud, but for complaint and note, which stay as they were written. */
const wordsOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const said = [...document.querySelectorAll("[aria-label], [title], [placeholder]")]
      .filter((e) => !e.closest('[lang="en"]'))
      .flatMap((e) => ["aria-label", "title", "placeholder"].map((name) => e.getAttribute(name) ?? ""));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    while (walker.nextNode())
      if (!walker.currentNode.parentElement?.closest("script, style, option[lang], [data-shaded]"))
        texts.push(walker.currentNode.textContent ?? "");
    return [...said, ...texts].map((text) => text.replace(/\s+/g, " ").trim()).filter(Boolean);
  });
async function expectNoEnglish(page: Page): Promise<void> {
  const words = await wordsOn(page);
  expect(words.length).toBeGreaterThan(20);
  // A single word may be a name; several of them in a row are a message of ours.
  const found = ENGLISH.filter((english) =>
    words.some((text) => text === english || (english.includes(" ") && text.includes(english))),
  );
  expect(found).toEqual([]);
}

async function choose(page: Page, from: string, to: string): Promise<void> {
  await page.goto("/sessions");
  const choice = page.getByLabel(from, { exact: true });
  await expect(choice).toBeVisible();
  await choice.selectOption({ label: to });
  await expect(page.locator("html")).toHaveAttribute("lang", to === "Español" ? "es" : "en");
}

test("a nurse reads the bedside in Spanish, overrides, and goes back to English", async ({ page }) => {
  await signIn(page, "nurse2");
  const patient = await undecided(page);
  await choose(page, "Language", "Español");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(es.launch.whereYouAreSignedIn);
  await expectNoEnglish(page);

  await page.goto("/board");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(es.board.waiting);
  await expect(page.locator("a.row-link").first()).toBeVisible();
  await expectNoEnglish(page);
  await expectAccessible(page);

  await page.goto(pathOf(patient));
  const decision = page.getByRole("region", { name: es.decision.decision });
  await expect(decision.getByRole("button", { name: new RegExp(es.decision.override) })).toBeEnabled();
  await expect(page.getByText(es.explanation.patient).first()).toBeAttached();
  await expectNoEnglish(page);
  await expectAccessible(page);
  for (const width of [1440, 1024, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoSidewaysScroll(page);
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  await decision.getByRole("button", { name: new RegExp(es.decision.override) }).click();
  const other = patient.level === 3 ? 4 : 3;
  await decision.getByRole("button", { name: new RegExp(`^Nivel ${other}`) }).click();
  await decision.getByRole("radio", { name: new RegExp(es.said.reason.complaintMisread) }).check();
  await expectNoEnglish(page);
  await decision.getByRole("button", { name: es.decision.saveOverride }).click();
  const yes = page.getByRole("button", { name: /^Asignar de todos modos/ });
  const done = decision.getByText(new RegExp(es.decision.kind.override)).first();
  await expect(yes.or(done)).toBeVisible();
  if (await yes.isVisible()) {
    await expectNoEnglish(page);
    await yes.click();
  }
  await expect(done).toBeVisible();
  await expectNoEnglish(page);

  await choose(page, "Idioma", "English");
  await page.goto("/board");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.board.waiting);
});

test("who works in the console reads it in the language the browser asks for", async ({ browser }) => {
  const context = await browser.newContext({ locale: "es-ES" });
  const page = await context.newPage();
  await signIn(page, "steward");
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  for (const [path, words] of CONSOLE_IN_SPANISH) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words);
    // A message that a browser was not sent is shown by its key.
    expect((await wordsOn(page)).filter((text) => /^console\.\w+/.test(text))).toEqual([]);
    await expectNoSidewaysScroll(page);
    if (ACCESSIBLE_IN_SPANISH.includes(path)) await expectAccessible(page);
  }
  await page.goto("/sessions");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(es.launch.whereYouAreSignedIn);
  await context.close();
});
