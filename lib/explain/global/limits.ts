/**
 * What an aggregate must stand for to be shown. cell: cases in a bin of a curve. word: cases that have a word, or a finding.
 * group: cases in a subgroup. extremes: lowest and highest values left out of a curve, so that nobody is told by its end.
 */
export const LIMITS = { cell: 10, word: 5, group: 30, extremes: 5 } as const;
