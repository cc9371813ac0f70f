/** The guided tour, as data: what each step points at and says. It shows the real board and a real patient, and decides nothing. */
export type TourStep = {
  /** The page it is on. */
  readonly on: "board" | "patient";
  /** The `data-tour` of what it points at, and the name of its messages; without one on the screen the step is told all the same. */
  readonly at: "levels" | "row" | "search" | "banner" | "decision" | "rules" | "questions" | "report";
};

export const TOUR: readonly TourStep[] = [
  { on: "board", at: "levels" },
  { on: "board", at: "row" },
  { on: "board", at: "search" },
  { on: "patient", at: "banner" },
  { on: "patient", at: "decision" },
  { on: "patient", at: "rules" },
  { on: "patient", at: "questions" },
  { on: "patient", at: "report" },
];

export const FIRST_WITH_PATIENT = TOUR.findIndex((s) => s.on === "patient");

/** Which of the tour's pages an address is; null: neither. */
export function pageOf(path: string): TourStep["on"] | null {
  if (path === "/board") return "board";
  return /^\/encounters\/[^/]+$/.test(path) ? "patient" : null;
}
