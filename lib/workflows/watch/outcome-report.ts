import { areMore, countedDays, dueDays, followedVisits, followedVisitsOf } from "@/db/queries/outcome-days";
import type { Authorized } from "@/lib/auth/principal";
import { DAY } from "@/lib/core/clock";
import type { Narrowed } from "@/lib/monitoring/listing";
import { type OutcomeReport, reportOutcomes } from "@/lib/monitoring/outcome-report";
import { addTallies, type OutcomeTally, tallyOutcomes } from "@/lib/monitoring/outcome-tally";
import type { Runtime } from "../service/runtime";

/** So many are opened one by one while a page is waited for; of days with more what was counted last is shown. */
const MOST_OPENED = 2_000;
/** While most days have not been counted yet, after an update. */
const MOST_VISITS = 10_000;

export type OutcomesView = OutcomeReport & {
  /** The newest so many alone were looked at; null: all. */
  readonly newestOnly: number | null;
  /** How things stood then, where there was too much news to count it while the page is waited for; null: as they are now. */
  readonly upTo: Date | null;
  /** Whether any EHR knows the product as a client of its own: without, nobody can ask. */
  readonly canAsk: boolean;
};

type Days = Pick<Narrowed, "from" | "to">;
type Counted = {
  readonly tally: OutcomeTally;
  readonly newestOnly: number | null;
  readonly upTo: Date | null;
};

/** What became of the visits decided in these days, and how well their levels had put them in order. Names nobody. */
export async function viewOutcomes(
  rt: Runtime,
  _auth: Authorized,
  { from, to }: Days,
  { mostOpened = MOST_OPENED, mostVisits = MOST_VISITS } = {},
): Promise<OutcomesView> {
  const wholeDays = [from, to].every((at) => !at || at.getTime() % DAY === 0);
  const { tally, newestOnly, upTo } =
    (wholeDays && (await byDays(rt, { from, to }, mostOpened))) ||
    (await oneByOne(rt, { from, to }, mostVisits));
  return {
    ...reportOutcomes(tally, rt.clock()),
    newestOnly,
    upTo,
    canAsk: rt.issuers.some((i) => i.backend),
  };
}

async function oneByOne({ db }: Pick<Runtime, "db">, days: Days, most: number): Promise<Counted> {
  const { visits, cut } = await followedVisits(db, days, most);
  return { tally: tallyOutcomes(visits), newestOnly: cut ? visits.length : null, upTo: null };
}

/** Days as they were counted, and those that have changed since as they are now. Null: too many were never counted. */
async function byDays({ db }: Pick<Runtime, "db">, span: Days, most: number): Promise<Counted | null> {
  const due = await dueDays(db, span);
  const days = due.map((d) => d.day);
  if (!(await areMore(db, days, most))) return withNow(db, span, days, null);
  const never = due.filter((d) => !d.made).map((d) => d.day);
  if (await areMore(db, never, most)) return null;
  const made = due.flatMap((d) => d.made?.at.getTime() ?? []);
  return withNow(db, span, never, new Date(Math.min(...made)));
}

async function withNow(
  db: Runtime["db"],
  span: Days,
  days: readonly string[],
  upTo: Date | null,
): Promise<Counted> {
  const [counted, now] = await Promise.all([countedDays(db, span, days), followedVisitsOf(db, days)]);
  return { tally: addTallies([counted, tallyOutcomes(now.visits)]), newestOnly: null, upTo };
}
