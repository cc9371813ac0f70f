import { MINUTE } from "@/lib/core/clock";
import type { Reading, Unknown } from "../patient-context";
import type { ProblemList } from "../problems";
import type { SiteSettings } from "../site";
import {
  DIASTOLIC,
  GCS_PARTS,
  GCS_TOTAL,
  isOxygenDevice,
  mayBeVital,
  measureLabel,
  type Named,
  nameOf,
  OXYGEN_DEVICE,
  SPO2,
  SYSTOLIC,
  systemOf,
} from "./codes";
import { totalsOfParts } from "./coma";
import { inspiredOxygenOf } from "./norway";
import { textOfHtml } from "./plain-text";
import { onItsScale } from "./scales";
import {
  type Concept,
  codesOf,
  conceptText,
  conceptWords,
  type ForeignObservation,
  type ForeignValue,
  whyUnanswered,
} from "./schemas";
import { isSummary, observedAt, spanOf, timeAsSent, type When } from "./times";
import { readValue, type Value } from "./values";

export const LOINC = "http://loinc.org";
/**
 * Chief complaint, as reported (8661-1) and as told (10154-3), with the reason for visit (46239-0), and that alone (29299-5):
 * hl7.org/cda/us/ccda, ChiefComplaintSection, ChiefComplaintandReasonforVisitSection, ReasonforVisitSection.
 */
const COMPLAINT = ["8661-1", "10154-3", "46239-0", "29299-5"];
/**
 * SNOMED CT "Chief complaint": the finding (India's ABDM, AKTIN) and the observable entity (AKTIN's emergency department profiles,
 * the Philippines' road safety guide).
 */
export const COMPLAINT_SNOMED = ["33962009", "1269489004"];
export const TRIAGE_NOTE = "54094-8";
/** Emergency severity index: somebody's judgement, above all our own clinicians' as written back. Never an input to the next. */
export const ESI_CODE = "75636-1";
/** Observations that are words about the visit rather than measurements. */
export const NARRATIVE = [...COMPLAINT, TRIAGE_NOTE];
/** Clocks of monitors and servers differ. */
const CLOCK_TOLERANCE = 5 * MINUTE;
/** Not results: a measurement that was withdrawn, or never made. */
const WITHDRAWN = ["entered-in-error", "cancelled"];

export type Told = { readonly text: string; readonly at: string | null };
export type ReshapedObservations = {
  readonly readings: Reading[];
  readonly complaints: Told[];
  readonly notes: Told[];
};

/** Observations -> readings (panels flattened), complaint and note texts; what could not be used goes to `problems`. */
export function reshapeObservations(
  observations: readonly ForeignObservation[],
  now: Date,
  problems: ProblemList,
  site: SiteSettings = {},
): ReshapedObservations {
  const result: ReshapedObservations = { readings: [], complaints: [], notes: [] };
  for (const o of observations) {
    const codes = codesOf(o.code, "loinc");
    if (codes.includes(ESI_CODE)) continue;
    const name = nameOf(o.code, site.codes ? { local: site.codes } : {});
    const what = titleOf(o.code, name);
    if (WITHDRAWN.includes(o.status ?? "") && name.kind === "not-needed") {
      problems.leaveOut(what, "withdrawn in the EHR");
      continue;
    }
    if (WITHDRAWN.includes(o.status ?? "")) {
      problems.add("entered-in-error", `${what}: withdrawn in the EHR, not used.`);
      continue;
    }
    const at = observedAt(o, site.timeZone);
    if (isNarrative(o)) {
      const text = wordsIn(o);
      const told = codes.includes(TRIAGE_NOTE) ? result.notes : result.complaints;
      if (text) told.push({ text, at: at?.at ?? null });
      else problems.add("unreadable-resource", `${what}: sent without words, not used.`);
      continue;
    }
    result.readings.push(...measure(o, name, what, at, now, problems, site));
  }
  result.readings.push(...totalsOfParts(result.readings));
  nameLoneParts(result.readings, problems);
  result.readings.sort(byTime);
  return result;
}

/** Some EHRs write their notes as HTML wherever they stand. */
const HTML = /^\s*<(?:p|div|span|html|body|br|ul|ol|table|b|i|h[1-6])\b[^>]*>/i;
const textOf = (written: string | undefined): string =>
  HTML.test(written ?? "") ? textOfHtml(written ?? "") : (written?.trim() ?? "");

