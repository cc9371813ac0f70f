import type { Concept } from "./schemas";

/**
 * The reviewed table of what a measurement may be called. Every code of a row means the row's measure for triage; the
 * row's own LOINC code is what the rest of the product knows it by. A code that is not here is named on the screen, never
 * guessed from its words.
 *
 * LOINC: the FHIR vital signs profiles, the codes that HL7's validator takes for them (ObservationValidator), and eCQM value
 * sets; venous saturation, surface temperature and rates under exercise or on a ventilator are left out on purpose. SNOMED CT
 * observables: UK Core, CareConnect NEWS2, AU Core, the Dutch zibs, the German base profiles. MDC: IEEE 11073-10101. The test
 * beside this file holds each code against its check digit.
 */
type Row = {
  readonly loinc: string;
  readonly label: string;
  readonly alsoLoinc?: string;
  readonly snomed?: string;
  readonly mdc?: string;
};

export const OXYGEN_FLOW = "3151-8";
export const INSPIRED_OXYGEN = "3150-0";
/** As this table wrote it until 1 December 2026, no code of LOINC's: site files and stored readings may still have it. */
export const FORMER_INSPIRED_OXYGEN = "3150-6";
/** Not a LOINC code: sites name their oxygen device in words, under codes of their own. */
export const OXYGEN_DEVICE = "oxygen-device";
export const CONSCIOUSNESS = "80288-4";
export const GCS_TOTAL = "9269-2";
export const GCS_PARTS = { eye: "9267-6", verbal: "9270-0", motor: "9268-4" } as const;
export const SYSTOLIC = "8480-6";
export const DIASTOLIC = "8462-4";
export const SPO2 = "59408-5";
export const PAIN = "72514-3";

export const MEASURES: readonly Row[] = [
  {
    loinc: "8867-4",
    label: "Heart rate",
    alsoLoinc:
      "8889-8 8890-6 8891-4 8892-2 8893-0 40443-4 68999-2 69000-8 69001-6 73795-7 73799-9 76282-3 76476-1 76477-9",
    snomed: "364075005 78564009 444981005 8499008",
    mdc: "147842 149514 149530 149546",
  },
  {
    loinc: "9279-1",
    label: "Breathing rate",
    alsoLoinc: "11291-2 76170-0 76171-8 76172-6 76270-8",
    snomed: "86290005 271625008",
    // Also by chest impedance; by the airway it is the ventilator's rate and left out.
    mdc: "151562 151578",
  },
  {
    loinc: SYSTOLIC,
    label: "Systolic blood pressure",
    alsoLoinc: "8459-0 8460-8 8461-6 8479-8 8508-4 11378-7 75997-7 76215-3 76534-7 96608-5",
    snomed: "271649006 72313002 407554009 407556006 400974009 399304008",
    // Non-invasive, by cuff, and arterial. 150017 says of no vessel and is left out.
    mdc: "150021 150301 150037",
  },
  {
    loinc: DIASTOLIC,
    label: "Diastolic blood pressure",
    alsoLoinc: "8453-3 8454-1 8455-8 8475-6 8496-2 11377-9 75995-1 76213-8 76535-4 96609-3",
    snomed: "271650006 1091811000000102 407555005 407557002 400975005",
    mdc: "150022 150302 150038",
  },
  {
    loinc: "8310-5",
    label: "Temperature",
    alsoLoinc:
      "8328-7 8329-5 8330-3 8331-1 8332-9 8333-7 8334-5 11289-6 60836-4 60838-0 75539-7 76010-8 76011-6",
    snomed: "386725007 276885007 307047009 415882003 415922000 415945006 415974002 1366425007",
    mdc: "150364 188452",
  },
  {
    loinc: SPO2,
    label: "Oxygen saturation",
    alsoLoinc: "2708-6 2710-2 20564-1 51733-4 59417-6 89276-0 89277-8",
    snomed: "431314004 103228002 442476006",
    mdc: "150456",
  },
  {
    loinc: PAIN,
    label: "Pain score",
    alsoLoinc: "38208-5 38213-5 38214-3 38221-8 98137-3",
    snomed: "225908003",
  },
  { loinc: GCS_TOTAL, label: "Glasgow Coma Scale", alsoLoinc: "35088-4", snomed: "248241002 386557006" },
  { loinc: GCS_PARTS.eye, label: "Glasgow Coma Scale, eyes", snomed: "281395000" },
  { loinc: GCS_PARTS.verbal, label: "Glasgow Coma Scale, speech", snomed: "281397008" },
  { loinc: GCS_PARTS.motor, label: "Glasgow Coma Scale, movement", snomed: "281396004" },
  {
    loinc: CONSCIOUSNESS,
    label: "Level of consciousness",
    alsoLoinc: "67775-7 11454-6",
    // Also the Richmond scale (RASS) and the score of consciousness within NEWS2: numbers, read on scales of their own.
    snomed: "1104441000000107 6942003 457441000124102 1104361000000100",
  },
  { loinc: OXYGEN_FLOW, label: "Oxygen flow", snomed: "427081008" },
  {
    loinc: INSPIRED_OXYGEN,
    label: "Inspired oxygen",
    alsoLoinc: `19994-3 ${FORMER_INSPIRED_OXYGEN}`,
    snomed: "250774007",
  },
  // UK NEWS2: "Breathing room air", "Patient on oxygen", or a finding of respiration that says one of them. The Dutch zib says
  // "oxygen therapy", yes or no.
  { loinc: OXYGEN_DEVICE, label: "Oxygen device", snomed: "301282008 722742002 371825009 57485005" },
];

