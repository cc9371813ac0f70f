import type { LevelCount } from "./counts";

/** What the levels shown are held against. */
export const REFERENCES = ["decided", "read", "first"] as const;
export type Reference = (typeof REFERENCES)[number];

type About = {
  /** Of a line in a legend. */
  readonly name: string;
  /** "Share of patients shown the level decided in the end." */
  readonly inWords: string;
  readonly measuredOn: string;
  /** What must be known to read it; null: nothing. */
  readonly warning: string | null;
};

export const ABOUT_REFERENCE: Readonly<Record<Reference, About>> = {
  decided: {
    name: "Decided levels",
    inWords: "the level decided in the end",
    measuredOn: "Visits with a suggestion that somebody has decided on",
    warning:
      "Whoever decided had seen the suggestion and may have followed it: agreement with decisions is not proof of being right. Second readings are free of that.",
  },
  read: {
    name: "Second readings",
    inWords: "the level of a second reader who saw neither suggestion nor decision",
    measuredOn:
      "Decisions drawn by chance and read a second time; those read because levels were far apart are left out",
    warning: null,
  },
  first: {
    name: "Levels given first",
    inWords: "the level given before or without seeing the suggestion",
    measuredOn: "Visits on which a level was given before the suggestion was shown, or it was held back",
    warning: null,
  },
};

export const labelOf = (row: Pick<LevelCount, "decided" | "read" | "first">, by: Reference): number =>
  row[by];

export const readReference = (text: string | undefined): Reference =>
  REFERENCES.find((r) => r === text) ?? "decided";
