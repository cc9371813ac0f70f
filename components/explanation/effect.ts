/** In levels. Below it an effect gets no colour and no word: the same bound the sentences use (lib/explain/words.ts). */
export const NEGLIGIBLE_EFFECT = 0.02;
const CLEAR = 0.1;
const STRONG = 0.3;

/** How strongly something is shaded. */
export function strengthOf(shap: number): 1 | 2 | 3 {
  const size = Math.abs(shap);
  return size >= STRONG ? 3 : size >= CLEAR ? 2 : 1;
}

/** Every direction has a colour, a sign and a word. Vermillion and blue stay apart for every kind of colour vision (Okabe and Ito, 2008). */
export const DIRECTIONS = {
  more: { sign: "▲", word: "more urgent", text: "text-more", fill: "var(--more-fill)" },
  less: { sign: "▼", word: "less urgent", text: "text-less", fill: "var(--less-fill)" },
} as const;

export const directionOf = (shap: number): "more" | "less" => (shap < 0 ? "more" : "less");