/** Panels: their parts are read, the panel itself measures nothing but "68/40". */
const PRESSURE_PANELS = [
  ["loinc", "85354-9 55284-4 35094-2 96607-7"],
  ["snomed", "75367002 163033001 163034007 163035008"],
] as const;

/**
 * Measured at the door, known by us, of no use to a triage level: sizes and weights, mean pressure, rhythm, and early warning
 * scores, which are counted here anew.
 */
const NOT_NEEDED = {
  loinc:
    "8302-2 8306-3 8308-9 3137-7 3138-5 29463-7 3141-9 3142-7 8350-1 39156-5 59574-4 59576-9 8287-5 9843-4 8289-1 77606-2 " +
    "8478-0 8357-6 76536-2 76214-6 85353-1 3140-1 8339-4 8884-9 72166-2 75275-8 8280-0 8336-0 50064-5 44969-4 44974-4",
  snomed:
    "27113001 50373000 1153637007 60621009 363812007 276361009 170804003 6797001 301112006 366199006 " +
    "1104051000000101 1287358002 1363261000000104",
};

/**
 * Of another place in the body or another moment than the measure it is sent under: German intensive care (MII ICU) files
 * pressures of heart and lung as blood pressures with systolic and diastolic parts, and temperatures of joints and airways as
 * body temperatures. Whatever else such a code stands beside, it is no vital sign of triage.
 */
const ELSEWHERE = {
  // Atria, ventricles, pulmonary artery and its wedge, central veins, skull; blood and heart muscle on bypass, the airway.
  loinc:
    "60996-6 60997-4 60998-2 8400-4 60988-3 60989-1 75933-2 8399-8 8432-7 8377-4 8406-1 8430-1 8375-8 8404-6 76284-9 8440-0 " +
    "8385-7 8414-5 75994-4 60985-9 60956-0 61009-7 60955-2",
  snomed:
    "276755008 276760007 276756009 276769008 250767002 250768007 250769004 250770003 118433006 71420008 250844005 252076005 " +
    "276772001 276773006 276775004 276780008 250124002 248835004 364419004 364424001 364429006 314463006 314464000 314465004",
  mdc: "150044 150045 150046 150047 150052 150064 150065 150066 150067 150068 150069 150070 150071 150084 150100 150104 188500 150356",
};

