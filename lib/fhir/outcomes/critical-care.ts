import { type Concept, codeKey, isSiteCode, type SiteCode } from "./code-key";

/**
 * The reviewed table of places and services that are critical care. role: terminology.hl7.org/CodeSystem/v3-RoleCode. hsloc: the CDC's
 * Healthcare Service Locations, as US Core names them. snomed: environments, and the specialty of critical care medicine. High
 * dependency and step-down units are not in it.
 */
const CRITICAL = new Set(
  (
    "role:ICU role:PEDICU role:PEDNICU role:CCU " +
    "hsloc:1025-6 hsloc:1026-4 hsloc:1027-2 hsloc:1028-0 hsloc:1029-8 hsloc:1030-6 hsloc:1031-4 hsloc:1032-2 hsloc:1033-0 hsloc:1034-8 " +
    "hsloc:1035-5 hsloc:1039-7 hsloc:1040-5 hsloc:1042-1 hsloc:1043-9 hsloc:1044-7 hsloc:1045-4 hsloc:1046-2 hsloc:1047-0 hsloc:1048-8 " +
    "hsloc:1049-6 " +
    "snomed:309904001 snomed:309905000 snomed:309907008 snomed:309908003 snomed:309909006 snomed:309910001 snomed:309911002 " +
    "snomed:405269005 snomed:418433008 snomed:426439001 snomed:441994008 snomed:408478003"
  ).split(" "),
);

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["role", /(v3[-/](RoleCode|ServiceDeliveryLocationRoleType)|2\.16\.840\.1\.113883\.5\.111)$/i],
  ["hsloc", /(hsloc(\.html)?|2\.16\.840\.1\.113883\.6\.259)$/i],
];

/**
 * Whether a place or service is critical care. "unsaid": nothing of it can be told by its codes, and names are not guessed at. A site
 * that lists its own units lists all of them, so there every other place is none.
 */
export function isCriticalCare(
  concepts: readonly (Concept | undefined)[],
  listed: readonly SiteCode[] = [],
): "yes" | "no" | "unsaid" {
  const codings = concepts.flatMap((c) => c?.coding ?? []);
  const isListed = codings.some((c) => isSiteCode(c, listed));
  const keys = codings.map((c) => codeKey(c, SYSTEMS)).filter((key) => key !== "");
  if (isListed || keys.some((key) => CRITICAL.has(key))) return "yes";
  return listed.length > 0 || keys.length > 0 ? "no" : "unsaid";
}
