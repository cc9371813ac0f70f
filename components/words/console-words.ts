import type { Messages } from "next-intl";

/** The console's words are parted by page, so that a browser is sent those of the page it draws. */
export type ConsoleNamespace = keyof Messages["console"];

export function pickConsole<N extends ConsoleNamespace>(
  messages: Messages,
  names: readonly N[],
): { readonly console: Pick<Messages["console"], N> } {
  const picked = Object.entries(messages.console).filter(([name]) => names.some((n) => n === name));
  return { console: Object.fromEntries(picked) as Pick<Messages["console"], N> };
}
