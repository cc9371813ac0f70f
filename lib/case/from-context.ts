import type { AlsoRecorded, DataProblem, PatientContext } from "@/lib/fhir/patient-context";
import { CONSCIOUSNESS } from "@/lib/fhir/reshape/codes";
import { ageInYears } from "./age";
import type { BuiltCase, SeriesPoint } from "./case-view";
import { VITALS, type VitalKey } from "./features";
import { injuryFromComplaint } from "./injury";
import { type Oxygen, oxygenFor, oxygenWords } from "./oxygen";
import { usableReadings } from "./readings";
import { type Reconciled, reconcile } from "./reconcile";
import { allTrends } from "./trends";
import { type AgelessCase, agelessCaseSchema, triageCaseSchema, type Vitals } from "./triage-case";

/** Limits of the case schema; longer text is cut at a word and the screen is told. */
const LIMITS = { complaint: 2_000, note: 20_000, historyItem: 300, historyItems: 200 };

/**
 * Builds the case that the model and the safety rules see from what the EHR says of a visit.
 * `caseId` is ours and opaque, never an EHR identifier. Without a usable birth date there is no case (`case: null`): the
 * model cannot judge a patient of unknown age. What else is known (`ageless`) goes to the rules that hold at any age.
 */
export function buildCase(context: PatientContext, now: Date, caseId: string): BuiltCase {
  // The reader at the door already said that a birth date or complaint is missing; here it is said once, with what follows.
  const problems: DataProblem[] = context.problems.filter(
    (p) => p.code !== "missing-birth-date" && p.code !== "missing-complaint",
  );
  function report(code: DataProblem["code"], message: string): void;
  function report(problem: DataProblem): void;
  function report(first: DataProblem | DataProblem["code"], message = ""): void {
    const problem = typeof first === "string" ? { code: first, message } : first;
    if (!problems.some((p) => p.code === problem.code && p.message === problem.message))
      problems.push(problem);
  }

  const ageYears = ageInYears(context.patient.birthDate, now);
  if (ageYears === null)
    report(
      "missing-birth-date",
      `${
        context.patient.birthDate
          ? "The birth date is not a possible date or stands in for an unknown one"
          : "The birth date is missing"
      }: without an age only the safety rules that hold at any age apply.`,
    );

  const readings = usableReadings(context.readings, now);
  const chosen = reconcile(readings, ageYears);
  const oxygen = oxygenFor(readings.oxygen, chosen.vitals.spo2);
  for (const p of [...readings.problems, ...chosen.problems]) report(p);

  const complaint = clip(context.chiefComplaint, LIMITS.complaint, () =>
    report("unreadable-resource", "The chief complaint is very long; only its beginning is used."),
  );
  const note = clip(context.triageNote, LIMITS.note, () =>
    report("unreadable-resource", "The triage note is very long; only its beginning is used."),
  );
  if (!complaint) report("missing-complaint", "No chief complaint is recorded in the EHR.");

  const used = [...Object.values(chosen.vitals), ...(chosen.consciousness ? [chosen.consciousness] : [])];
  const known = agelessCaseSchema.parse(assemble(context, caseId, complaint, note, chosen, oxygen));
  return {
    case: ageYears === null ? null : triageCaseSchema.parse({ ...known, ageYears }),
    ageless: ageYears === null ? known : null,
    series: series(readings.vitals),
    trends: allTrends(readings.vitals, ageYears),
    basis: [...new Set([...used.map((r) => r.reference), ...(oxygen?.references ?? [])])],
    missing: missing(context, ageYears, complaint, chosen),
    problems,
    notUnderstood: notUnderstood(problems, readings.vitals, chosen),
    alsoRecorded: merged([...(context.alsoRecorded ?? []), ...readings.alsoRecorded]),
    oxygen: oxygenWords(known.vitals, oxygen?.device),
    lastVitalsAt:
      used.length === 0 ? null : new Date(Math.max(...used.map((r) => r.day ?? r.at))).toISOString(),
  };
}

