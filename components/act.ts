import type { PageMark } from "@/lib/auth/page-mark";
import type { ActionResult } from "@/lib/core/result";
import { ActionError, unwrap } from "./action-error";
import { pageMark } from "./page-mark";

/** A server action as the server made it: first whom the page was drawn for, then the input. */
export type PageAction<I, O> = (page: PageMark, input: I) => Promise<ActionResult<O>>;

/** Calls an action for the person this page names. */
export async function asDrawn<I, O>(action: PageAction<I, O>, input: I): Promise<ActionResult<O>> {
  const mark = pageMark();
  if (!mark) throw new ActionError("earlier-launch", "This page names nobody. Please load it again.");
  return action(mark, input);
}

/** The same, and what it answers; @throws ActionError. */
export const act = async <I, O>(action: PageAction<I, O>, input: I): Promise<O> =>
  unwrap(await asDrawn(action, input));
