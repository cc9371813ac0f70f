/** A function's value and gradient at x; the gradient is written into the array handed over. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export type Minimum = {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Largest component of the gradient where it stopped. */
  readonly gradient: number;
};

/**
 * Limited-memory BFGS with a backtracking line search (Nocedal & Wright 2006, algorithms 7.4 and 7.5), for smooth convex
 * functions. Stops when no component of the gradient is larger than the tolerance.
 */
export function minimize(
  f: Objective,
  start: Float64Array,
  { tolerance = 1e-4, maxIterations = 200, memory = 10 } = {},
): Minimum {
  let x = Float64Array.from(start);
  let g = new Float64Array(x.length);
  let value = f(x, g);
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let iterations = 0;
  while (iterations < maxIterations && largest(g) > tolerance) {
    const direction = descent(g, pairs);
    let slope = dot(direction, g);
    if (!(slope < 0)) {
      // The curvature at hand points uphill: start over from the steepest descent.
      pairs.length = 0;
      direction.set(g.map((v) => -v));
      slope = -dot(g, g);
    }
    let step = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const next = new Float64Array(x.length);
    const nextGradient = new Float64Array(x.length);
    let nextValue = Number.NaN;
    for (let tries = 0; tries < 40; tries++, step /= 2) {
      for (let i = 0; i < x.length; i++) next[i] = (x[i] as number) + step * (direction[i] as number);
      nextValue = f(next, nextGradient);
      if (nextValue <= value + 1e-4 * step * slope) break;
    }
    if (!(nextValue < value)) break;
    const s = next.map((v, i) => v - (x[i] as number));
    const y = nextGradient.map((v, i) => v - (g[i] as number));
    const curvature = dot(s, y);
    if (curvature > 1e-12) pairs.push({ s, y, rho: 1 / curvature });
    if (pairs.length > memory) pairs.shift();
    [x, g, value] = [next, nextGradient, nextValue];
    iterations++;
  }
  return { x, value, iterations, gradient: largest(g) };
}

/** Two-loop recursion: minus the approximate inverse Hessian times the gradient. */
function descent(
  g: Float64Array,
  pairs: readonly { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  const q = g.map((v) => -v);
  const alphas: number[] = [];
  for (const { s, y, rho } of [...pairs].reverse()) {
    const alpha = rho * dot(s, q);
    alphas.push(alpha);
    add(q, y, -alpha);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i] = (q[i] as number) * scale;
  }
  for (const { s, y, rho } of pairs) add(q, s, (alphas.pop() as number) - rho * dot(y, q));
  return q;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (what[i] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

const largest = (g: Float64Array): number => g.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