/** An answer or two of a coma scale make no total, and nothing else is made of them. */
function nameLoneParts(readings: readonly Reading[], problems: ProblemList): void {
  if (readings.some((r) => r.loinc[0] === GCS_TOTAL)) return;
  for (const r of readings)
    if ((Object.values(GCS_PARTS) as string[]).includes(r.loinc[0] ?? ""))
      problems.leaveOut(measureLabel(r.loinc[0] ?? ""), "without the other answers, which make up a total");
}

/** What was said: in the value, its parts, or only in a remark beside it. */
function wordsIn(o: ForeignObservation): string | null {
  const own = (part: ForeignValue) =>
    textOf(part.valueString) ||
    (whyUnanswered(part.valueCodeableConcept) ? null : conceptText(part.valueCodeableConcept));
  const parts = o.component.flatMap((c) => own(c) ?? []);
  const remarks = o.note.flatMap((n) => n.text?.trim() || []);
  return own(o) || parts.join("; ") || remarks.join("\n") || null;
}

/** Of a device's name, so much is shown. */
const LONGEST_NAME = 60;

function measure(
  o: ForeignObservation,
  name: Named,
  what: string,
  at: When | null,
  now: Date,
  problems: ProblemList,
  site: SiteSettings,
): Reading[] {
  const parts = partsOf(o, name, site);
  const about = parts.find((p) => p.loinc !== null)?.loinc ?? undefined;
  const wanted = parts.length > 0;
  const leave = (code: Parameters<ProblemList["add"]>[0], why: string, unknown?: Unknown | null) =>
    problems.add(code, `${what}: ${why}, not used.`, { about: about ?? undefined, reading: true, unknown });
  if (!wanted) {
    if (name.kind === "contradictory") leave("unknown-code", "its codes contradict each other");
    else if (name.kind === "elsewhere")
      problems.leaveOut(what, "measured elsewhere or over a day, not a vital sign");
    else if (isHeading(o))
      problems.leaveOut(what, "a heading over readings, each of which is read by itself");
    else if (name.kind === "unknown" && mayBeVital(o))
      leave("unknown-code", "its code is not known here", unknownCode(o.code));
    else problems.leaveOut(what, "not part of triage");
    return [];
  }
  if (!at) {
    const sent = timeAsSent(o);
    leave(
      "unreadable-resource",
      sent ? `its time (${sent.slice(0, 30)}) says no day or cannot be read` : "no time of measurement",
    );
    return [];
  }
  if (isSummary(o)) {
    leave("unreadable-resource", "summed up over more than a day");
    return [];
  }
  if (spanOf(at)[0] > now.getTime() + CLOCK_TOLERANCE) {
    leave("future-timestamp", "dated in the future");
    return [];
  }
  const device = o.device?.display?.trim().slice(0, LONGEST_NAME);
  const head: Head = {
    reference: `Observation/${o.id}`,
    at: at.at,
    ...(at.day ? { day: true } : {}),
    ...(device ? { device } : {}),
    ...(o.status === "preliminary" ? { preliminary: true } : {}),
  };
  nameOtherParts(o, name, problems, site);
  const whole =
    name.kind === "measure" && parts.some((p) => p.loinc === name.loinc && p.value.kind === "number");
  return parts.flatMap((part) => {
    const label = part.loinc ? measureLabel(part.loinc) : what;
    if (whole && isPartOfWhole(part, name) && part.value.kind === "unreadable") {
      problems.leaveOut(label, `sent ${part.value.why}; the whole was read`);
      return [];
    }
    if (part.value.kind === "none" && o.status === "registered") {
      problems.leaveOut(label, "no result yet");
      return [];
    }
    if (part.value.kind === "absent") {
      problems.leaveOut(label, `not taken, says the EHR (${part.value.why.slice(0, 60)})`);
      return [];
    }
    return toReadings(part, head, (why) =>
      problems.add("unreadable-resource", `${label}: ${why}, not used.`, {
        about: part.loinc ?? SYSTOLIC,
        reading: true,
      }),
    ).map((reading) => inKnownUnit(reading, site));
  });
}

