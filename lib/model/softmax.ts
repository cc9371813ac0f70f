/** Probabilities of classes from their logits, without overflow however large these are. */
export function softmax(logits: ArrayLike<number>): number[] {
  const z = Array.from(logits);
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp(v - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

/** The probability of a yes from its logit. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
