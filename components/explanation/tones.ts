/** In levels. Below it an effect gets no colour and no word: the same bound the sentences use (lib/explain/naming.ts). */
export const NEGLIGIBLE_EFFECT = 0.02;
const CLEAR = 0.1;
const STRONG = 0.3;

/** How strongly something is shaded. */
export function strengthOf(shap: number): 1 | 2 | 3 {
  const size = Math.abs(shap);
  return size >= STRONG ? 3 : size >= CLEAR ? 2 : 1;
}

/**
 * Every direction has a colour, a sign, a word (`tone` of the messages) and a texture, so that it is told apart on paper and by any eye. Vermillion
 * and blue stay apart for every kind of colour vision (Okabe and Ito, 2008). A level's chance goes up or down whether that
 * is more or less urgent, so it has colours of its own.
 */
export const TONES = {
  more: { sign: "▲", text: "text-more", fill: "var(--more-fill)", hatched: false },
  less: { sign: "▼", text: "text-less", fill: "var(--less-fill)", hatched: true },
  likelier: { sign: "↑", text: "text-accent", fill: "var(--accent)", hatched: false },
  unlikelier: { sign: "↓", text: "text-ink-2", fill: "var(--ink-3)", hatched: true },
} as const;
export type Tone = keyof typeof TONES;

export const directionOf = (shap: number): "more" | "less" => (shap < 0 ? "more" : "less");