/** Its components, and members that travel within it: those have no address to be read under. */
const partsUnder = (o: ForeignObservation): ForeignValue[] => [
  ...o.component,
  ...inspiredOxygenOf(o),
  ...o.hasMember.flatMap((m) =>
    o.contained.filter((c) => m.reference === `#${c.id}` && !WITHDRAWN.includes(c.status ?? "")),
  ),
];

/** A group's head: it points to readings and says nothing itself. */
const isHeading = (o: ForeignObservation): boolean =>
  o.hasMember.length > 0 &&
  partsUnder(o).length === 0 &&
  Object.keys(o).every((key) => !key.startsWith("value") || o[key] === undefined);

/** The total of a coma scale stands beside the answers it is made of. */
const isPartOfWhole = (part: Part, name: Named): boolean =>
  name.kind === "measure" && name.loinc === GCS_TOTAL && part.loinc !== GCS_TOTAL;

/** Parts that are no measure of ours: counted, and said aloud where one may be a vital sign. */
function nameOtherParts(o: ForeignObservation, name: Named, problems: ProblemList, site: SiteSettings): void {
  const options = { ...(site.codes ? { local: site.codes } : {}), withinPanel: true };
  for (const part of partsUnder(o)) {
    const named = nameOf(part.code, options);
    if (named.kind === "measure" || isOxygenDevice(part.code)) continue;
    const what = `${titleOf(part.code, named)} (with ${titleOf(o.code, name)})`;
    // What has no number says how the reading was taken: which cuff, which probe.
    const counted = part.valueQuantity?.value !== undefined || part.valueInteger !== undefined;
    if (named.kind === "unknown" && counted && mayBeVital({ code: part.code, category: QUIETLY }))
      problems.add("unknown-code", `${what}: its code is not known here, not used.`, {
        reading: true,
        unknown: unknownCode(part.code),
      });
    else problems.leaveOut(what, "not part of triage");
  }
}
/** A part is filed under nothing; its words alone say whether it may be a vital sign. */
const QUIETLY = [{ coding: [{ code: "part" }] }];

/** A unit of the site's own becomes what its settings file says it is. */
function inKnownUnit(reading: Reading, site: SiteSettings): Reading {
  const mapped = site.units?.find((u) => u.unit === reading.ucum)?.ucum;
  return mapped === undefined ? reading : { ...reading, ucum: mapped };
}

/** The code to map: a site's own before a standard one that triage has no use for. */
function unknownCode(concept: Concept | undefined): Unknown | null {
  const codings = concept?.coding.filter((c) => c.code) ?? [];
  const coding = codings.find((c) => systemOf(c.system) === "other") ?? codings[0];
  return coding?.code ? { kind: "code", system: coding.system?.trim() ?? "", code: coding.code } : null;
}

type Part = { readonly loinc: string | null; readonly as: readonly string[]; readonly value: Value };

/** The measurement itself and its components, as far as they name a measure of ours. */
function partsOf(o: ForeignObservation, name: Named, site: SiteSettings): Part[] {
  // Its parts are of the same place or day, whatever they are called.
  if (name.kind === "elsewhere") return [];
  const local = site.codes ? { local: site.codes } : {};
  const withinPanel = name.kind === "pressure-panel" || name.kind === "measure";
  const components = partsUnder(o).flatMap((c): Part[] => {
    const named = nameOf(c.code, { ...local, withinPanel });
    if (named.kind === "measure") return [named.loinc === OXYGEN_DEVICE ? device(c) : partOf(named, c)];
    return isOxygenDevice(c.code) ? [device(c)] : [];
  });
  if (name.kind === "measure") {
    const own = name.loinc === OXYGEN_DEVICE ? device(o) : partOf(name, o);
    // A panel's head without a value of its own is no missing reading where its parts have theirs.
    const silent = own.value.kind === "none" || own.value.kind === "absent";
    if (silent && components.length === 0 && isHeading(o)) return [];
    return silent && components.length > 0 ? components : [own, ...components];
  }
  if (name.kind === "pressure-panel") {
    const own = readValue(o, null);
    // Of a panel without a value of its own its parts speak; without parts either, it is a reading that is not there.
    const silent = components.length > 0 || isHeading(o);
    const said = own.kind === "pressure" || own.kind === "unreadable" || !silent;
    return [...(said ? [{ loinc: null, as: [], value: own }] : []), ...components];
  }
  return isOxygenDevice(o.code) ? [device(o)] : components;
}

