/** Of so many people who label, one is only ever measured on. */
const OF_PEOPLE = 5;
/** The first who is: two people can teach before there is a third to measure them by. */
const FIRST = 2;

/**
 * Whether the `nth` person (from 0) to give a label is measured on, with all labels to come. What is learned from and what
 * it is measured on never come from the same person: whoever teaches the model wrongly would else confirm it, too.
 */
export const measuresOn = (nth: number): boolean => nth % OF_PEOPLE === FIRST;
