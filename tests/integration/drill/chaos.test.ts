import { describe, expect, it } from "vitest";
import { chaos } from "@/scripts/drill/chaos";
import { COUNTS_AS_WRITTEN, STAYS_UP } from "@/scripts/drill/count-chaos";
import { Report } from "@/scripts/drill/report";
import { findPostgres } from "@/scripts/test/postgres-programs";

const missing = findPostgres() ? "" : " (not run: no PostgreSQL server programs here)";

describe.skipIf(missing)(`processes killed while everything goes wrong${missing}`, () => {
  it("lose no acknowledged decision, and write each to the EHR once", async () => {
    const said: string[] = [];
    const report = new Report((text) => said.push(text));
    await chaos(report, { kills: 5, seed: 1 });
    // Two faults that show now and then (docs/operations.md). The drill says so; this is about what must never be.
    expect(
      report.broken.filter(({ what }) => what !== STAYS_UP && what !== COUNTS_AS_WRITTEN),
      said.join("\n"),
    ).toEqual([]);
    expect(report.count).toBe(8);
  }, 900_000);
});
