import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  claimDay,
  contenderCounts,
  decidersOf,
  estimateCells,
  groupCounts,
  keyCounts,
  levelCounts,
  type Over,
  replaceDay,
  usageCounts,
  watchChoices,
} from "@/db/queries/watch";
import { coverOf, makeSum, type Sums, sumsInStep } from "@/db/queries/watch-sums";
import { watchDay } from "@/db/schema";
import type { Level } from "@/lib/case/level";
import { DAY, HOUR } from "@/lib/core/clock";
import { random } from "@/lib/core/random";
import { addDays, bucketFor, daysBetween } from "@/lib/monitoring/charts/buckets";
import { readWatchFilter, type WatchFilter } from "@/lib/monitoring/charts/filter";
import { rollUp } from "@/lib/monitoring/watch/roll-up";
import type { WatchedVisit } from "@/lib/monitoring/watch/visit";
import { performance } from "@/lib/workflows/watch/performance";
import { sumUpSpans } from "@/lib/workflows/watch/sum-up-spans";
import { usage } from "@/lib/workflows/watch/usage";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
let now = new Date("2026-05-20T12:00:00Z");
const r = random(17, "watch sums");
beforeAll(async () => {
  test = await openTestRuntime({}, { clock: () => now });
});
afterAll(() => test?.close());

const level = () => (1 + r.below(5)) as Level;
const UNITS = ["https://a.test/fhir", "https://b.test/fhir"];
function visitOn(day: string): WatchedVisit {
  const at = new Date(Date.parse(`${day}T00:00:00Z`) + r.below(DAY));
  const shown = level();
  const p = Array.from({ length: 5 }, () => r.next());
  const all = p.reduce((s, x) => s + x, 0);
  return {
    unit: r.pick(UNITS),
    firstSeenAt: at,
    assessedAt: at,
    version: r.pick(["0.1.0", "0.2.0"]),
    policy: r.pick(["balanced", "careful"]),
    case: { id: "c", ageYears: r.below(90), sex: r.pick(["female", "male"]) },
    shown,
    model: shown,
    floor: r.chance(0.3) ? { level: 2, rules: ["shock"] } : null,
    probabilities: p.map((x) => x / all),
    candidate: null,
    decision: r.chance(0.9)
      ? {
          by: `00000000-0000-4000-8000-00000000000${r.below(8)}`,
          level: level(),
          kind: "override",
          reason: null,
          at: new Date(at.getTime() + HOUR),
          leadMark: r.chance(0.1),
          seenMs: r.below(90_000),
          reasonsOpened: r.chance(0.5),
          lookTwice: r.chance(0.1),
          heldBack: false,
          first: r.chance(0.5) ? level() : null,
        }
      : null,
    reading: r.chance(0.4)
      ? { why: r.pick(["sample", "far"] as const), askedAt: at, readAt: at, level: level() }
      : null,
    critical: r.pick([null, true, false]),
  } as unknown as WatchedVisit;
}

let stamp = 0;
/** As the roll-up writes a day. */
async function write(day: string, visits = 3 + r.below(6)): Promise<void> {
  const rolled = rollUp(Array.from({ length: visits }, () => visitOn(day)));
  await test.rt.db.transaction(async (tx) => {
    const rolledUpAt = new Date(now.getTime() - 2 * HOUR + stamp++);
    await claimDay(tx, { day, visits, madeFrom: `5 none ${visits}`, rolledUpAt });
    await replaceDay(tx, day, rolled);
  });
}

const FIRST = "2025-09-25";
const LAST = "2026-05-20";
const WINDOWS: readonly (readonly [string, string])[] = [
  [FIRST, LAST],
  ["2025-12-29", "2026-02-01"],
  ["2026-01-15", "2026-05-03"],
  ["2026-05-01", LAST],
];
const NARROWED: readonly Partial<WatchFilter>[] = [
  {},
  { version: "0.2.0", unit: UNITS[0] },
  { group: { dimension: "sex", value: "male" } },
  { policy: "careful", group: { dimension: "shift", value: "night" } },
];

const sorted = (rows: readonly object[]) =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();

async function answers(filter: WatchFilter, over: Over, sums: Sums) {
  const { db } = test.rt;
  return Promise.all([
    levelCounts(db, filter, over, sums),
    groupCounts(db, filter, sums),
    keyCounts(db, filter, sums),
    contenderCounts(db, filter, sums),
    usageCounts(db, filter, over, sums),
    decidersOf(db, filter, sums),
  ]);
}
const cellsOf = async (filter: WatchFilter, over: Over, sums: Sums) =>
  (await estimateCells(test.rt.db, filter, "decided", over, sums)).sort((a, b) =>
    `${a.day} ${a.shown} ${a.label}` < `${b.day} ${b.shown} ${b.label}` ? -1 : 1,
  );

async function agree(
  sums: Sums,
  narrowed: readonly Partial<WatchFilter>[] = NARROWED.slice(0, 1),
): Promise<void> {
  for (const [from, to] of WINDOWS)
    for (const more of narrowed) {
      const filter = { ...readWatchFilter(() => undefined, to), from, to, ...more };
      for (const over of [{ bucket: bucketFor(from, to) }, { bucket: "week", later: 3 }] as const) {
        const [bySums, byDays] = [await answers(filter, over, sums), await answers(filter, over, [])];
        bySums.forEach((rows, i) => {
          expect(sorted(rows), `${from} ${to} ${i}`).toEqual(sorted(byDays[i] ?? []));
        });
        const [cells, plain] = [await cellsOf(filter, over, sums), await cellsOf(filter, over, [])];
        expect(cells.map(({ sums: _, ...c }) => c)).toEqual(plain.map(({ sums: _, ...c }) => c));
        cells.forEach((c, i) => {
          c.sums.forEach((x, k) => {
            expect(x).toBeCloseTo(plain[i]?.sums[k] as number, 9);
          });
        });
      }
    }
}

