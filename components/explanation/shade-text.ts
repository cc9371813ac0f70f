import type { AgainstSense } from "@/lib/explain/against-sense";
import type { Contribution } from "@/lib/explain/explanation";
import { directionOf, NEGLIGIBLE_EFFECT, strengthOf } from "./tones";

export type ShadedPiece = {
  readonly text: string;
  readonly start: number;
  /** null: not explained, or without an effect worth a colour. */
  readonly effect: {
    readonly direction: "more" | "less";
    readonly strength: 1 | 2 | 3;
    readonly shap: number;
    readonly standardError: number;
    /** It moved the model against what it says (lib/explain/against-sense.ts). */
    readonly against: boolean;
  } | null;
};

/**
 * Cuts a text at the spans of its contributions. The pieces joined are the text; a span that does not lie in it, or that
 * overlaps an earlier one, is left out rather than shading the wrong words.
 */
export function shadeText(
  text: string,
  contributions: readonly Contribution[],
  group: "complaint" | "note",
  against: readonly AgainstSense[] = [],
): ShadedPiece[] {
  const goesAgainst = (start: number, end: number) =>
    against.some((a) => a.group === group && a.start === start && a.end === end);
  const spans = contributions
    .filter((c) => c.group === group && c.span !== undefined)
    .map((c) => ({
      start: c.span?.[0] ?? 0,
      end: c.span?.[1] ?? 0,
      shap: c.shap,
      standardError: c.standardError,
    }))
    .filter((s) => s.start >= 0 && s.start < s.end && s.end <= text.length)
    .sort((a, b) => a.start - b.start);
  const pieces: ShadedPiece[] = [];
  let at = 0;
  for (const { start, end, shap, standardError } of spans) {
    if (start < at) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), start: at, effect: null });
    pieces.push({
      text: text.slice(start, end),
      start,
      effect: effectOf(shap, standardError, goesAgainst(start, end)),
    });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), start: at, effect: null });
  return pieces;
}

function effectOf(shap: number, standardError: number, against: boolean): ShadedPiece["effect"] {
  if (Math.abs(shap) < NEGLIGIBLE_EFFECT) return null;
  return { direction: directionOf(shap), strength: strengthOf(shap), shap, standardError, against };
}
