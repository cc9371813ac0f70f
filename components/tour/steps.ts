/** The guided tour, as data: what each step points at and says. It shows the real board and a real patient, and decides nothing. */
export type TourStep = {
  /** The page it is on. */
  readonly on: "board" | "patient";
  /** The `data-tour` of what it points at; without one on the screen the step is told all the same. */
  readonly at: string;
  readonly title: string;
  readonly text: string;
};

export const TOUR: readonly TourStep[] = [
  {
    on: "board",
    at: "levels",
    title: "Who waits, by level",
    text: "How many wait at each level, and the longest wait. Press one to see only those; press it again to see everybody.",
  },
  {
    on: "board",
    at: "row",
    title: "One patient, one row",
    text: "The number is the level: yours once you have decided, until then a suggestion. Values in bold with L or H are out of range for the age. J and K move, Enter opens.",
  },
  {
    on: "board",
    at: "search",
    title: "Find somebody",
    text: "Press / and type a name, a record number, a word of the complaint or a place. Somebody the EHR does not know yet is begun with +.",
  },
  {
    on: "patient",
    at: "banner",
    title: "Is it the right patient?",
    text: "Name, birth date and record number stay in sight however far you scroll. Look here first.",
  },
  {
    on: "patient",
    at: "decision",
    title: "You decide",
    text: "A accepts the suggested level. A digit from 1 to 5 chooses another one, then a number gives the reason and saves it. Nothing goes to the EHR before that, and U undoes it for some seconds.",
  },
  {
    on: "patient",
    at: "rules",
    title: "Safety rules",
    text: "Fixed and simple, each with its source. They can only make the level more urgent.",
  },
  {
    on: "patient",
    at: "questions",
    title: "How the level came about",
    text: "The four questions of the Emergency Severity Index with what speaks for each answer. Below them, or beside them, why the model leans as it does, and what it did not know.",
  },
  {
    on: "patient",
    at: "report",
    title: "Something looks wrong?",
    text: "Say so here: the people who answer for the model read it. N goes to the next undecided patient, ? shows all keys, and How OpenAcuity works, in the same window, is the whole guide.",
  },
];

export const FIRST_WITH_PATIENT = TOUR.findIndex((s) => s.on === "patient");

/** "3 of 8", for a step counted from 0. */
export const numberOf = (step: number): string => `${step + 1} of ${TOUR.length}`;

/** Which of the tour's pages an address is; null: neither. */
export function pageOf(path: string): TourStep["on"] | null {
  if (path === "/board") return "board";
  return /^\/encounters\/[^/]+$/.test(path) ? "patient" : null;
}
