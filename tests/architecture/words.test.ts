import { existsSync, readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { BEDSIDE, EVERYWHERE } from "@/components/words/namespaces";
import { importsOf, sourceFiles } from "./imports";

/** Screens whose every word stands in messages/. Whoever moves another one there adds it here. */
const DONE: readonly (string | RegExp)[] = [
  "components/shell",
  "components/ui",
  "components/explanation",
  "components/tour",
  "components/triage",
  "app/(clinic)",
  "app/(own)",
  "app/signed-out",
  // Of the console, what stands on people's own pages too.
  /^components\/console\/(agreement-report|audit-comment|model-switch|reader-agreement|watch\/own-use)\.tsx$/,
  /^app\/[\w-]+\.tsx$/,
];
/** Read aloud or shown as they are. */
const SHOWN = [
  "aria-label",
  "aria-description",
  "aria-valuetext",
  "aria-roledescription",
  "title",
  "placeholder",
  "alt",
];
/** Names that are the same in every language. */
const NAMES = ["OpenAcuity", "· OpenAcuity", "BOOTSTRAP_ADMINS", "Enter", "Esc"];

const isDone = (file: string): boolean =>
  !/\.test\.tsx?$/.test(file) &&
  DONE.some((done) => (typeof done === "string" ? file.startsWith(`${done}/`) : done.test(file)));

type Node = { readonly type: string; readonly start: number; readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value;

/** Words written into the markup of a file, with their lines. `attributes`: whose values are words. */
function hardCoded(
  file: string,
  text = readFileSync(file, "utf8"),
  attributes: readonly string[] = SHOWN,
): string[] {
  const found: string[] = [];
  const say = (node: Node, words: string) => {
    if (/\p{L}{2}/u.test(words) && !NAMES.includes(words.trim()))
      found.push(
        `${file}:${text.slice(0, node.start).split("\n").length}: ${words.trim().replace(/\s+/g, " ")}`,
      );
  };
  const visit = (value: unknown, shown: boolean): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, shown);
    else if (isNode(value)) visitNode(value, shown);
  };
  const visitNode = (value: Node, shown: boolean): void => {
    if (value.type === "JSXText") {
      say(value, String(value.value));
      return;
    }
    if (value.type === "Literal" && typeof value.value === "string") {
      if (shown) say(value, value.value);
      return;
    }
    if (value.type === "TemplateElement") {
      if (shown) say(value, String((value.value as { cooked: string }).cooked));
      return;
    }
    if (value.type === "JSXAttribute") {
      const name = (value.name as { name?: unknown }).name;
      const inside = isNode(value.value) ? (value.value.expression as Node | undefined) : undefined;
      // Of what is handed over as an object only parts are words.
      visit(value.value, attributes.includes(String(name)) && inside?.type !== "ObjectExpression");
      return;
    }
    // What is called, compared or looked up is no text of the screen.
    const inner = shown && !["CallExpression", "BinaryExpression", "MemberExpression"].includes(value.type);
    if (value.type === "JSXElement" || value.type === "JSXFragment") {
      visit(value.openingElement, false);
      for (const child of value.children as Node[]) visit(child, child.type === "JSXExpressionContainer");
      return;
    }
    if (value.type === "ConditionalExpression") {
      visit(value.test, false);
      visit([value.consequent, value.alternate], inner);
      return;
    }
    for (const key of Object.keys(value)) if (key !== "type") visit(value[key], inner);
  };
  visit(parseSync(file, text).program, false);
  return found;
}

it("finds words that are written into a screen", () => {
  const screen = `const A = ({ on, n }) => <p title="Two words" className="a b" aria-label={on ? "Yes" : t("no")}>
    Text {on && "more"} {\`\${n} patients\`} {n === "none" ? t("x") : "So"} <b>{names["key"]}</b> OpenAcuity</p>;`;
  expect(hardCoded("a.tsx", screen).map((f) => f.replace(/^\S+ /, ""))).toEqual([
    "Two words",
    "Yes",
    "Text",
    "more",
    "patients",
    "So",
  ]);
});

it("has no words in the screens that were moved to message files", () => {
  const files = [...sourceFiles("components"), ...sourceFiles("app")].filter(isDone);
  expect(files.length).toBeGreaterThan(30);
  expect(files.flatMap((file) => hardCoded(file))).toEqual([]);
});

it("sends a browser every message that what it draws asks for", () => {
  const asked = (folder: string, outside: readonly string[]) =>
    sourceFiles(folder)
      .filter((file) => !/\.test\.tsx?$/.test(file))
      .flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(/useTranslations\("(\w+)"\)/g)].map(
          ([, name]) => name as string,
        ),
      )
      .filter((name) => !outside.includes(name));
  const sent: readonly string[] = BEDSIDE;
  expect([...new Set(asked("components", sent))]).toEqual([]);
  const everywhere: readonly string[] = EVERYWHERE;
  for (const folder of ["components/shell", "components/ui", "components/console"])
    expect([...new Set(asked(folder, everywhere))], folder).toEqual([]);
});

