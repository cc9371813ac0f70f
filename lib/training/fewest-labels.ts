/** From fewer a run learns nothing. By itself: who only counts labels needs nothing of what learns from them. */
export const FEWEST_LABELS = 5;
