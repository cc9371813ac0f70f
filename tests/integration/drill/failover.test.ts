import { describe, expect, it } from "vitest";
import { failover } from "@/scripts/drill/failover";
import { Report } from "@/scripts/drill/report";
import { findPostgres } from "@/scripts/test/postgres-programs";

// It brings its own PostgreSQL: once is enough, beside the tests on that database.
const missing = !findPostgres()
  ? " (not run: no PostgreSQL server programs here)"
  : process.env.TEST_DATABASE_URL
    ? ""
    : " (run with the tests on PostgreSQL)";

describe.skipIf(missing)(`a primary killed while people decide${missing}`, () => {
  it("costs no acknowledged decision once its synchronous standby has taken over", async () => {
    const said: string[] = [];
    const report = new Report((text) => said.push(text));
    await failover(report, { rounds: 1, decisions: 5 });
    expect(report.broken, said.join("\n")).toEqual([]);
    expect(report.count).toBe(4);
  }, 240_000);
});
