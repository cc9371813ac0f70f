import { z } from "zod";
import { DAY, HOUR } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { ownId } from "../reference";
import { isEmergency } from "../reshape/encounter";
import { encounterSchema, type ForeignEncounter, locationSchema, patientSchema } from "../reshape/schemas";
import { instant, spanOf, when } from "../reshape/times";
import type { SiteSettings } from "../site";
import { isSiteCode } from "./code-key";
import { isCriticalCare } from "./critical-care";
import { type Disposition, dispositionOf } from "./dispositions";
import type { Payer } from "./payer";
import type { OutcomeChart } from "./read-outcomes";

/**
 * What became of a patient after triage, as far as the EHR says so. Nothing is taken from silence: "no" stands only where something was
 * said that rules it out. A patient who left on their own was not treated to the end: what would have happened does not apply.
 */
export const OUTCOMES = [
  /** A bed of this hospital, inpatient or for observation, or of another acute hospital. */
  "admission",
  /** A critical care unit, at any time while followed. */
  "criticalCare",
  /** In the department, in the hospital, or afterwards while followed. */
  "death",
  "leftUnseen",
  /** Back in an emergency department of this EHR within 72 hours of leaving. */
  "returned",
  /** Transferred to a psychiatric hospital. */
  "psychiatric",
] as const;
export type Outcome = (typeof OUTCOMES)[number];
const ANSWERS = ["yes", "no", "not-known", "does-not-apply"] as const;
export type OutcomeAnswer = (typeof ANSWERS)[number];
/** How long after arrival, or after leaving where it is a return: coarse enough to be nobody's. */
const BANDS = ["under-4h", "4-24h", "24-72h", "over-72h"] as const;
export type HoursBand = (typeof BANDS)[number];

/** The closed set that is kept and learned from: no date, place, code or word of the EHR is in it. */
export type VisitOutcomes = {
  readonly answers: Readonly<Record<Outcome, OutcomeAnswer>>;
  readonly within: Readonly<Partial<Record<Outcome, HoursBand>>>;
};
/** What the EHR said of a visit, as it is kept: who pays is for watching fairness and goes into no training data. */
export type ToldOfVisit = VisitOutcomes & { readonly payer?: Payer };
export const visitOutcomesSchema = z.strictObject({
  answers: z.strictObject(
    Object.fromEntries(OUTCOMES.map((o) => [o, z.enum(ANSWERS)])) as Record<
      Outcome,
      z.ZodEnum<{ [A in OutcomeAnswer]: A }>
    >,
  ),
  within: z.partialRecord(z.enum(OUTCOMES), z.enum(BANDS)),
});

/** A death later than this after arrival is not this visit's. Nobody is followed for longer where the EHR answers. */
export const FOLLOWED_FOR = 4 * DAY;
const RETURN_WITHIN = 3 * DAY;
/** A stay that begins later than this after somebody left the department is another one. */
const ADMITTED_WITHIN = 6 * HOUR;
/** Clocks of registration and of the ward differ. */
const SLACK = 1 * HOUR;

/** v3 ActCode, the codes of Encounter.class that mean a bed. */
const INPATIENT = new Set(["IMP", "ACUTE", "NONAC", "OBSENC", "SS"]);
const UNDER_WAY = new Set(["arrived", "triaged", "in-progress", "onleave", "on-hold"]);
const ENDED = new Set(["finished", "completed", "discharged"]);
const NEVER_WAS = new Set(["planned", "cancelled", "discontinued", "entered-in-error"]);

export const NOTHING_KNOWN: VisitOutcomes = {
  answers: Object.fromEntries(OUTCOMES.map((o) => [o, "not-known"])) as VisitOutcomes["answers"],
  within: {},
};

/**
 * What is known after another answer. The EHR's newer word goes before its older one; its silence takes nothing back. But what
 * was ruled out because nobody was admitted is not ruled out any more once somebody was, and of a record that was entered by mistake
 * nothing stands.
 */
