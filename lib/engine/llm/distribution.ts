import type { Level } from "@/lib/case/level";

/** One place of an answer as an OpenAI-compatible server tells it: what stands there, and what else could. */
export type TokenPlace = {
  readonly token: string;
  readonly logprob: number;
  readonly top_logprobs?: readonly { readonly token: string; readonly logprob: number }[] | undefined;
};

type Five = readonly [number, number, number, number, number];

/** Less than this on the five levels together says that the server's figures are not about the choice that was made. */
const LEAST_MASS = 0.05;
const levelIn = (token: string): Level | null => {
  const digit = /^[\s":]*([1-5])[\s",]*$/.exec(token)?.[1];
  return digit ? (Number(digit) as Level) : null;
};

/**
 * The distribution over levels 1 to 5 at the place where the answer's level stands, as shares of what the five have together.
 * Servers that constrain decoding give figures from before the constraint, so the rest of the mass is on tokens that could not
 * be chosen. Null where the place is not found, has no alternatives, or the five have next to nothing.
 */
export function levelDistribution(places: readonly TokenPlace[], level: Level): Five | null {
  let before = "";
  for (const place of places) {
    const isLevel = /"level"\s*:?\s*"?$/.test(before) && levelIn(place.token) === level;
    before += place.token;
    if (!isLevel) continue;
    const mass = [0, 0, 0, 0, 0];
    for (const { token, logprob } of place.top_logprobs ?? []) {
      const one = levelIn(token);
      if (one !== null) mass[one - 1] = (mass[one - 1] ?? 0) + Math.exp(logprob);
    }
    const sum = mass.reduce((a, b) => a + b, 0);
    return sum >= LEAST_MASS && (mass[level - 1] ?? 0) > 0 ? (mass.map((m) => m / sum) as never) : null;
  }
  return null;
}
