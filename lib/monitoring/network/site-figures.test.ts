import { describe, expect, it } from "vitest";
import { FEWEST_CASES } from "@/lib/registry/metric-set";
import { networkPictures } from "./pictures";
import {
  changedOfWeek,
  readTold,
  SILENT_AFTER_SECONDS,
  type SiteFigures,
  siteFiguresSchema,
} from "./site-figures";

const figures: SiteFigures = {
  release: "1.2.3",
  waiting: { visits: 9, withoutLevel: 4, late: 1, longestSeconds: 1_800, readSecondsAgo: 12 },
  decidedInDay: 40,
  week: { decided: 300, changed: { moreUrgent: 30, lessUrgent: 15 } },
  writeBacks: { pending: 1, failed: 0, oldestSeconds: 3 },
  degraded: ["ehr"],
  model: { version: "1.0.0", policy: "balanced", answers: true },
  openIncidents: 0,
  driftAlerts: null,
  backupSecondsAgo: 7_200,
  audit: { anchored: true, verified: { secondsAgo: 60, intact: true } },
};
const row = (more: object) => ({
  site: "north",
  name: "North",
  origin: "https://north.example",
  figures,
  secondsAgo: 5,
  ...more,
});

describe("what a site told", () => {
  it.each([
    ["just now", {}, { state: "told", figures }],
    ["long ago", { secondsAgo: SILENT_AFTER_SECONDS + 1 }, { state: "silent", figures }],
    ["never", { figures: null, secondsAgo: null }, { state: "never", figures: null }],
    ["in words nobody knows", { figures: { all: "well" } }, { state: "unreadable", figures: null }],
  ])("%s is read as it is", (_when, more, expected) => {
    expect(readTold(row(more))).toMatchObject(expected);
  });

  it.each([
    ["a text where a number is due", { openIncidents: "Jane Doe, 48" }],
    ["a sentence for a version", { model: { ...figures.model, version: "chest pain since noon" } }],
    ["a reason that is not on the list", { degraded: ["patient 4711"] }],
    ["a part of a patient", { waiting: { ...figures.waiting, visits: 1.5 } }],
  ])("is not believed with %s", (_what, more) => {
    expect(readTold(row({ figures: { ...figures, ...more } }))).toMatchObject({
      state: "unreadable",
      figures: null,
    });
  });

  it("is figures alone: what else stands in it is dropped, on the way out and on the way in", () => {
    const more = { ...figures, patient: "Jane Doe", waiting: { ...figures.waiting, name: "Jane Doe" } };
    expect(siteFiguresSchema.parse(more)).toEqual(figures);
    expect(readTold(row({ figures: more })).figures).toEqual(figures);
  });

  it("is understood where an earlier release does not say when it was backed up", () => {
    const { backupSecondsAgo: _, ...before } = figures;
    expect(readTold(row({ figures: before }))).toMatchObject({
      state: "told",
      figures: { backupSecondsAgo: null },
    });
  });

  it("has no share of too few decisions, and not what it would be made of", () => {
    const changed = { moreUrgent: 1, lessUrgent: 0 };
    expect(changedOfWeek(FEWEST_CASES - 1, changed).changed).toBeNull();
    expect(changedOfWeek(FEWEST_CASES, changed).changed).toEqual(changed);
  });

  it("is drawn of sites that answer, and of no other", () => {
    const sites = [readTold(row({})), readTold(row({ site: "south", name: "South", secondsAgo: 9_999 }))];
    const [waiting, changed] = networkPictures(sites);
    expect(waiting).toMatchObject({ rows: [{ name: "North", values: [3, 1] }], about: { n: 4 } });
    expect(changed).toMatchObject({ rows: [{ name: "North", values: [0.1, 0.05] }], about: { n: 300 } });
  });
});