export type System = "loinc" | "snomed" | "mdc" | "other";

/** How systems are spelled: address with http or https and a final slash, OID with or without its scheme, or the bare name. */
const SYSTEMS: readonly (readonly [System, RegExp])[] = [
  ["loinc", /^(https?:\/\/(www\.)?loinc\.org\/?|(urn:oid:)?2\.16\.840\.1\.113883\.6\.1|loinc|ln)$/i],
  // A national edition or version may follow: http://snomed.info/sct/554471000005108.
  [
    "snomed",
    /^(https?:\/\/snomed\.info\/sct([/|].*)?|(urn:oid:)?2\.16\.840\.1\.113883\.6\.96|snomed([- ]?ct)?|sct)$/i,
  ],
  // One "iso" is missing where German intensive care writes it.
  ["mdc", /^(urn:(iso:)?std:iso:11073:10101|(urn:oid:)?2\.16\.840\.1\.113883\.6\.24|mdc)$/i],
];

export const systemOf = (text: string | undefined): System | null => {
  const clean = text?.trim();
  return clean ? (SYSTEMS.find(([, pattern]) => pattern.test(clean))?.[0] ?? "other") : null;
};

const split = (codes: string | undefined): string[] => codes?.split(/\s+/).filter(Boolean) ?? [];
const known = new Map<string, Row>(
  MEASURES.flatMap((row) => [
    ...[row.loinc, ...split(row.alsoLoinc)].map((code) => [`loinc ${code}`, row] as const),
    ...split(row.snomed).map((code) => [`snomed ${code}`, row] as const),
    ...split(row.mdc).map((code) => [`mdc ${code}`, row] as const),
  ]),
);
const byLoinc = new Map(MEASURES.map((row) => [row.loinc, row]));
const inspired = byLoinc.get(INSPIRED_OXYGEN);
if (inspired) byLoinc.set(FORMER_INSPIRED_OXYGEN, inspired);
const keysOf = (bySystem: Readonly<Record<string, string>>): ReadonlySet<string> =>
  new Set(Object.entries(bySystem).flatMap(([system, codes]) => split(codes).map((c) => `${system} ${c}`)));
const notNeeded = keysOf(NOT_NEEDED);
const elsewhere = keysOf(ELSEWHERE);
const panels = new Set(
  PRESSURE_PANELS.flatMap(([system, codes]) => split(codes).map((c) => `${system} ${c}`)),
);

/** The LOINC codes worth asking a server for by name: each measure's own, those commonly charted instead, and the pressure panels. */
export const VITAL_CODES: readonly string[] = [
  ...MEASURES.filter((row) => row.loinc !== OXYGEN_DEVICE).flatMap((row) => [
    row.loinc,
    ...split(row.alsoLoinc),
  ]),
  ...split(PRESSURE_PANELS[0][1]),
];

export const measureLabel = (loinc: string): string => byLoinc.get(loinc)?.label ?? loinc;
export const isMeasure = (loinc: string): boolean => byLoinc.has(loinc);

/** A site's own code, mapped in its settings file to the LOINC code of a measure. */
export type LocalCode = { readonly system: string; readonly code: string; readonly loinc: string };

export type Named =
  | {
      readonly kind: "measure";
      readonly loinc: string;
      readonly label: string;
      readonly as: readonly string[];
    }
  | { readonly kind: "pressure-panel" }
  | { readonly kind: "not-needed" }
  /** Not taken where, or not taken as, a vital sign is: a pressure within the heart, the temperature of a joint. */
  | { readonly kind: "elsewhere" }
  /** Its codes mean different measures: which one was meant cannot be known. */
  | { readonly kind: "contradictory" }
  | { readonly kind: "unknown" };

