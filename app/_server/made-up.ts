import { madeUpHistoryOf } from "@/db/queries/installation";
import { MINUTE } from "@/lib/core/clock";
import { getRuntime } from "@/lib/workflows/service/runtime";

let known: { readonly madeUp: boolean; readonly at: number } | null = null;

/** Whether every page must say that its history never was. Once it is made up it always is; a page without a database says nothing. */
export async function isMadeUp(): Promise<boolean> {
  if (known?.madeUp || (known && Date.now() - known.at < MINUTE)) return known.madeUp;
  try {
    const { db } = await getRuntime();
    known = { madeUp: (await madeUpHistoryOf(db)) !== null, at: Date.now() };
    return known.madeUp;
  } catch {
    return false;
  }
}
