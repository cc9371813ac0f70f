import { DATES } from "./dates";
import { asRead } from "./fold";
import { ADDRESSES_ONLINE, GENERIC_PATTERNS } from "./generic-patterns";
import { type IdentityPattern, identityPatterns } from "./identity-patterns";
import { knownIdentity } from "./known-identity";
import { findNames } from "./name-tagger";
import { NAMED_NUMBERS, NUMBERS } from "./numbers";
import { BARE_AGE, OLD_AGES } from "./old-ages";
import { PEOPLE_AND_PLACES } from "./people-and-places";
import { Redaction, type Removal } from "./redaction";
import { type SitePhrase, sitePatterns } from "./site-phrases";

/** A text without what identifies anybody, and what was taken: places in `source`, the text as it reads. */
export type Deidentified = {
  readonly text: string;
  readonly source: string;
  readonly removals: readonly Removal[];
};

const RULES = [
  ...ADDRESSES_ONLINE,
  ...NAMED_NUMBERS,
  ...GENERIC_PATTERNS,
  ...DATES,
  ...PEOPLE_AND_PLACES,
  ...OLD_AGES,
  ...NUMBERS,
];

/**
 * Takes out of a text what identifies the patient or anybody else: first everything the EHR knows of this patient, however spelled or
 * spaced, then whatever looks like an identifier of anyone. Each find becomes a tag such as "[name]". Labels stay as
 * protected as charts all the same: how much is found is measured (`npm run bench:deidentify`, docs/training.md).
 */
export function deidentifyText(text: string, identifyingTexts: readonly string[]): string {
  return deidentifier(identifyingTexts)(text).text;
}

/** The same for several texts of one patient, with what was taken; `phrases`: what the site takes out of every text. */
export function deidentifier(
  identifyingTexts: readonly string[],
  phrases: readonly SitePhrase[] = [],
): (text: string) => Deidentified {
  const patterns = [...sitePatterns(phrases), ...identityPatterns(identifyingTexts)];
  return (text) => {
    const redaction = withoutPatterns(asRead(text), patterns);
    redaction.take(findNames(redaction.text));
    redaction.apply(BARE_AGE);
    redaction.join(["name", "address", "place"]);
    return { text: redaction.text, source: redaction.source, removals: redaction.removals };
  };
}

/** A text that was de-identified before, without these phrases; the same text where none of them is in it. */
export function withoutPhrases(text: string, phrases: readonly SitePhrase[]): string {
  const redaction = new Redaction(text);
  redaction.take(knownIdentity(text, sitePatterns(phrases)));
  return redaction.text;
}

/** What the patterns alone leave: what the tagger of names is trained on. */
export const patternsOnly = (text: string, identifyingTexts: readonly string[]) =>
  withoutPatterns(asRead(text), identityPatterns(identifyingTexts));

function withoutPatterns(source: string, patterns: readonly IdentityPattern[]): Redaction {
  const redaction = new Redaction(source);
  redaction.take(knownIdentity(source, patterns));
  for (const rule of RULES) redaction.apply(rule);
  redaction.join(["name", "address", "place"]);
  return redaction;
}
