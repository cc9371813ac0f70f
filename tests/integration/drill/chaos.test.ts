import { describe, expect, it } from "vitest";
import { chaos } from "@/scripts/drill/chaos";
import { Report } from "@/scripts/drill/report";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { mayMount } from "@/scripts/test/small-disk";

// It brings its own PostgreSQL: once is enough, beside the tests on that database.
const missing = !findPostgres()
  ? " (not run: no PostgreSQL server programs here)"
  : process.env.TEST_DATABASE_URL
    ? ""
    : " (run with the tests on PostgreSQL)";

describe.skipIf(missing)(`processes killed while everything goes wrong${missing}`, () => {
  it("lose no acknowledged decision, and write each to the EHR once", async () => {
    const said: string[] = [];
    const report = new Report((text) => said.push(text));
    await chaos(report, { kills: 7, seed: 1 });
    expect(report.broken, said.join("\n")).toEqual([]);
    // One more where this account may mount a file system to fill.
    expect(report.count).toBe(mayMount() ? 9 : 8);
  }, 900_000);
});
