/** Small risks in tenths of a percent: "0.4 %" and "4 %" are not the same patient. */
export const formatRisk = (p: number): string =>
  p < 0.001 ? "under 0.1 %" : `${(100 * p).toFixed(p < 0.1 ? 1 : 0)} %`;
