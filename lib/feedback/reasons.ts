/** Shortest reason, in characters, that is taken for what is done to labels. */
export const SHORTEST_REASON = 10;
