import { DATES } from "./dates";
import { asRead, fold } from "./fold";
import { GENERIC_PATTERNS } from "./generic-patterns";
import { type IdentityPattern, identityPatterns } from "./identity-patterns";
import { withoutOldAges } from "./old-ages";
import { PEOPLE_AND_PLACES } from "./people-and-places";

/**
 * Takes out of a text what identifies the patient: first everything the EHR knows of this patient, exactly but however
 * spelled or spaced, then whatever looks like an identifier of anyone. Each find becomes a tag such as "[name]". What
 * cannot be known by data or form (a misspelled name, one that nothing announces) is not found: labels stay as protected as
 * charts. How much is found is measured in planted.test.ts.
 */
export function deidentifyText(text: string, identifyingTexts: readonly string[]): string {
  return deidentifier(identifyingTexts)(text);
}

/** The same for several texts of one patient. */
export function deidentifier(identifyingTexts: readonly string[]): (text: string) => string {
  const patterns = identityPatterns(identifyingTexts);
  return (text) => {
    let result = withoutIdentity(asRead(text), patterns);
    for (const { pattern, replace } of [...GENERIC_PATTERNS, ...DATES, ...PEOPLE_AND_PLACES])
      result = result.replace(pattern, replace);
    return withoutOldAges(result).replace(/(\[(?:name|address)\])(?:[\s,'’-]{0,3}\1)+/g, "$1");
  };
}

type Found = { start: number; end: number; tag: string };

function withoutIdentity(text: string, patterns: readonly IdentityPattern[]): string {
  const folded = fold(text);
  const found: Found[] = [];
  const doubtful: Found[] = [];
  for (const { pattern, tag, onlyAsName } of patterns) {
    for (const match of folded.text.matchAll(pattern)) {
      const hit = {
        start: folded.at[match.index] ?? 0,
        end: folded.at[match.index + match[0].length] ?? text.length,
        tag,
      };
      if (onlyAsName) doubtful.push(hit);
      else found.push(hit);
    }
  }
  // An everyday word is the name where it is written as one, or stands beside another part of it.
  for (const hit of doubtful) if (writtenAsName(text, hit) || besideName(text, hit, found)) found.push(hit);
  return replaceAll(text, found);
}

function writtenAsName(text: string, { start, end }: Found): boolean {
  const word = text.slice(start, end);
  if (!/^\p{Lu}\p{Ll}/u.test(word)) return false;
  return !/(?:^|[.!?;:\n]\s*)$/.test(text.slice(Math.max(0, start - 3), start));
}

const besideName = (text: string, hit: Found, names: readonly Found[]): boolean =>
  names.some(
    (n) =>
      n.tag === "[name]" &&
      (/^[\s,.'-]{1,2}$/.test(text.slice(n.end, hit.start)) ||
        /^[\s,.'-]{1,2}$/.test(text.slice(hit.end, n.start))),
  );

/** Overlapping finds become one, with the tag of the longest. */
function replaceAll(text: string, found: readonly Found[]): string {
  const ordered = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  let result = "";
  let at = 0;
  for (let i = 0; i < ordered.length; ) {
    const first = ordered[i] as Found;
    let { end } = first;
    let longest = first;
    for (i += 1; i < ordered.length && (ordered[i] as Found).start < end; i++) {
      const next = ordered[i] as Found;
      end = Math.max(end, next.end);
      if (next.end - next.start > longest.end - longest.start) longest = next;
    }
    result += text.slice(at, first.start) + longest.tag;
    at = end;
  }
  return result + text.slice(at);
}
