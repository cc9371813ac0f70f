import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { NetworkSite, SiteFigures } from "@/lib/monitoring/network/site-figures";
import { en } from "@/messages/en";
import { COLUMNS } from "./columns";
import { SitesTable, silentOf } from "./sites-table";

const figures: SiteFigures = {
  release: "1.2.3",
  waiting: { visits: 9, withoutLevel: 4, late: 1, longestSeconds: 1_800, readSecondsAgo: 12 },
  decidedInDay: 40,
  week: { decided: 120, changed: null },
  writeBacks: { pending: 2, failed: 1, oldestSeconds: 90 },
  degraded: ["ehr"],
  model: { version: "1.0.0", policy: "safety-first", answers: true },
  openIncidents: 3,
  driftAlerts: 0,
  backupSecondsAgo: 7_200,
  audit: { anchored: true, verified: null },
};
const site = (more: Partial<NetworkSite>): NetworkSite => ({
  id: "north",
  name: "North Hospital",
  origin: "https://north.example",
  state: "told",
  secondsAgo: 20,
  figures,
  ...more,
});
const text = (of: NetworkSite) =>
  renderToStaticMarkup(<SitesTable sites={[of]} />)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

describe("sites side by side", () => {
  it("say of one that answers how it is", () => {
    const said = text(site({}));
    for (const words of [
      "Answers 20 s ago",
      "4 of 9",
      "longest 30 min",
      "too few for a share",
      "2 on the way",
    ])
      expect(said).toContain(words);
    expect(said).toContain("1 not taken");
    expect(said).toContain("backup 2 h 00 min earlier");
    expect(silentOf([site({})])).toBeNull();
  });

  it("say of one that does not since when, and what it said last", () => {
    const silent = site({ state: "silent", secondsAgo: 7_200 });
    expect(text(silent)).toContain("Does not answer last word 2 h 00 min ago");
    expect(text(silent)).toContain("4 of 9");
    expect(silentOf([site({}), silent])).toEqual({ count: 1, all: 2, names: "North Hospital" });
  });

  it("claim nothing of one that never did", () => {
    const said = text(site({ state: "never", secondsAgo: null, figures: null }));
    expect(said).toContain("Never answered");
    expect(said).toContain("Nothing is known.");
    expect(said).not.toContain("0 of 0");
  });

  it("explain every column", () => {
    for (const column of COLUMNS) expect(en.console.network.means[column].length, column).toBeGreaterThan(10);
  });
});