export function addOutcomes(before: VisitOutcomes | null, after: VisitOutcomes): VisitOutcomes {
  if (before === null || after === NOTHING_KNOWN) return after;
  const admission = after.answers.admission;
  const turned = admission !== "not-known" && admission !== before.answers.admission;
  const from = (o: Outcome) =>
    after.answers[o] !== "not-known" || (turned && before.answers[o] !== "yes") ? after : before;
  return {
    answers: Object.fromEntries(OUTCOMES.map((o) => [o, from(o).answers[o]])) as VisitOutcomes["answers"],
    within: Object.fromEntries(
      OUTCOMES.flatMap((o) => {
        const band = from(o).within[o];
        return band ? [[o, band]] : [];
      }),
    ),
  };
}

/** Whether every question is answered: nothing more is to be waited for. */
export const isSettled = ({ answers }: VisitOutcomes): boolean =>
  OUTCOMES.every((o) => answers[o] !== "not-known");
export const saysNothing = ({ answers }: VisitOutcomes): boolean =>
  OUTCOMES.every((o) => answers[o] === "not-known");

type Visit = {
  readonly visit: ForeignEncounter;
  readonly inpatient: boolean;
  readonly emergency: boolean;
  readonly partOf: string | null;
  readonly start: number | null;
  readonly end: number | null;
  readonly disposition: Disposition | null;
};

type Followed = {
  readonly index: Visit;
  /** The stays in a bed that this visit led to, its own record among them where that became one. */
  readonly stays: readonly Visit[];
  /** Null: the list of the patient's visits was not to be had whole. */
  readonly others: readonly Visit[] | null;
  readonly arrived: number;
  readonly now: number;
};
type Found = readonly [OutcomeAnswer, (number | null)?];

/**
 * What a chart says at this moment. Pure.
 * @throws AppError("ehr-malformed")
 * @param arrived when the patient came; hours count from then
 */
export function outcomesOf(
  chart: OutcomeChart,
  { issuer, arrived, now, site = {} }: { issuer: string; arrived: Date; now: Date; site?: SiteSettings },
): VisitOutcomes {
  const read = (raw: unknown): Visit[] => {
    const parsed = encounterSchema.safeParse(raw);
    return parsed.success ? [toVisit(parsed.data, raw as never, issuer, site)] : [];
  };
  const [index] = read(chart.encounter);
  if (!index) throw new AppError("ehr-malformed", "the visit could not be read");
  if (index.visit.status === "entered-in-error") return NOTHING_KNOWN;
  const others = chart.others?.flatMap(read).filter((v) => v.visit.id !== index.visit.id) ?? null;
  const stays = [index, ...(others ?? [])]
    .filter((v) => v.inpatient && belongs(v, index))
    .sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  const f: Followed = { index, stays, others, arrived: arrived.getTime(), now: now.getTime() };
  const died = deathOf(chart, f, site);
  const admission = admissionOf(f);
  const found: Readonly<Record<Outcome, Found>> = {
    admission,
    criticalCare: criticalCareOf(chart, f, admission[0], site),
    death: died,
    leftUnseen: leftUnseenOf(f, admission[0]),
    returned: returnOf(f, admission[0], died[0]),
    psychiatric: psychiatricOf(f, admission[0]),
  };
  return {
    answers: Object.fromEntries(OUTCOMES.map((o) => [o, found[o][0]])) as VisitOutcomes["answers"],
    within: Object.fromEntries(
      OUTCOMES.flatMap((o) => {
        const [answer, at] = found[o];
        const from = o === "returned" ? index.end : f.arrived;
        return answer === "yes" && typeof at === "number" && from !== null ? [[o, bandOf(at - from)]] : [];
      }),
    ),
  };
}

function bandOf(ms: number): HoursBand {
  if (ms < 4 * HOUR) return "under-4h";
  if (ms < 24 * HOUR) return "4-24h";
  return ms <= 72 * HOUR ? "24-72h" : "over-72h";
}

