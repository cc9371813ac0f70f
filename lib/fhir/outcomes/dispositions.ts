import { type Concept, codeKey, isSiteCode, type SiteCode } from "./code-key";

/** How somebody left the emergency department, or the hospital; of a code that stands for several, what is certain of it. */
export const DISPOSITIONS = [
  /** Home, or wherever else somebody lives or is held, without a hospital bed. */
  "home",
  /** Nursing, rehabilitation, hospice: cared for, in no acute hospital. */
  "other-care",
  /** To another acute hospital. */
  "hospital",
  /** To a bed of this hospital; which, it does not say. */
  "admitted",
  /** To critical care of this hospital. */
  "critical-care",
  "psychiatric",
  "left-before-seen",
  "left-after-seen",
  /** Left on their own; whether before anybody saw them, it does not say. */
  "left",
  "died",
  /** Alive, to another place of care; which, it does not say. */
  "elsewhere",
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];
export type LocalDisposition = SiteCode & { readonly means: Disposition };

/**
 * The reviewed table. hl7: terminology.hl7.org/CodeSystem/discharge-disposition. ub: Patient Discharge Status of the UB-04 manual
 * (nubc.org), which HL7 v2 table 0112 took over and US Core names. snomed: destinations and statuses of England's Emergency Care Data
 * Set. uk: Discharge Destination of the NHS Data Dictionary (UK Core).
 *
 * A code that is not here says nothing: "other", "still a patient", a site's own until its settings file maps it. UB 07 covers those who
 * left before anybody saw them as well.
 */
const CODES: Readonly<Record<Disposition, string>> = {
  home:
    "hl7:home hl7:alt-home ub:01 ub:06 ub:08 ub:21 ub:69 snomed:306689006 snomed:306705005 snomed:50861005 snomed:989501000000106 " +
    "snomed:3780001 snomed:1066351000000102 uk:19 uk:29 uk:37 uk:38 uk:66",
  "other-care":
    "hl7:hosp hl7:long hl7:rehab hl7:snf ub:03 ub:04 ub:50 ub:51 ub:61 ub:62 ub:63 ub:64 snomed:306691003 snomed:306694006 " +
    "snomed:183919006 uk:54 uk:65 uk:85 uk:88",
  hospital: "ub:02 ub:05 ub:43 ub:66 uk:51 uk:52 uk:87",
  admitted: "ub:09 snomed:306706006 snomed:1066331000000109 snomed:1066361000000104",
  "critical-care": "snomed:1066391000000105 snomed:1066401000000108 snomed:1066371000000106",
  psychiatric: "hl7:psy ub:65 uk:48 uk:49 uk:50 uk:53 uk:84",
  "left-before-seen": "snomed:1066301000000103",
  "left-after-seen": "hl7:aadvice snomed:1066311000000101 snomed:1066321000000107 snomed:225928004",
  left: "ub:07",
  died: "hl7:exp ub:20 ub:40 ub:41 ub:42 snomed:75004002 snomed:63238001 snomed:305398007 uk:79",
  elsewhere: "hl7:other-hcf ub:70 snomed:19712007",
};

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["hl7", /\/discharge-disposition$/i],
  ["ub", /(\/v2-0112|\/v2\/0112|PatDischargeStatus|2\.16\.840\.1\.113883\.(12\.112|6\.301\.5))$/i],
  ["uk", /DischargeDestination(England)?(-1)?$/i],
];

const known = new Map(
  (Object.entries(CODES) as [Disposition, string][]).flatMap(([means, codes]) =>
    codes.split(" ").map((key) => [key, means] as const),
  ),
);

/** UB: "1" for "01", and 81 to 95 for the same with a planned readmission. */
const PLANNED = "01 02 03 04 05 06 21 43 61 62 63 64 65 66 70".split(" ");
function plainUb(key: string): string {
  const code = /^ub:(\d{1,2})$/.exec(key)?.[1]?.padStart(2, "0");
  if (!code) return key;
  return `ub:${PLANNED[Number(code) - 81] ?? code}`;
}

/** What a disposition says; null: nothing, or two things at once. */
export function dispositionOf(
  concept: Concept | undefined,
  local: readonly LocalDisposition[] = [],
): Disposition | null {
  const found = new Set(
    (concept?.coding ?? []).flatMap((coding) => {
      const mapped = local.find((m) => isSiteCode(coding, [m]));
      const means = mapped?.means ?? known.get(plainUb(codeKey(coding, SYSTEMS)));
      return means ? [means] : [];
    }),
  );
  const [one, ...more] = [...found];
  return one !== undefined && more.length === 0 ? one : null;
}
