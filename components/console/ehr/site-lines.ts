import type { EhrSiteView } from "@/lib/workflows/views";

type Row = EhrSiteView["unknown"][number];

/** What to write into EHR_SITE_FILE for codes and units that are not mapped yet; the meanings are for a person to fill in. */
export function siteLines(issuer: string, rows: readonly Row[]): string | null {
  const open = rows.filter((r) => !r.mapped);
  if (open.length === 0) return null;
  const of = (kind: Row["kind"]) => open.filter((r) => r.kind === kind);
  const units = [...new Set(of("unit").map((r) => r.code))];
  const entry = {
    ...(of("code").length > 0
      ? { codes: of("code").map(({ system, code }) => ({ system, code, loinc: "?" })) }
      : {}),
    ...(units.length > 0 ? { units: units.map((unit) => ({ unit, ucum: "?" })) } : {}),
    ...(of("class").length > 0
      ? { emergencyClasses: of("class").map(({ system, code }) => ({ ...(system ? { system } : {}), code })) }
      : {}),
  };
  return JSON.stringify({ [issuer]: entry }, null, 2);
}
