/** Fewer labels start a retraining than by default: the loop is the same, and so much the sooner told. */
export const RETRAIN_AFTER = 30;
