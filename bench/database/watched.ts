import { LEVELS, type Level } from "@/lib/case/level";
import { HOUR, MINUTE, SECOND } from "@/lib/core/clock";
import { type Random, random } from "@/lib/core/random";
import type { DayRollUp } from "@/lib/monitoring/watch/roll-up";
import { rollUp } from "@/lib/monitoring/watch/roll-up";
import type { WatchedVisit } from "@/lib/monitoring/watch/visit";

/**
 * Roll-ups of a day of visits drawn by chance, of every group, by five EHRs and five hundred people. Cases of the synthetic visits do
 * not open, so that what the product rolls up of them is of no group but shifts, and far fewer rows than a day really has.
 */
export function drawnDay(day: string, visits: number): DayRollUp {
  const r = random("watched", day, visits);
  const drawn = Array.from({ length: visits }, () => drawnVisit(r, Date.parse(`${day}T00:00:00Z`)));
  return rollUp(drawn, () => near(r, 3, 0.5));
}

const SHOWN: readonly Level[] = [1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5];
const PEOPLE = 500;
const UNITS = 5;
const RULES = 25;

/** The level, or, now and then, a neighbour. */
function near(r: Random, level: Level, same: number): Level {
  if (r.chance(same)) return level;
  return Math.min(5, Math.max(1, level + (r.chance(0.5) ? 1 : -1))) as Level;
}

function drawnVisit(r: Random, midnight: number): WatchedVisit {
  const firstSeenAt = new Date(midnight + r.below(24 * HOUR));
  const unit = r.below(UNITS);
  const model = r.pick(SHOWN);
  const rule = r.chance(0.3) ? { level: r.pick<Level>([1, 2, 3]), rules: [`rule-${r.below(RULES)}`] } : null;
  const shown = Math.min(model, rule?.level ?? 5) as Level;
  const level = near(r, shown, 0.85);
  const weights = LEVELS.map((l) => r.next() / (1 + Math.abs(l - model)) ** 2);
  const all = weights.reduce((sum, w) => sum + w, 0);
  const at = new Date(firstSeenAt.getTime() + r.below(40 * MINUTE));
  return {
    unit: `https://synthetic-${unit}.invalid/fhir`,
    firstSeenAt,
    assessedAt: firstSeenAt,
    version: "synthetic-0",
    policy: "balanced",
    case: {
      id: "drawn",
      ageYears: r.below(95),
      sex: r.pick(["female", "male"]),
      arrivalMode: r.chance(0.2) ? "ambulance" : "walk-in",
      vitals: {
        heartRate: 55 + r.below(80),
        respiratoryRate: 10 + r.below(20),
        spo2: 88 + r.below(13),
        systolic: 85 + r.below(90),
      },
    } as WatchedVisit["case"],
    shown,
    model,
    floor: rule,
    probabilities: weights.map((w) => w / all),
    candidate: r.chance(0.2) ? { version: "synthetic-1", level: near(r, model, 0.8) } : null,
    decision: {
      by: `synthetic-${unit + UNITS * r.below(PEOPLE / UNITS)}`,
      level,
      kind: level === shown ? "accept" : "override",
      reason: level === shown ? null : "looks-sicker",
      at,
      seenMs: r.below(150) * SECOND,
      reasonsOpened: r.chance(0.3),
      lookTwice: r.chance(0.05),
      heldBack: false,
      first: r.chance(0.3) ? near(r, level, 0.8) : null,
      leadMark: r.chance(0.03),
    },
    reading: r.chance(0.05)
      ? { why: r.chance(0.7) ? "sample" : "far", askedAt: at, readAt: at, level: near(r, level, 0.8) }
      : null,
    critical: r.chance(0.9) ? r.chance(0.05) : null,
  };
}