describe("the console", () => {
  const pages = ["app/(console)", "app/(network)"]
    .flatMap(sourceFiles)
    .filter((file) => file.endsWith("/page.tsx"))
    .map((file) => ({ file, route: file.replace(/^app\/\(\w+\)/, "").replace("/page.tsx", "") }));
  /** Of parts as well: what a heading, a field or a button is called. */
  const CALLED = [...SHOWN, "label", "term", "confirm", "cancel", "aside", "none", "about", "what", "text"];
  const wordsIn = (file: string) => [...hardCoded(file, undefined, CALLED), ...sentences(file)];
  const written = new Map<string, readonly string[]>();
  const writtenIn = (file: string) => {
    const known = written.get(file) ?? wordsIn(file);
    written.set(file, known);
    return known;
  };

  it.each(pages)("$route takes its words from the message files", (page) => {
    expect([...drawnBy(page.file).keys()].filter(isConsole).flatMap(writtenIn)).toEqual([]);
  });

  it.each(pages)("$route is sent every message that its parts ask for in the browser", (page) => {
    const of = /<PageWords of=\{\[([^\]]*)\]\}/.exec(readFileSync(page.file, "utf8"))?.[1] ?? "";
    const sent = ["shared", ...[...of.matchAll(/"(\w+)"/g)].map(([, name]) => name)];
    const asked = [...drawnBy(page.file)]
      .filter(([, inBrowser]) => inBrowser)
      .flatMap(([file]) => [...readFileSync(file, "utf8").matchAll(/useTranslations\("console\.(\w+)"\)/g)])
      .map(([, name]) => name);
    expect([...new Set(asked)].filter((name) => !sent.includes(name))).toEqual([]);
    // Nor is anything sent that nobody asks for.
    expect(sent.filter((name) => name !== "shared" && !asked.includes(name))).toEqual([]);
  });

  it("keeps what knows every language out of the browser", () => {
    const heavy = pages.flatMap(({ file }) =>
      [...drawnBy(file)].filter(([f, inBrowser]) => inBrowser && /words\/(said-in|use-told)\.ts$/.test(f)),
    );
    expect(heavy).toEqual([]);
  });
});

const isConsole = (file: string): boolean => /^(components\/console|app\/\((console|network)\))\//.test(file);

/** Our own files that a page is drawn from, with whether a browser runs them: whatever "use client" leads to. */
function drawnBy(page: string): Map<string, boolean> {
  const found = new Map<string, boolean>();
  const visit = (file: string, inBrowser: boolean): void => {
    const runs = inBrowser || /^"use client";/.test(readFileSync(file, "utf8"));
    if (found.get(file) === true || (found.has(file) && !runs)) return;
    found.set(file, runs);
    for (const { to, typeOnly } of importsOf(file)) {
      if (typeOnly || !/^(app|components)\//.test(to) || /actions$/.test(to)) continue;
      const path = [`${to}.tsx`, `${to}.ts`].find(existsSync);
      if (path) visit(path, runs);
    }
  };
  visit(page, false);
  return found;
}

/** Sentences outside the markup: in tables of labels, in what helpers say. What is thrown or looked up is none. */
function sentences(file: string, text = readFileSync(file, "utf8")): string[] {
  const found: string[] = [];
  const isSaid = (words: string) =>
    /^[“▲▼ ,;]*\p{Lu}[\p{L}’']+[,:]?(?: [\p{L}{“(]|$)/u.test(words) &&
    !/^(?:[A-Z][a-zA-Z]*|[A-Z ]+)$/.test(words);
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isNode(value)) visitNode(value);
  };
  const visitNode = (node: Node): void => {
    if (["ImportDeclaration", "ThrowStatement", "NewExpression"].includes(node.type)) return;
    if (node.type === "JSXAttribute") {
      if (isNode(node.value) && node.value.type !== "Literal") visit(node.value);
      return;
    }
    const words =
      node.type === "Literal" && typeof node.value === "string"
        ? node.value
        : node.type === "TemplateLiteral"
          ? (node.quasis as { value: { cooked: string } }[]).map((q) => q.value.cooked).join("{}")
          : null;
    if (words !== null && isSaid(words))
      found.push(`${file}:${text.slice(0, node.start).split("\n").length}: ${words}`);
    for (const key of Object.keys(node)) if (key !== "type") visit(node[key]);
  };
  visit(parseSync(file, text).program);
  return found;
}

it("finds sentences outside the markup", () => {
  const text = `const WORDS = { a: "Was refused", b: "bg-a text-b", key: "Enter" }; const say = (n: number) => \`Only \${n} left\`;
    function f() { throw new Error("Never told here"); }`;
  expect(sentences("a.ts", text).map((f) => f.replace(/^\S+ /, ""))).toEqual(["Was refused", "Only {} left"]);
});
