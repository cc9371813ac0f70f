/**
 * How one person likes the board drawn: in groups by zone or by level, with more or less on the screen. Kept in a cookie of that
 * person's, so that pages arrive right on this workstation. Never what is left out of the board: nobody is hidden by a memory.
 */
export type BoardLook = {
  readonly byZone: boolean;
  readonly compact: boolean;
  /** How likely admission and critical care are, for planning beds. */
  readonly beds: boolean;
};
export const PLAIN_LOOK: BoardLook = { byZone: false, compact: false, beds: false };

export const lookCookie = (person: string): string => `openacuity.board.${person}`;

/** What is not known in a cookie is the plain look. */
export function readLook(value: string | undefined): BoardLook {
  const words = (value ?? "").split(".");
  return {
    byZone: words.includes("zone"),
    compact: words.includes("compact"),
    beds: words.includes("beds"),
  };
}

export const writeLook = ({ byZone, compact, beds }: BoardLook): string =>
  [...(byZone ? ["zone"] : []), ...(compact ? ["compact"] : []), ...(beds ? ["beds"] : [])].join(".");
