import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ON_EMBEDDED } from "./on-embedded";

const isOn = (file: string) => ON_EMBEDDED.some((e) => (e.endsWith("/") ? file.startsWith(e) : e === file));

/** A test that opens one database or the other runs on both. */
const CHOOSES = "process.env.TEST_DATABASE_URL ? await openTestDatabase() : undefined";

describe("what runs on the embedded database as well", () => {
  it.each(ON_EMBEDDED)("%s is there", (entry) => expect(existsSync(entry)).toBe(true));

  it("is whatever leaves out PostgreSQL: it would run nowhere else", () => {
    const files = ["db", "tests/integration"].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".test.ts"))
        .map((name) => join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(80);
    const leavesOut = files.filter((f) =>
      readFileSync(f, "utf8").replaceAll(CHOOSES, "").includes("TEST_DATABASE_URL"),
    );
    expect(leavesOut.filter((f) => !isOn(f))).toEqual([]);
  });
});