const partOf = (name: Extract<Named, { kind: "measure" }>, value: ForeignValue): Part => ({
  loinc: name.loinc,
  as: name.as,
  value: onItsScale(readValue(value, name.loinc), value.code),
});

/** UK NEWS2 puts the answer into the code itself: "Breathing room air", "Patient on oxygen". */
const AIR_CODES = ["722742002", "371825009"];
function device(part: ForeignValue): Part {
  const value = readValue(part, OXYGEN_DEVICE);
  const coding = part.code?.coding.find((c) => AIR_CODES.includes(c.code ?? ""));
  const text = coding?.code === "722742002" ? "Room air" : "Oxygen";
  return {
    loinc: OXYGEN_DEVICE,
    as: [OXYGEN_DEVICE],
    value: coding && value.kind === "none" ? { kind: "text", text, codes: [coding.code ?? ""] } : value,
  };
}

type Head = Pick<Reading, "reference" | "at" | "day" | "device" | "preliminary">;
type Report = (why: string) => void;

function toReadings({ loinc, as, value }: Part, head: Head, report: Report): Reading[] {
  const number = (code: string, n: number, ucum: string, more: Partial<Reading> = {}): Reading => ({
    ...head,
    loinc: code === loinc ? as : [code],
    value: n,
    valueText: null,
    ucum,
    ...more,
  });
  switch (value.kind) {
    case "number":
      return loinc
        ? [number(loinc, value.value, value.ucum, value.comparator ? { comparator: value.comparator } : {})]
        : [];
    case "range":
      // Both ends are kept: the case takes the one further from normal and says so.
      return loinc ? [number(loinc, value.low, value.ucum), number(loinc, value.high, value.ucum)] : [];
    case "pressure":
      return [
        number(SYSTOLIC, value.systolic, "mm[Hg]"),
        ...(value.diastolic === null ? [] : [number(DIASTOLIC, value.diastolic, "mm[Hg]")]),
      ];
    case "oxygen":
      return [
        number(SPO2, value.saturation, "%"),
        { ...head, loinc: [OXYGEN_DEVICE], value: null, valueText: value.air, ucum: "" },
      ];
    case "text":
      return loinc
        ? [
            {
              ...head,
              loinc: as,
              value: null,
              valueText: value.text,
              ucum: "",
              ...(value.codes.length > 0 ? { codes: value.codes } : {}),
            },
          ]
        : [];
    case "unreadable":
      report(`sent ${value.why}`);
      return [];
    case "none":
      report("sent without a value");
      return [];
    case "absent":
      return [];
  }
}

/** Oldest first, and always the same order for the same readings, whichever order the EHR sends them in. */
const byTime = (a: Reading, b: Reading): number => {
  const [first, second] = [a, b].map((r) => `${r.at} ${r.reference} ${r.loinc.join()} ${r.value}`) as [
    string,
    string,
  ];
  return first < second ? -1 : first > second ? 1 : 0;
};

export const isNarrative = (o: ForeignObservation): boolean =>
  codesOf(o.code, "loinc").some((c) => NARRATIVE.includes(c)) ||
  codesOf(o.code, "snomed").some((c) => COMPLAINT_SNOMED.includes(c));

const TITLES: Partial<Record<Named["kind"], string>> = { "pressure-panel": "Blood pressure" };
/** What a nurse would call it; an unknown one in the EHR's words, with its code where that is a site's own. */
export function titleOf(concept: Concept | undefined, name: Named): string {
  if (name.kind === "measure" && name.loinc !== OXYGEN_DEVICE) return name.label;
  const words =
    conceptWords(concept)?.slice(0, 80) ??
    TITLES[name.kind] ??
    conceptText(concept)?.slice(0, 80) ??
    "A measurement";
  const local = concept?.coding.find((c) => c.code && systemOf(c.system) === "other")?.code;
  return name.kind === "unknown" && local && local !== words
    ? `${words} (code ${local.slice(0, 40)})`
    : words;
}
