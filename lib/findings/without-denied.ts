import { readText } from "@/lib/language/text";
import { findingsIn, VOCABULARY } from "./read-findings";

/** Texts are asked again and again while an explanation takes one word after the other away. */
const REMEMBERED = 512;
const known = new Map<string, string>();

/**
 * A complaint or note without the findings it denies: "ankle pain, denies SOB" becomes "ankle pain, denies". Whoever reads words
 * one by one, as a small model does, takes what is denied for what is there. A denial that is itself a danger ("not breathing") is
 * no denied finding of the catalogue and stays.
 */
export function withoutDenied(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const after = leaveOut(text);
  if (known.size >= REMEMBERED) known.clear();
  known.set(text, after);
  return after;
}

function leaveOut(text: string): string {
  const denied = findingsIn({ field: "note", item: 0, text: readText(text, VOCABULARY) }).filter(
    (f) => f.assertion === "denied",
  );
  if (denied.length === 0) return text;
  // Blanked, not cut, so that the places of the next one still hold.
  const blanked = denied.reduce(
    (kept, f) => kept.slice(0, f.start) + " ".repeat(f.end - f.start) + kept.slice(f.end),
    text,
  );
  return blanked.replace(/ {2,}/g, " ").trim();
}
