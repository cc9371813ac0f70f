import type { ForeignObservation } from "./schemas";

/**
 * When something was measured. Rules: what was observed (effective[x]) before when it was made known (issued). A full time
 * with its zone is an instant. A date, or a time without its zone, says no more than the day unless the site's settings
 * name its zone: it may have been any time of that day. A year or a month says nothing that triage can use.
 */
export type When = {
  /** ISO instant; of a mere day, its midnight in UTC. */
  readonly at: string;
  readonly day?: true;
};

/** hl7.org/fhir/R4/datatypes.html#dateTime */
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/;
/** RFC 3339 and ISO 8601 as servers write them otherwise: a small z, a zone without its colon, the second of a leap. */
const asFhir = (text: string): string =>
  text
    .replace(/z$/, "Z")
    .replace(/([T ]\d{2}:\d{2}[:.\d]*[+-]\d{2})(\d{2})$/, "$1:$2")
    .replace(/([T ]\d{2}:\d{2}:)60(?:\.\d+)?/, "$159.999");

export function when(text: string | undefined, timeZone?: string): When | null {
  const match = DATE_TIME.exec(asFhir(text?.trim() ?? ""));
  const [, date, clock, zone] = match ?? [];
  // There is no 31 February; JavaScript would say 3 March.
  if (!date || !new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date)) return null;
  if (!clock) return { at: `${date}T00:00:00.000Z`, day: true };
  if (zone) return instantOf(`${date}T${clock}${zone}`);
  return timeZone ? inZone(`${date}T${clock}`, timeZone) : { at: `${date}T00:00:00.000Z`, day: true };
}

const instantOf = (text: string): When | null => {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : { at: new Date(time).toISOString() };
};

/** ISO instant of a full time with its zone; null for anything less. */
export function instant(text: string | undefined, timeZone?: string): string | null {
  const found = when(text, timeZone);
  return found && !found.day ? found.at : null;
}

/** A wall clock's time in a zone (IANA name) as an instant. In the hour that autumn repeats it is the first one. */
function inZone(local: string, timeZone: string): When | null {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  const first = asUtc - offsetAt(asUtc, timeZone);
  return { at: new Date(asUtc - offsetAt(first, timeZone)).toISOString() };
}

function offsetAt(time: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(time).map((p) => [p.type, Number(p.value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
}

type Effective = Pick<
  ForeignObservation,
  | "effectiveDateTime"
  | "effectiveInstant"
  | "effectivePeriod"
  | "effectiveTiming"
  | "issued"
  | "_effectiveDateTime"
  | "_effectiveInstant"
>;

/** A zone said beside a time that has none (hl7.org/fhir/extensions: timezone, before R5 tz-code). */
const ZONE = /\/StructureDefinition\/(timezone|tz-code)$/;
function zoneBeside(o: Effective): string | undefined {
  const beside = [...(o._effectiveDateTime?.extension ?? []), ...(o._effectiveInstant?.extension ?? [])];
  const name = beside.find((e) => ZONE.test(e.url ?? ""))?.valueCode;
  try {
    return name ? new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}

/** Longer than this a period is no moment: a mean of days or weeks says nothing of now. */
const LONGEST_PERIOD_MS = 26 * 3_600_000;
export function isSummary({ effectivePeriod: period }: Effective): boolean {
  const [start, end] = [when(period?.start), when(period?.end)];
  return start !== null && end !== null && Date.parse(end.at) - Date.parse(start.at) > LONGEST_PERIOD_MS;
}

/** What it says of its time, as it was sent; null where it says nothing at all. */
export const timeAsSent = (o: Effective): string | null =>
  o.effectiveDateTime ??
  o.effectiveInstant ??
  o.effectivePeriod?.end ??
  o.effectivePeriod?.start ??
  o.issued ??
  null;

/** null: it does not say, or not so that it can be read. */
export function observedAt(o: Effective, timeZone?: string): When | null {
  const { effectivePeriod: period, effectiveTiming: timing } = o;
  const bounds = timing?.repeat?.boundsPeriod;
  const events = [...(timing?.event ?? [])].sort();
  return when(
    o.effectiveDateTime ??
      o.effectiveInstant ??
      period?.end ??
      period?.start ??
      events.at(-1) ??
      bounds?.end ??
      bounds?.start ??
      o.issued,
    zoneBeside(o) ?? timeZone,
  );
}

const DAY_MS = 86_400_000;
/** Local days begin up to 14 hours before UTC's and end up to 12 hours after. */
const EAST_MS = 14 * 3_600_000;

/** The earliest and latest instant that it may have been. */
export const spanOf = ({ at, day }: When): readonly [number, number] => {
  const time = Date.parse(at);
  return day ? [time - EAST_MS, time + DAY_MS + DAY_MS / 2] : [time, time];
};
