import type { DbHandle } from "@/db/client";

export type Question = {
  readonly name: string;
  readonly ask: (nth: number) => Promise<unknown>;
  /** Of jobs that nobody waits for there is none. */
  readonly aim?: number | null;
  /** Fewer where it takes long. */
  readonly times?: number;
};

export type Measured = {
  readonly name: string;
  readonly times: number;
  readonly p50: string;
  readonly p95: string;
  readonly database: string;
  readonly aim: string;
};

const WARM = 2;
/** What takes longer is asked a few times only. */
const SLOW = 2_000;
const AIM = 100;

export async function measureAll(
  handle: DbHandle,
  questions: readonly Question[],
  { repeats, statements }: { readonly repeats: number; readonly statements: boolean },
): Promise<Measured[]> {
  await handle.exec("create extension if not exists pg_stat_statements").catch(() => {});
  const all: Measured[] = [];
  for (const q of questions) {
    const measured = await measure(handle, q, repeats);
    all.push(measured);
    console.log(`  ${q.name}: ${measured.p50}, ${measured.p95} (database ${measured.database})`);
    if (statements) await tellStatements(handle);
  }
  return all;
}

async function measure(handle: DbHandle, q: Question, repeats: number): Promise<Measured> {
  const clock: number[] = [];
  const database: number[] = [];
  const once = async (nth: number) => {
    await handle.exec("select pg_stat_statements_reset()").catch(() => {});
    const began = performance.now();
    await q.ask(nth);
    const took = performance.now() - began;
    return [took, await inDatabase(handle)] as const;
  };
  const wanted = q.times ?? repeats;
  let [first] = await once(0);
  for (let i = 1; i < WARM && wanted > 1 && first < SLOW; i++) [first] = await once(i);
  const times = Math.min(wanted, first >= SLOW ? 3 : repeats);
  for (let i = 0; i < times; i++) {
    const [took, theirs] = await once(WARM + i);
    clock.push(took);
    if (theirs !== null) database.push(theirs);
  }
  const aim = q.aim === undefined ? AIM : q.aim;
  return {
    name: q.name,
    times,
    p50: ms(at(clock, 0.5)),
    p95: ms(at(clock, 0.95)),
    database: database.length > 0 ? ms(at(database, 0.95)) : "not known",
    aim: aim === null ? "" : `${aim} ms`,
  };
}

/** What statements took since the last reset, ms; null where the server does not count. */
async function inDatabase(handle: DbHandle): Promise<number | null> {
  try {
    const { rows } = await handle.exec(
      "select coalesce(sum(total_exec_time), 0)::float8 as ms from pg_stat_statements where query not like '%pg_stat_statements%'",
    );
    return Number(rows[0]?.ms);
  } catch {
    return null;
  }
}

async function tellStatements(handle: DbHandle): Promise<void> {
  const { rows } = await handle.exec(
    `select round(total_exec_time) as ms, calls, left(regexp_replace(query, '\\s+', ' ', 'g'), 1500) as query from pg_stat_statements
     where total_exec_time > 10 order by total_exec_time desc limit 3`,
  );
  for (const r of rows) console.log(`      ${r.ms} ms, ${r.calls} calls: ${r.query}`);
}

const at = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))] as number;
const ms = (n: number): string => (n < 10 ? `${n.toFixed(1)} ms` : `${Math.round(n)} ms`);