function assemble(
  context: PatientContext,
  id: string,
  chiefComplaint: string | null,
  note: string | null,
  chosen: Reconciled,
  oxygen: Oxygen | null,
): AgelessCase {
  const vitals: Vitals = Object.fromEntries(
    Object.entries(chosen.vitals).map(([key, reading]) => [key, reading.value]),
  );
  if (chosen.consciousness) vitals.consciousness = chosen.consciousness.value;
  if (oxygen) {
    const { device: _device, references: _references, ...given } = oxygen;
    Object.assign(vitals, given);
  }
  const { sex } = context.patient;
  const { arrivalMode } = context.encounter;
  const injury = injuryFromComplaint(chiefComplaint);
  const history = distinctTexts(context.conditions.map((c) => c.text));
  return {
    id,
    ...(sex === "unknown" ? {} : { sex }),
    ...(arrivalMode === "unknown" ? {} : { arrivalMode }),
    ...(chiefComplaint ? { chiefComplaint } : {}),
    ...(note ? { note } : {}),
    ...(injury === undefined ? {} : { injury }),
    ...(Object.keys(vitals).length > 0 ? { vitals } : {}),
    ...(history.length > 0 ? { history } : {}),
  };
}

/** Kept from use for what it is about, not for how it was sent. */
const NOT_OURS: readonly DataProblem["code"][] = ["other-person", "other-visit", "entered-in-error"];

/** Vital signs that the EHR has under a reading that could not be used, and that no other reading stands in for. */
function notUnderstood(
  problems: readonly DataProblem[],
  vitals: Readonly<Record<VitalKey, readonly unknown[]>>,
  chosen: Reconciled,
): BuiltCase["notUnderstood"] {
  const sent = new Set(
    problems.flatMap((p) => (p.readings && p.about && !NOT_OURS.includes(p.code) ? [p.about] : [])),
  );
  const keys = VITALS.filter((f) => vitals[f.key].length === 0 && f.loinc.some((code) => sent.has(code))).map(
    (f) => f.key,
  );
  return [...keys, ...(sent.has(CONSCIOUSNESS) && !chosen.consciousness ? (["consciousness"] as const) : [])];
}

function merged(list: readonly AlsoRecorded[]): AlsoRecorded[] {
  const all = new Map<string, AlsoRecorded>();
  for (const one of list) {
    const key = `${one.what}\n${one.why}`;
    all.set(key, { ...one, count: (all.get(key)?.count ?? 0) + one.count });
  }
  return [...all.values()];
}

/** Each text once, whatever its case, spacing or final full stop; the first spelling stays. */
export function distinctTexts(texts: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const text of texts) {
    const clean = text.replace(/\s+/g, " ").trim();
    const key = clean.toLowerCase().replace(/[.\s]+$/, "");
    if (key && !seen.has(key)) seen.set(key, clip(clean, LIMITS.historyItem, () => {}) ?? clean);
  }
  return [...seen.values()].slice(0, LIMITS.historyItems);
}

function clip(text: string | null, limit: number, onCut: () => void): string | null {
  const clean = text?.trim();
  if (!clean) return null;
  if (clean.length <= limit) return clean;
  onCut();
  const head = clean.slice(0, limit);
  // Never end in half a surrogate pair or half a word.
  return head.replace(/\s\S*$/, "").replace(/[\uD800-\uDBFF]$/, "");
}

function series(
  vitals: Readonly<Record<VitalKey, readonly { at: number; value: number; day?: number }[]>>,
): BuiltCase["series"] {
  const result: Partial<Record<VitalKey, SeriesPoint[]>> = {};
  for (const { key } of VITALS) {
    const points = vitals[key]
      .map((r) => ({ at: new Date(r.day ?? r.at).toISOString(), value: r.value }))
      .sort((a, b) => a.at.localeCompare(b.at));
    // The same value at the same instant under two codes (59408-5 and 2708-6) is one reading.
    const distinct = points.filter(
      (p, i) => points.findIndex((q) => q.at === p.at && q.value === p.value) === i,
    );
    if (distinct.length > 0) result[key] = distinct;
  }
  return result;
}

function missing(
  context: PatientContext,
  ageYears: number | null,
  complaint: string | null,
  chosen: Reconciled,
): string[] {
  const absent = VITALS.filter((f) => f.key !== "gcs" && !chosen.vitals[f.key]).map((f) => f.label);
  return [
    ...(ageYears === null ? ["Age"] : []),
    ...(complaint ? [] : ["Chief complaint"]),
    ...absent,
    // Either scale says how awake the patient is.
    ...(chosen.consciousness || chosen.vitals.gcs ? [] : ["Level of consciousness"]),
    ...(context.patient.sex === "unknown" ? ["Sex"] : []),
    ...(context.encounter.arrivalMode === "unknown" ? ["How the patient arrived"] : []),
  ];
}
