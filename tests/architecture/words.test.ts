import { readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import { expect, it } from "vitest";
import { BEDSIDE, EVERYWHERE } from "@/components/words/namespaces";
import { sourceFiles } from "./imports";

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

/** Words written into the markup of a file, with their lines. */
function hardCoded(file: string, text = readFileSync(file, "utf8")): string[] {
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
      visit(value.value, SHOWN.includes(String(name)));
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