function toVisit(visit: ForeignEncounter, raw: never, issuer: string, site: SiteSettings): Visit {
  const time = (text: string | undefined) => {
    const at = instant(text, site.timeZone);
    return at === null ? null : Date.parse(at);
  };
  const isInpatient = (c: { system?: unknown; code?: unknown } | undefined) =>
    INPATIENT.has(String(c?.code)) || isSiteCode(c, site.inpatientClasses);
  const became = visit.classHistory.find((h) => isInpatient(h.class));
  return {
    visit,
    inpatient: visit.class.some(isInpatient) || became !== undefined,
    emergency: isEmergency(raw, site),
    partOf: ownId(visit.partOf?.reference, "Encounter", issuer),
    // A record that became a stay tells when in its history of classes, if anywhere.
    start: became ? time(became.period?.start) : time(visit.period?.start),
    end: time(visit.period?.end),
    disposition: dispositionOf(visit.hospitalization?.dischargeDisposition, site.dispositions),
  };
}

/** Whether a stay in a bed is what this visit led to. */
function belongs(stay: Visit, index: Visit): boolean {
  if (NEVER_WAS.has(stay.visit.status ?? "")) return false;
  if (stay === index || stay.partOf === index.visit.id || index.partOf === stay.visit.id) return true;
  const { start } = stay;
  if (start === null || index.start === null) return false;
  const until = (index.end ?? index.start + DAY) + ADMITTED_WITHIN;
  return start >= index.start - SLACK && start <= until;
}

const LEFT: readonly (Disposition | null)[] = ["left-before-seen", "left-after-seen", "left"];
const hasLeft = ({ index }: Followed): boolean =>
  LEFT.includes(index.disposition) || index.visit.status === "cancelled";
const hasEnded = ({ visit, end }: Visit): boolean => ENDED.has(visit.status ?? "") || end !== null;

function admissionOf(f: Followed): Found {
  const { index, stays } = f;
  // The record that became a stay began as a visit to the department: without a history of classes it does not say when it changed.
  const started = (s: Visit) => (s === index && !index.visit.classHistory.length ? null : s.start);
  if (stays.length > 0) return ["yes", earliest(stays.map(started))];
  if (hasLeft(f)) return ["does-not-apply"];
  if (!hasEnded(index)) return ["not-known"];
  switch (index.disposition) {
    case "admitted":
    case "critical-care":
    case "hospital":
      return ["yes", index.end];
    case "home":
    case "other-care":
    case "psychiatric":
      return ["no"];
    case "died":
      return ["does-not-apply"];
    default:
      return ["not-known"];
  }
}

function criticalCareOf(
  chart: OutcomeChart,
  f: Followed,
  admission: OutcomeAnswer,
  site: SiteSettings,
): Found {
  const { index, stays } = f;
  const time = (text: string | undefined) => {
    const at = instant(text, site.timeZone);
    return at === null ? null : Date.parse(at);
  };
  const seen = [...new Set([index, ...stays])].flatMap((v) => {
    const { visit } = v;
    const codes = [visit.serviceType, ...visit.type, { coding: visit.class }];
    const service = isCriticalCare(codes, site.criticalCare);
    return [
      // What an encounter says of its kind is no list of the places: it can only add.
      ...(service === "yes" ? [{ is: "yes" as const, at: v.start, ward: false }] : []),
      ...visit.location.map((l) => {
        const place = locationSchema.safeParse(chart.places.get(l.location?.reference ?? ""));
        const numbers = place.success ? place.data.identifier : [l.location?.identifier].filter((i) => i);
        const codes = [
          ...(place.success ? [...place.data.type, place.data.physicalType] : []),
          { coding: numbers.map((i) => ({ system: i?.system, code: i?.value })) },
          l.physicalType,
        ];
        const is = isCriticalCare(codes, site.criticalCare);
        return {
          // Of a place that could not be read nothing is ruled out.
          is: is === "no" && !place.success && numbers.length === 0 ? ("unsaid" as const) : is,
          at: time(l.period?.start) ?? v.start,
          ward: stays.includes(v) && v !== index,
        };
      }),
    ];
  });
  const yes = seen.filter((s) => s.is === "yes");
  if (yes.length > 0) return ["yes", earliest(yes.map((s) => s.at))];
  if (index.disposition === "critical-care") return ["yes", index.end];
  if (admission === "does-not-apply" || admission === "no") return [admission];
  // Who lies on a ward today may need more tomorrow.
  const over = f.now >= f.arrived + FOLLOWED_FOR || (stays.length > 0 && stays.every(hasEnded));
  const wards = seen.filter((s) => s.ward);
  const toldOfAll = wards.length > 0 && wards.every((s) => s.is === "no");
  return admission === "yes" && over && toldOfAll ? ["no"] : ["not-known"];
}

