/**
 * Independent, equally distributed estimates of every player's value in every output: their mean, and how far it may be
 * from what it estimates. One estimate is an antithetic pair, whose two halves are not independent.
 */
export class Samples {
  /** (estimates, players, outputs) */
  private readonly rows: (readonly (readonly number[])[])[] = [];

  add(estimate: readonly (readonly number[])[]): void {
    this.rows.push(estimate);
  }

  get count(): number {
    return this.rows.length;
  }

  /** (players, outputs) */
  means(): number[][] {
    const first = this.rows[0] ?? [];
    return first.map((outputs, i) => outputs.map((_, k) => this.mean((row) => row[i]?.[k] as number)));
  }

  /** (players, outputs). NaN with fewer than two estimates: there is nothing to tell it from. */
  standardErrors(): number[][] {
    const first = this.rows[0] ?? [];
    return first.map((outputs, i) =>
      outputs.map((_, k) => Math.sqrt(this.varianceOfMean((row) => row[i]?.[k] as number))),
    );
  }

  /** Variance of the mean of a figure computed from each estimate; covariances between players are in it. */
  varianceOfMean(figure: (estimate: readonly (readonly number[])[]) => number): number {
    const n = this.rows.length;
    if (n < 2) return Number.NaN;
    const mean = this.mean(figure);
    return this.rows.reduce((sum, row) => sum + (figure(row) - mean) ** 2, 0) / (n - 1) / n;
  }

  private mean(figure: (estimate: readonly (readonly number[])[]) => number): number {
    return this.rows.reduce((sum, row) => sum + figure(row), 0) / this.rows.length;
  }
}