type Options = {
  readonly local?: readonly LocalCode[];
  /** Within a panel of ours a code may come without its system. */
  readonly withinPanel?: boolean;
};

/** What a concept names, by its codes alone. */
export function nameOf(
  concept: Concept | undefined,
  { local = [], withinPanel = false }: Options = {},
): Named {
  const codings = (concept?.coding ?? []).flatMap((c) => {
    const code = c.code?.trim();
    const system = systemOf(c.system) ?? (withinPanel ? "loinc" : null);
    return code ? [{ key: `${system} ${code}`, code, system, sent: c.system?.trim() ?? "" }] : [];
  });
  if (codings.some((c) => elsewhere.has(c.key))) return { kind: "elsewhere" };
  const rows = new Set<Row>();
  for (const c of codings) {
    const mapped = local.find((l) => l.code === c.code && l.system === c.sent);
    const row = known.get(c.key) ?? (mapped ? byLoinc.get(mapped.loinc) : undefined);
    if (row) rows.add(row);
  }
  const [row, ...others] = [...rows];
  if (others.length > 0) return { kind: "contradictory" };
  if (row) {
    const as = codings.filter((c) => c.system === "loinc" && known.get(c.key) === row).map((c) => c.code);
    return { kind: "measure", loinc: row.loinc, label: row.label, as: [...new Set([row.loinc, ...as])] };
  }
  if (codings.some((c) => panels.has(c.key))) return { kind: "pressure-panel" };
  if (codings.some((c) => notNeeded.has(c.key))) return { kind: "not-needed" };
  return { kind: "unknown" };
}

/** Words by which a site's own name gives away a measurement that a level could rest on. */
const VITAL_WORDS =
  /\b(pulse|heart ?rate|hr|bpm|resp(s|irat\w*)?|breath\w*|rr|sp ?o2|sa ?o2|o2|oxygen|fio2|sat(uration)?s?|temp\w*|bp|nibp|blood pressure|systolic|diastolic|pain|gcs|glasgow|coma|conscious\w*|a?c?avpu|responsive\w*|news2?)\b/i;
const QUIET_CATEGORIES = ["laboratory", "imaging", "social-history", "procedure", "therapy", "activity"];

/**
 * Whether an observation under an unknown code may be a vital sign, so that leaving it out must be said aloud: filed as
 * one, named like one, or under nothing but a code of the site's own.
 */
export function mayBeVital(o: {
  readonly code?: Concept | undefined;
  readonly category: readonly Concept[];
}): boolean {
  const categories = o.category.flatMap((c) => c.coding.map((x) => x.code ?? ""));
  if (categories.includes("vital-signs")) return true;
  if (categories.some((c) => QUIET_CATEGORIES.includes(c))) return false;
  const words = [o.code?.text, ...(o.code?.coding.map((c) => c.display) ?? [])].filter(Boolean).join(" ");
  if (VITAL_WORDS.test(words)) return true;
  const systems = (o.code?.coding ?? []).map((c) => systemOf(c.system));
  return categories.length === 0 && systems.length > 0 && systems.every((s) => s === "other" || s === null);
}

/** Room air, in the words of the countries whose profiles are read. */
export const isRoomAir = (text: string): boolean =>
  /^(?:on |breathing )*(?:room air|ra|r\/a|air|none(?: \(room air\))?|no oxygen|no o2|raumluft|kamerlucht|buitenlucht|air ambiant|aire ambiente|romluft|atmosfærisk luft)\.?$/i.test(
    text.trim(),
  );

/** Sites name the device that oxygen comes through in words of their own. */
export const isOxygenDevice = (concept: Concept | undefined): boolean =>
  [concept?.text, ...(concept?.coding.map((c) => c.display) ?? [])].some((t) =>
    /^(o2|oxygen)( therapy| delivery| administration)* (device|source|therapy|system|delivery|method|mode|route)( type)?$/i.test(
      t?.trim() ?? "",
    ),
  );