function deathOf(chart: OutcomeChart, f: Followed, site: SiteSettings): Found {
  const patient = patientSchema.safeParse(chart.patient);
  const until = f.arrived + FOLLOWED_FOR;
  const visits = [...new Set([f.index, ...f.stays])];
  const atEnd = visits.find((v) => v.disposition === "died");
  if (!patient.success) return atEnd ? ["yes", atEnd.end] : ["not-known"];
  const { deceasedBoolean, deceasedDateTime } = patient.data;
  const told = when(deceasedDateTime, site.timeZone);
  const at = told === null || told.day ? null : Date.parse(told.at);
  const [from, to] = told === null ? [null, null] : spanOf(told);
  // Before they came: that record is not to be relied on.
  if (to !== null && to < f.arrived - SLACK) return ["not-known"];
  if (from !== null && from > until && !atEnd) return ["no"];
  if (atEnd) return ["yes", at ?? atEnd.end];
  if (deceasedDateTime !== undefined || deceasedBoolean === true)
    // Of somebody marked as dead long after they were followed nobody can say when it was.
    return told === null && f.now > until + DAY ? ["not-known"] : ["yes", at];
  if (f.now < until) return ["not-known"];
  const last = f.stays.at(-1) ?? f.index;
  const stillHere = UNDER_WAY.has(last.visit.status ?? "");
  return deceasedBoolean === false || stillHere || (hasEnded(last) && last.disposition !== null)
    ? ["no"]
    : ["not-known"];
}

function leftUnseenOf({ index }: Followed, admission: OutcomeAnswer): Found {
  if (index.disposition === "left-before-seen") return ["yes", index.end];
  // A level was given, so somebody came and was triaged; then the visit was called off.
  if (index.visit.status === "cancelled" && index.disposition === null) return ["yes", index.end];
  if (index.disposition === "left") return ["not-known"];
  return admission === "yes" || index.disposition !== null ? ["no"] : ["not-known"];
}

function returnOf({ index, others, now }: Followed, admission: OutcomeAnswer, death: OutcomeAnswer): Found {
  if (admission === "yes" || (death === "yes" && index.disposition === "died")) return ["does-not-apply"];
  if (others === null || index.end === null) return ["not-known"];
  const left = index.end;
  const back = others.filter(
    (v) =>
      v.emergency &&
      !NEVER_WAS.has(v.visit.status ?? "") &&
      v.partOf !== index.visit.id &&
      index.partOf !== v.visit.id &&
      v.start !== null &&
      v.start >= left &&
      v.start <= left + RETURN_WITHIN,
  );
  if (back.length > 0) return ["yes", earliest(back.map((v) => v.start))];
  return now >= left + RETURN_WITHIN ? ["no"] : ["not-known"];
}

function psychiatricOf(f: Followed, admission: OutcomeAnswer): Found {
  if (f.index.disposition === "psychiatric") return ["yes", f.index.end];
  if (admission === "does-not-apply") return ["does-not-apply"];
  if (f.stays.length > 0 || (hasEnded(f.index) && !UNCLEAR.includes(f.index.disposition))) return ["no"];
  return ["not-known"];
}
const UNCLEAR: readonly (Disposition | null)[] = [null, "elsewhere", "hospital"];

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((t) => t !== null);
  return known.length === times.length && known.length > 0 ? Math.min(...known) : (known[0] ?? null);
}
