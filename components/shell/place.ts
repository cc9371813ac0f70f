/** A place in the header. `exact`: not for the pages below it. `places`: what stands in the row beneath once one is there. */
export type FramePlace = {
  readonly href: string;
  readonly label: string;
  readonly exact?: boolean;
  readonly places?: readonly FramePlace[];
};

/** Whether the page at `path` is this place, or one of its own. */
export const isAt = (path: string, { href, exact = false, places }: FramePlace): boolean =>
  places?.some((p) => isAt(path, p)) ?? (path === href || (!exact && path.startsWith(`${href}/`)));
