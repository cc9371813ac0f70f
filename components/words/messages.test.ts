import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import { ROLE_LABELS } from "@/lib/auth/roles";
import { VITAL_KEYS, vital } from "@/lib/case/features";
import { LEVEL_NAMES, LEVELS } from "@/lib/case/level";
import { MESSAGES } from "@/messages";
import { en } from "@/messages/en";
import { LOCALES, SOURCE_LOCALE } from "./locales";

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, at = ""): Map<string, string> =>
  new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[at + key, value] as const] : [...flat(value, `${at}${key}.`)],
    ),
  );

/** What has to be handed to a message: names of its arguments and tags, with what kind of thing each is, and a select's choices. */
function argumentsOf(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((e): string[] => {
    switch (e.type) {
      case TYPE.literal:
      case TYPE.pound:
        return [];
      case TYPE.tag:
        return [`<${e.value}>`, ...argumentsOf(e.children)];
      case TYPE.select:
        return [
          `${e.value} of ${Object.keys(e.options).sort().join("|")}`,
          ...Object.values(e.options).flatMap((o) => argumentsOf(o.value)),
        ];
      case TYPE.plural:
        // One language counts where another does not.
        return [e.value, ...Object.values(e.options).flatMap((o) => argumentsOf(o.value))];
      default:
        return [e.value];
    }
  });
}
const needs = (message: string): string[] => [...new Set(argumentsOf(parse(message)))].sort();

const source = flat(MESSAGES[SOURCE_LOCALE]);

describe.each(LOCALES)("the messages in %s", (locale) => {
  const own = flat(MESSAGES[locale]);

  it("are the same ones as in the source language", () => {
    expect([...own.keys()].sort()).toEqual([...source.keys()].sort());
    expect(own.size).toBeGreaterThan(100);
  });

  it("each can be read, says something, and asks for what the source asks for", () => {
    const odd = [...own].filter(
      ([key, message]) =>
        message.trim() === "" ||
        JSON.stringify(needs(message)) !== JSON.stringify(needs(source.get(key) ?? "")),
    );
    expect(odd).toEqual([]);
  });
});

describe("the English messages", () => {
  it("name levels, vital signs and roles as the rooms of lib/ do", () => {
    expect(en.clinical.level).toEqual(Object.fromEntries(LEVELS.map((l) => [l, LEVEL_NAMES[l]])));
    expect(en.clinical.vital).toEqual(Object.fromEntries(VITAL_KEYS.map((k) => [k, vital(k).label])));
    expect(en.shell.role).toEqual(ROLE_LABELS);
  });
});
