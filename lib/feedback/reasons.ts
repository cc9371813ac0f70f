/** Shortest and longest reason, in characters, that is taken for what is done to labels. */
export const SHORTEST_REASON = 10;
export const LONGEST_REASON = 500;
/** Longest phrase, in characters, that a site takes out of every text. */
export const LONGEST_PHRASE = 80;
