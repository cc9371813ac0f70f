import { z } from "zod";

/**
 * Whom a page was drawn for: the person its header names, and the EHR launch that was their newest then. It comes back with
 * everything the page asks. The cookie is the browser's and not the page's: when somebody else signs in in a second tab,
 * the first one goes on asking with their session, and only this tells the two apart. It proves nothing and grants nothing.
 */
export const pageMarkSchema = z.strictObject({ person: z.uuid(), launch: z.uuid().nullable() });
export type PageMark = z.output<typeof pageMarkSchema>;

/** Reads of the page carry it in this header; actions carry it as their first argument. */
export const MARK_HEADER = "x-drawn-for";

export const writeMark = ({ person, launch }: PageMark): string => `${person}/${launch ?? ""}`;

/** What `writeMark` wrote, as it came; not yet checked. */
export function readMark(text: string | null | undefined): unknown {
  if (!text) return undefined;
  const [person, launch, ...rest] = text.split("/");
  return rest.length > 0 ? null : { person, launch: launch || null };
}
