import { findSnapshots } from "@/db/queries/encounter";
import { decisionsOfSpan, levelsOfVisits, reviewsOfSpan, type Span, visitsOfSpan } from "@/db/queries/shift";
import type { Authorized } from "@/lib/auth/principal";
import { LEVELS, type Level } from "@/lib/case/level";
import { HOUR, minutesBetween } from "@/lib/core/clock";
import { OVERRIDE_REASONS } from "@/lib/decision/decision";
import { type ShiftHours, type ShiftReport, TRIAGED_WITHIN } from "@/lib/monitoring/shift";
import { SAFETY_RULES } from "@/lib/safety/rules";
import type { Runtime } from "../service/runtime";

export async function shiftReport(rt: Runtime, auth: Authorized, hours: ShiftHours): Promise<ShiftReport> {
  const to = rt.clock();
  const span: Span = { issuer: auth.principal.issuer, from: new Date(to.getTime() - hours * HOUR), to };
  const [visits, decisions, reviews] = await Promise.all([
    visitsOfSpan(rt.db, span),
    decisionsOfSpan(rt.db, span),
    reviewsOfSpan(rt.db, span),
  ]);
  const ids = visits.map((v) => v.id);
  const levels = await levelsOfVisits(rt.db, ids);
  const arrivedAt = new Map(
    (await findSnapshots(rt.db, ids)).map((s) => [s.encounterId, s.context.encounter.arrivedAt]),
  );
  const arrivalOf = (v: (typeof visits)[number]): Date => {
    const known = arrivedAt.get(v.id);
    return known ? new Date(known) : v.firstSeenAt;
  };
  const arrived = visits.filter((v) => arrivalOf(v) >= span.from && arrivalOf(v) < to);
  const firstDecided = new Map<string, Date>();
  for (const d of decisions) if (d.first) firstDecided.set(d.encounterId, d.decidedAt);
  const byLevel = ([...LEVELS, null] as const).map((level) => {
    const own = arrived.filter((v) => (levels.get(v.id)?.level ?? null) === level);
    const waits = own.flatMap((v) => {
      const at = firstDecided.get(v.id);
      return at ? [Math.max(0, minutesBetween(arrivalOf(v), at))] : [];
    });
    return {
      level,
      arrived: own.length,
      decided: own.filter((v) => levels.get(v.id)?.decided).length,
      median: median(waits),
      longest: waits.length > 0 ? Math.max(...waits) : null,
      inTime: waits.filter((w) => w <= TRIAGED_WITHIN).length,
      timed: waits.length,
    };
  });
  const overrides = decisions.filter((d) => d.kind === "override" && d.shownLevel !== null);
  return {
    from: span.from.toISOString(),
    to: to.toISOString(),
    arrivals: arrived.length,
    byLevel: byLevel.filter((row) => row.level !== null || row.arrived > 0),
    decisions: {
      total: decisions.length,
      accepted: decisions.filter((d) => d.kind === "accept").length,
      more: overrides.filter((d) => d.level < (d.shownLevel ?? d.level)).length,
      less: overrides.filter((d) => d.level > (d.shownLevel ?? d.level)).length,
      assigned: decisions.filter((d) => d.kind === "assign").length,
    },
    reasons: OVERRIDE_REASONS.map(({ code, label }) => ({
      label: label.replace(" (please comment)", ""),
      count: overrides.filter((d) => d.reason === code).length,
    })).filter((r) => r.count > 0),
    rules: rulesOf(decisions),
    secondLooks: {
      asked: reviews.length,
      answered: reviews.filter((r) => r.answeredAt !== null).length,
      agreed: reviews.filter((r) => r.verdict === "agreed").length,
      changed: reviews.filter((r) => r.verdict === "changed").length,
    },
    leftUndecided: visits.filter((v) => !v.active && v.lastSeenAt >= span.from && !levels.get(v.id)?.decided)
      .length,
    notInEhr: decisions.filter((d) => d.writeBack !== "written").length,
  };
}

/** A rule counts once a visit; "belowIt": visits on which a less urgent level was decided all the same. */
function rulesOf(decisions: Awaited<ReturnType<typeof decisionsOfSpan>>): ShiftReport["rules"] {
  const when = new Map(SAFETY_RULES.map((r) => [r.id, r.when]));
  const fired = new Map<string, { level: Level; visits: Set<string>; below: Set<string> }>();
  for (const d of decisions)
    for (const rule of d.rules) {
      const known = fired.get(rule.id) ?? { level: rule.level, visits: new Set(), below: new Set() };
      known.level = Math.min(known.level, rule.level) as Level;
      known.visits.add(d.encounterId);
      if (d.level > rule.level) known.below.add(d.encounterId);
      fired.set(rule.id, known);
    }
  return [...fired]
    .map(([id, { level, visits, below }]) => ({
      when: when.get(id) ?? id,
      level,
      count: visits.size,
      belowIt: below.size,
    }))
    .sort((a, b) => b.count - a.count || a.level - b.level);
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : Math.round(((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2);
}
