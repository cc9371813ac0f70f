import { replaceDay } from "@/db/queries/watch";
import { sourceDays } from "@/db/queries/watch-source";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { countOutcomeDays } from "@/lib/workflows/watch/count-outcome-days";
import { rolledUpFrom, rollUpDays, rollUpDecisionDays } from "@/lib/workflows/watch/roll-up-days";
import { sumUpSpans } from "@/lib/workflows/watch/sum-up-spans";
import { xgboostBaseline } from "@/lib/workflows/watch/xgboost-baseline";
import { drawnDay } from "./watched";

/** Days that the product rolls up itself, for the time it takes. */
const REAL = 4;

/** Rolls up the newest days as the product does; then all days get counts of as many visits drawn by chance. */
export async function rollUpSynthetic(
  rt: Runtime,
  visitsADay: number,
  tell: (text: string) => void,
): Promise<void> {
  const began = performance.now();
  const days = await rollUpDecisionDays(rt);
  tell(`Adding up ${days} days of decisions: ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  await countSyntheticOutcomes(rt, tell);
  const { rows } = await rt.handle.exec("select count(*)::int as n from watch_day");
  if (Number(rows[0]?.n) <= REAL) await rollUpVisits(rt, visitsADay, tell);
  const summed = performance.now();
  const spans = await sumUpSpans(rt, { quiet: 0, most: Number.POSITIVE_INFINITY });
  tell(`Adding up ${spans} weeks and months: ${((performance.now() - summed) / 1000).toFixed(1)} s.`);
  // As autovacuum does within minutes.
  if (spans > 0) await rt.handle.exec("vacuum analyze");
}

/** Triggers were off while the visits were made: every day is said to be due, as an update says it. */
async function countSyntheticOutcomes(rt: Runtime, tell: (text: string) => void): Promise<void> {
  await rt.handle.exec(`
    insert into outcome_day_due (day) select distinct (decided_at at time zone 'UTC')::date from decision
      where not exists (select 1 from outcome_day_made) and not exists (select 1 from outcome_day_due)`);
  const began = performance.now();
  const days = await countOutcomeDays(rt, { slice: Number.POSITIVE_INFINITY });
  tell(
    `Counting what became of the visits of ${days} days: ${((performance.now() - began) / 1000).toFixed(1)} s.`,
  );
}

async function rollUpVisits(rt: Runtime, visitsADay: number, tell: (text: string) => void): Promise<void> {
  const looked = performance.now();
  const sources = await sourceDays(rt.db, new Date(0));
  tell(`Looking at every day for what has changed: ${((performance.now() - looked) / 1000).toFixed(1)} s.`);
  const real = new Set(sources.slice(-REAL - 1, -1).map((d) => d.day));
  const baseline = await xgboostBaseline();
  // The product's own, for it to find nothing to do.
  for (const { day, visits, madeFrom } of sources)
    if (!real.has(day))
      await rt.handle.exec(
        `insert into watch_day values ('${day}', '${rolledUpFrom({ madeFrom }, baseline?.digest)}', ${visits}, now()) on conflict do nothing`,
      );
  const rolled = performance.now();
  const written = await rollUpDays(rt);
  tell(`Rolling up ${written} days: ${((performance.now() - rolled) / 1000).toFixed(1)} s.`);
  const model = [...real];
  // What days are made from stays as it is, so the product leaves them alone.
  for (const day of model) await rt.db.transaction((tx) => replaceDay(tx, day, drawnDay(day, visitsADay)));
  for (const table of ["watch_level", "watch_contender", "watch_usage"])
    await rt.handle.exec(`
      create temp table d on commit drop as select day, row_number() over (order by day) % ${model.length} as i from watch_day
        where day not in (${model.map((d) => `'${d}'`).join(", ")});
      create temp table r on commit drop as select * from ${table};
      create temp table m on commit drop as select day, row_number() over (order by day) % ${model.length} as i from
        (values ${model.map((d) => `('${d}'::date)`).join(", ")}) x(day);
      insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(r) || jsonb_build_object('day', d.day))).*
        from d join m using (i) join r on r.day = m.day on conflict do nothing;
    `);
}
