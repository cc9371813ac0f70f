import { fold } from "./fold";
import type { IdentityPattern } from "./identity-patterns";
import type { Take } from "./redaction";

/** Where a text says what the record knows of the patient, in order and apart. */
export function knownIdentity(text: string, patterns: readonly IdentityPattern[]): Take[] {
  const folded = fold(text);
  const found: Take[] = [];
  const doubtful: Take[] = [];
  for (const { pattern, kind, onlyAsName } of patterns)
    for (const match of folded.text.matchAll(pattern)) {
      const hit = {
        start: folded.at[match.index] ?? 0,
        end: folded.at[match.index + match[0].length] ?? text.length,
        kind,
      };
      if (onlyAsName) doubtful.push(hit);
      else found.push(hit);
    }
  // An everyday word is the name where it is written as one, or stands beside another part of it.
  for (const hit of doubtful) if (writtenAsName(text, hit) || besideName(text, hit, found)) found.push(hit);
  return apart(found);
}

function writtenAsName(text: string, { start, end }: Take): boolean {
  const word = text.slice(start, end);
  if (!/^\p{Lu}\p{Ll}/u.test(word)) return false;
  return !/(?:^|[.!?;:\n]\s*)$/.test(text.slice(Math.max(0, start - 3), start));
}

const besideName = (text: string, hit: Take, names: readonly Take[]): boolean =>
  names.some(
    (n) =>
      n.kind === "name" &&
      (/^[\s,.'-]{1,2}$/.test(text.slice(n.end, hit.start)) ||
        /^[\s,.'-]{1,2}$/.test(text.slice(hit.end, n.start))),
  );

/** Overlapping finds become one, of the kind of the longest. */
function apart(found: readonly Take[]): Take[] {
  const ordered = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const result: Take[] = [];
  for (let i = 0; i < ordered.length; ) {
    const first = ordered[i] as Take;
    let { end } = first;
    let longest = first;
    for (i += 1; i < ordered.length && (ordered[i] as Take).start < end; i++) {
      const next = ordered[i] as Take;
      end = Math.max(end, next.end);
      if (next.end - next.start > longest.end - longest.start) longest = next;
    }
    result.push({ start: first.start, end, kind: longest.kind });
  }
  return result;
}
