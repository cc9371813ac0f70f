import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { SiteCode } from "./outcomes/code-key";
import { DISPOSITIONS, type LocalDisposition } from "./outcomes/dispositions";
import { isMeasure, type LocalCode } from "./reshape/codes";
import { knownUnit, mayBeMapped } from "./reshape/units";

/** What is peculiar to one EHR and stands in no standard: its own codes, its clock's zone. By FHIR base URL. */
export type SiteSettings = {
  readonly codes?: readonly LocalCode[];
  /** Units as the EHR writes them, and what they are in UCUM. */
  readonly units?: readonly { readonly unit: string; readonly ucum: string }[];
  /** The EHR's own codes for an emergency visit; without a system the code counts in any. */
  readonly emergencyClasses?: readonly SiteCode[];
  /** The EHR's own codes for an inpatient or observation stay. */
  readonly inpatientClasses?: readonly SiteCode[];
  /** Where the department's patients are ("Location/7"), for an EHR that gives no list of all visits. */
  readonly waitingPlaces?: readonly string[];
  /** Its lists of the department's patients or visits ("List/7", "Group/7"), likewise. */
  readonly waitingLists?: readonly string[];
  /** How somebody left, under codes of the EHR's own. */
  readonly dispositions?: readonly LocalDisposition[];
  /** All of the site's critical care units: codes of a place's type or identifier, of a service, or of a kind of visit. */
  readonly criticalCare?: readonly SiteCode[];
  /** IANA name; for times that come without a zone. */
  readonly timeZone?: string;
};
/** By FHIR base URL, without a slash at its end. */
export type SiteFile = ReadonlyMap<string, SiteSettings>;

const zone = z.string().refine(
  (name) => {
    try {
      new Intl.DateTimeFormat("en-US", { timeZone: name });
      return true;
    } catch {
      return false;
    }
  },
  { error: "expected an IANA time zone such as Europe/London" },
);
const localCode = z.strictObject({
  system: z.string({ error: "expected the code's system as the EHR sends it" }),
  code: z.string().min(1, { error: "expected the site's code" }),
  loinc: z.string().refine(isMeasure, {
    error: "expected the LOINC code of a measure that triage uses (docs/connect-your-ehr.md lists them)",
  }),
});
const localUnit = z.strictObject({
  unit: z
    .string()
    .min(1, { error: "expected the unit as the EHR writes it" })
    .refine(mayBeMapped, { error: "this unit is known already and means one thing" }),
  ucum: z.string().refine((ucum) => knownUnit(ucum) === ucum, {
    error: "expected a UCUM unit that triage uses, such as Cel, /min, mm[Hg] or %",
  }),
});
const referenceTo = (...types: string[]) =>
  z.string().regex(new RegExp(`^(${types.join("|")})/[A-Za-z0-9.-]{1,64}$`), {
    error: `expected the EHR's own address of it, such as ${types.map((t) => `${t}/7`).join(" or ")}`,
  });
const siteCode = { system: z.string().optional(), code: z.string().min(1) };
const siteSchema = z.strictObject({
  codes: z.array(localCode).optional(),
  units: z.array(localUnit).optional(),
  emergencyClasses: z.array(z.strictObject(siteCode)).optional(),
  inpatientClasses: z.array(z.strictObject(siteCode)).optional(),
  waitingPlaces: z.array(referenceTo("Location")).optional(),
  waitingLists: z.array(referenceTo("List", "Group")).optional(),
  dispositions: z
    .array(
      z.strictObject({
        ...siteCode,
        means: z.enum(DISPOSITIONS, { error: `expected one of ${DISPOSITIONS.join(", ")}` }),
      }),
    )
    .optional(),
  criticalCare: z.array(z.strictObject(siteCode)).optional(),
  timeZone: zone.optional(),
});
const siteFileSchema = z.record(z.url({ error: "expected FHIR base URLs as names" }), siteSchema);

/** The kinds of resource ("List", "Group") that this site keeps its department's patients in. */
export const kindsOfLists = (site: SiteSettings | undefined): string[] => [
  ...new Set((site?.waitingLists ?? []).map((list) => list.split("/")[0] ?? "")),
];

const bare = (url: string): string => url.replace(/\/+$/, "");

/**
 * The settings file's text. What would be read without effect is refused like what cannot be read: an EHR that nobody is
 * launched from, a field nobody knows, one code meaning two things.
 * @throws AppError("config-invalid") that says where and what is expected
 */
export function parseSiteFile(text: string, issuers: readonly string[]): SiteFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid(["it is not valid JSON"]);
  }
  const parsed = siteFileSchema.safeParse(json);
  if (!parsed.success)
    throw invalid(parsed.error.issues.map((i) => `${i.path.join(" > ") || "the whole"}: ${wordsOf(i)}`));
  const known = issuers.map(bare);
  const entries = Object.entries(parsed.data).map(([issuer, site]) => [bare(issuer), site] as const);
  const wrong = entries.flatMap(([issuer, site]) => [
    ...(known.includes(issuer) ? [] : [`${issuer}: SMART_ISSUERS does not name this EHR`]),
    ...repeated((site.codes ?? []).map((c) => `${c.system}|${c.code}`)).map(
      (c) => `${issuer} > codes: ${c} is mapped twice`,
    ),
    ...repeated((site.units ?? []).map((u) => u.unit)).map((u) => `${issuer} > units: ${u} is mapped twice`),
    ...repeated((site.dispositions ?? []).map((d) => `${d.system ?? ""}|${d.code}`)).map(
      (d) => `${issuer} > dispositions: ${d} is mapped twice`,
    ),
  ]);
  wrong.push(...repeated(entries.map(([issuer]) => issuer)).map((issuer) => `${issuer} is named twice`));
  if (wrong.length > 0) throw invalid(wrong);
  return new Map(entries.map(([issuer, site]) => [issuer, site as SiteSettings]));
}

const repeated = (list: readonly string[]): string[] => [
  ...new Set(list.filter((one, i) => list.indexOf(one) !== i)),
];

const wordsOf = (issue: z.core.$ZodIssue): string =>
  issue.code === "unrecognized_keys"
    ? `unknown name ${issue.keys.join(", ")} (known: ${Object.keys(siteSchema.shape).join(", ")})`
    : issue.code === "invalid_key"
      ? "expected FHIR base URLs as names"
      : issue.message;

const invalid = (lines: readonly string[]): AppError =>
  new AppError("config-invalid", `EHR_SITE_FILE is not valid:\n  ${lines.join("\n  ")}`);