describe("weeks and months of roll-ups", () => {
  it("add up to what their days do, in every window, narrowed and compared", async () => {
    const { rt } = test;
    for (let day = FIRST; day <= LAST; day = addDays(day, 1)) if (r.chance(0.95)) await write(day);
    expect(await sumsInStep(rt.db)).toEqual([]);
    while ((await sumUpSpans(rt)) > 0);
    const sums = await sumsInStep(rt.db);
    expect(sums.filter((s) => s.span === "month").map((s) => s.start)).toHaveLength(8);
    expect(sums.some((s) => s.span === "month" && s.start === "2026-05-01")).toBe(false);
    expect(sums.some((s) => s.span === "week" && s.start === "2026-05-18")).toBe(false);
    await agree(sums, NARROWED);
    expect((await watchChoices(rt.db)).versions).toEqual(["0.1.0", "0.2.0"]);
  }, 120_000);

  it("are not taken for days that are otherwise since, until they are added up again", async () => {
    const { rt } = test;
    const all = (await sumsInStep(rt.db)).length;
    await write("2025-12-17", 9);
    const sums = await sumsInStep(rt.db);
    expect(sums).toHaveLength(all - 2);
    expect(sums).not.toContainEqual({ span: "month", start: "2025-12-01" });
    await agree(sums);
    expect(await sumUpSpans(rt)).toBe(2);
    expect(await sumsInStep(rt.db)).toHaveLength(all);
    // Nor where a day was taken away, or has only now been made.
    await rt.db.delete(watchDay).where(eq(watchDay.day, "2025-12-17"));
    expect(await sumsInStep(rt.db)).toHaveLength(all - 2);
    await write("2025-12-17", 4);
    while ((await sumUpSpans(rt)) > 0);
    await agree(await sumsInStep(rt.db));
  }, 120_000);

  it("wait until their days have stood for an hour, and are made once by two at once", async () => {
    const { rt } = test;
    const before = (await sumsInStep(rt.db)).length;
    const [day] = await rt.db.select().from(watchDay).where(eq(watchDay.day, "2026-01-14"));
    if (!day) await write("2026-01-14");
    await rt.db.update(watchDay).set({ rolledUpAt: now }).where(eq(watchDay.day, "2026-01-14"));
    expect(await sumUpSpans(rt)).toBe(0);
    now = new Date(now.getTime() + 2 * HOUR);
    await Promise.all([sumUpSpans(rt), sumUpSpans(rt)]);
    expect(await sumsInStep(rt.db)).toHaveLength(before);
    await rt.db.transaction((tx) => makeSum(tx, { span: "month", start: "2026-01-01" }));
    await agree(await sumsInStep(rt.db));
  }, 120_000);

  it("change nothing that a page shows", async () => {
    const { rt } = test;
    const auth = await signedIn(rt, "auditor", "console:read");
    const pages = async () =>
      Promise.all(
        WINDOWS.flatMap(([from, to]) => {
          const filter = { ...readWatchFilter(() => undefined, to), from, to };
          return [performance(rt, auth, filter, "read"), usage(rt, auth, filter)];
        }),
      );
    const shown = (views: unknown) =>
      JSON.parse(JSON.stringify(views), (_, v) => (typeof v === "number" ? Number(v.toPrecision(9)) : v));
    const bySums = shown(await pages());
    await rt.handle.exec("delete from watch_sum");
    expect(bySums).toEqual(shown(await pages()));
  }, 60_000);

  it("lie within the window and the bucket, and leave no day out and none twice", () => {
    const sums: Sums = ["2026-01-01", "2026-02-01", "2026-03-01"]
      .map((start) => ({ span: "month" as const, start }) as Sums[number])
      .concat(
        ["2025-12-29", "2026-01-05", "2026-03-30", "2026-04-06"].map((start) => ({ span: "week", start })),
      );
    const cover = (from: string, to: string, bucket: "day" | "week" | "month") => {
      const { sums: taken, days } = coverOf(sums, { from, to }, bucket);
      const lengths = taken.map((s) =>
        s.span === "week" ? 7 : daysBetween(s.start, addDays(s.start, 31).slice(0, 8).concat("01")),
      );
      const inDays = days.reduce((n, [a, b]) => n + daysBetween(a, b) + 1, 0);
      expect(lengths.reduce((a, b) => a + b, 0) + inDays).toBe(daysBetween(from, to) + 1);
      return taken.map((s) => `${s.span} ${s.start}`);
    };
    expect(cover("2025-12-29", "2026-04-20", "day")).toEqual([]);
    expect(cover("2025-12-29", "2026-04-20", "month")).toEqual([
      "month 2026-01-01",
      "month 2026-02-01",
      "month 2026-03-01",
      "week 2026-04-06",
    ]);
    expect(cover("2025-12-29", "2026-04-20", "week")).toEqual([
      "week 2025-12-29",
      "week 2026-01-05",
      "week 2026-03-30",
      "week 2026-04-06",
    ]);
    expect(cover("2026-01-02", "2026-02-27", "month")).toEqual(["week 2026-01-05"]);
  });
});
