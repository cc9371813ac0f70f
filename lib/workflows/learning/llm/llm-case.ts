import type { TriageCase } from "@/lib/case/triage-case";
import type { LlmSettings } from "@/lib/engine/llm/settings";
import type { SitePhrase } from "@/lib/feedback/deidentification/site-phrases";
import { deidentifyCase } from "@/lib/feedback/label";

/**
 * What may be sent of a case: all of it to a server that the operator says is the hospital's own, else what a label would keep
 * (docs/de-identification.md). Where nothing is known of who the patient is, the patterns alone take out what looks like it.
 */
export const llmCase = (
  { isLocal }: Pick<LlmSettings, "isLocal">,
  c: TriageCase,
  identifyingTexts: readonly string[],
  phrases: readonly SitePhrase[],
): TriageCase => (isLocal ? c : deidentifyCase(c, c.id, identifyingTexts, phrases));
