/** Weighted sums a linear fit needs, added up row by row. Double precision. */
export type Moments = {
  readonly n: number;
  /** Sum of weights, then weighted sums of y and y squared. */
  w: number;
  y: number;
  yy: number;
  /** Weighted sums of x (n), x y (n) and x x' (n * n, row-major). */
  readonly x: Float64Array;
  readonly xy: Float64Array;
  readonly xx: Float64Array;
};

export const emptyMoments = (n: number): Moments => ({
  n,
  w: 0,
  y: 0,
  yy: 0,
  x: new Float64Array(n),
  xy: new Float64Array(n),
  xx: new Float64Array(n * n),
});

/** Adds one row of binary features, each true = 1. */
export function addRow(m: Moments, row: readonly boolean[], y: number, weight: number): void {
  m.w += weight;
  m.y += weight * y;
  m.yy += weight * y * y;
  for (let i = 0; i < m.n; i++) {
    if (!row[i]) continue;
    m.x[i] = (m.x[i] as number) + weight;
    m.xy[i] = (m.xy[i] as number) + weight * y;
    for (let j = 0; j < m.n; j++) if (row[j]) m.xx[i * m.n + j] = (m.xx[i * m.n + j] as number) + weight;
  }
}

export type LinearFit = {
  readonly intercept: number;
  readonly coefficients: readonly number[];
  /** Weighted R2; 1 where there is nothing to explain. */
  readonly r2: number;
};

/** Below this share of the squared outputs their spread is rounding, not variation. */
const NO_SPREAD = 1e-14;

/**
 * Weighted ridge regression with a free intercept (Hoerl & Kennard 1970). `ridge` is relative to each feature's own
 * weighted variance, so that rare and common features are shrunk alike: a lone feature by 1 / (1 + ridge).
 * @throws Error when a feature never varies
 */
export function fitRidge(m: Moments, ridge: number): LinearFit {
  const { n } = m;
  const meanY = m.y / m.w;
  const a = new Float64Array(n * n);
  const b = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const meanI = (m.x[i] as number) / m.w;
    b[i] = (m.xy[i] as number) / m.w - meanI * meanY;
    for (let j = 0; j < n; j++)
      a[i * n + j] = (m.xx[i * n + j] as number) / m.w - (meanI * (m.x[j] as number)) / m.w;
  }
  const spread = Float64Array.from(b, (_, i) => a[i * n + i] as number);
  const covariance = Float64Array.from(a);
  for (let i = 0; i < n; i++) a[i * n + i] = (spread[i] as number) * (1 + ridge);
  const beta = solveCholesky(a, b);

  const variance = m.yy / m.w - meanY * meanY;
  let explained = 0;
  let fitted = 0;
  for (let i = 0; i < n; i++) {
    explained += (beta[i] as number) * (b[i] as number);
    for (let j = 0; j < n; j++)
      fitted += (beta[i] as number) * (covariance[i * n + j] as number) * (beta[j] as number);
  }
  const intercept = beta.reduce((sum, c, i) => sum - (c * (m.x[i] as number)) / m.w, meanY);
  const none = variance <= NO_SPREAD * (m.yy / m.w);
  return {
    intercept,
    coefficients: none ? Array.from(beta, () => 0) : Array.from(beta),
    // Weighted mean of (y - fit)^2 over the variance.
    r2: none ? 1 : 1 - (variance - 2 * explained + fitted) / variance,
  };
}

/** Solves a x = b for a symmetric positive definite a (n * n, row-major), which is overwritten. @throws Error otherwise */
function solveCholesky(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const at = (i: number, j: number) => a[i * n + j] as number;
  for (let j = 0; j < n; j++) {
    let d = at(j, j);
    for (let k = 0; k < j; k++) d -= at(j, k) ** 2;
    if (!(d > 0)) throw new Error("the matrix is not positive definite");
    const root = Math.sqrt(d);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let s = at(i, j);
      for (let k = 0; k < j; k++) s -= at(i, k) * at(j, k);
      a[i * n + j] = s / root;
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let s = x[i] as number;
    for (let k = 0; k < i; k++) s -= at(i, k) * (x[k] as number);
    x[i] = s / at(i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = x[i] as number;
    for (let k = i + 1; k < n; k++) s -= at(k, i) * (x[k] as number);
    x[i] = s / at(i, i);
  }
  return x;
}
