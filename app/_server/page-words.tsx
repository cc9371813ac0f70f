import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { type ConsoleNamespace, pickConsole } from "@/components/words/console-words";
import { MoreWords } from "@/components/words/more-words";

/** A page of the console with the words that its parts need in the browser. What is written on the server needs none there. */
export async function PageWords({ of, children }: { of: readonly ConsoleNamespace[]; children: ReactNode }) {
  return <MoreWords messages={pickConsole(await getMessages(), of)}>{children}</MoreWords>;
}
