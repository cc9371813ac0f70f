import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const FOLDER = "db/migrations";
/** The last migration of the release before this one: its processes run on while the database is brought further. */
const RELEASED = "0031_shadow";

/** What a process of the release before would trip over: what it reads or writes is gone, renamed, or asks for more. */
const CONTRACTING: readonly (readonly [RegExp, string])[] = [
  [/\bDROP\s+(TABLE|COLUMN|TYPE|VIEW|SCHEMA)\b/i, "takes something away"],
  [/\bRENAME\s+(TO|COLUMN|CONSTRAINT)\b/i, "renames something"],
  [/\bSET\s+DATA\s+TYPE\b|\bALTER\s+COLUMN\s+"[^"]+"\s+TYPE\b/i, "changes a type"],
  [/\bALTER\s+COLUMN\s+"[^"]+"\s+SET\s+NOT\s+NULL\b/i, "asks for a value that was optional"],
  [
    /\bADD\s+COLUMN\b(?![^;]*\bDEFAULT\b)[^;]*\bNOT\s+NULL\b/i,
    "adds a column that older processes leave out",
  ],
];

/** What is wrong with a statement for a process of the release before; null: nothing. */
function contracts(statement: string): string | null {
  const bare = statement.replace(/--.*$/gm, "");
  return CONTRACTING.find(([pattern]) => pattern.test(bare))?.[1] ?? null;
}

describe("migrations since the last release", () => {
  it("only add, so that processes of the release before go on while they run (expand, then contract)", () => {
    const since = readdirSync(FOLDER)
      .filter((f) => f.endsWith(".sql") && f > `${RELEASED}.sql`)
      .sort();
    expect(readdirSync(FOLDER)).toContain(`${RELEASED}.sql`);
    const wrong = since.flatMap((file) =>
      readFileSync(`${FOLDER}/${file}`, "utf8")
        .split("--> statement-breakpoint")
        .flatMap((s) => {
          const why = contracts(s);
          return why ? [`${file}: ${why}: ${s.trim().slice(0, 100)}`] : [];
        }),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['ALTER TABLE "decision" DROP COLUMN "level";', "takes something away"],
    ['ALTER TABLE "decision" RENAME COLUMN "level" TO "esi";', "renames something"],
    ['ALTER TABLE "decision" ALTER COLUMN "level" SET DATA TYPE smallint;', "changes a type"],
    ['ALTER TABLE "decision" ALTER COLUMN "reason" SET NOT NULL;', "asks for a value that was optional"],
    [
      'ALTER TABLE "decision" ADD COLUMN "zone" text NOT NULL;',
      "adds a column that older processes leave out",
    ],
    ['ALTER TABLE "decision" ADD COLUMN "zone" text DEFAULT \'x\' NOT NULL;', null],
    ['ALTER TABLE "decision" ADD COLUMN "zone" text;', null],
    ['CREATE TABLE "a" ("b" text NOT NULL);', null],
    ['DROP INDEX "assessment_once";', null],
  ])("are read right: %s", (statement, why) => {
    expect(contracts(statement)).toBe(why);
  });
});
