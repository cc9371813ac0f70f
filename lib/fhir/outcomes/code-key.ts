import { systemOf } from "../reshape/codes";
import type { Concept } from "../reshape/schemas";

export type { Concept } from "../reshape/schemas";

type Coding = Concept["coding"][number];

/** A code that a site's settings file maps; without a system it counts in any. */
export type SiteCode = { readonly system?: string | undefined; readonly code: string };

export const isSiteCode = (
  coding: { readonly system?: unknown; readonly code?: unknown } | undefined,
  mapped: readonly SiteCode[] = [],
): boolean => mapped.some((m) => m.code === coding?.code && (!m.system || m.system === coding?.system));

/** "system:code" for looking a code up, with the system's short name: one of these, or SNOMED CT. "" where it is neither. */
export function codeKey(coding: Coding, systems: readonly (readonly [string, RegExp])[]): string {
  const code = coding.code?.trim();
  const sent = coding.system?.trim() ?? "";
  if (!code) return "";
  const named = systems.find(([, pattern]) => pattern.test(sent))?.[0];
  const name = named ?? (systemOf(sent) === "snomed" ? "snomed" : null);
  return name ? `${name}:${code}` : "";
}
