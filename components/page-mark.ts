import { type PageMark, pageMarkSchema, readMark } from "@/lib/auth/page-mark";

/**
 * Whom this page was drawn for, as its frame says: the frame stays while the router changes what is in it, and it is the
 * frame that names somebody. Null on pages without one.
 */
export function pageMark(): PageMark | null {
  if (typeof document === "undefined") return null;
  const frame = document.querySelector<HTMLElement>("[data-drawn-for]");
  const mark = pageMarkSchema.safeParse(readMark(frame?.dataset.drawnFor));
  return mark.success ? mark.data : null;
}
