import type { Messages } from "next-intl";
import { en } from "@/messages/en";

type Namespace = keyof Messages;

/** What stands around every page, and in the pieces every screen is made of. */
export const EVERYWHERE = ["shell", "clinical", "own"] as const satisfies readonly Namespace[];
/** What the screens at the bedside need in the browser as well. A browser is sent no other messages. */
export const BEDSIDE = [
  ...EVERYWHERE,
  "board",
  "patient",
  "decision",
  "explanation",
  "quick",
  "tour",
  "desk",
  "devices",
  "said",
] as const satisfies readonly Namespace[];

/**
 * Some of the messages, for a browser that needs no others. What lib/ says is told again from its English (retell.ts), which
 * therefore goes along where the page is not English.
 */
export function pickMessages<N extends Namespace>(
  messages: Messages,
  names: readonly N[],
): Pick<Messages, N> {
  const picked: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, messages[name]]));
  if ("said" in picked && messages.said !== en.said) picked.saidInEnglish = en.said;
  return picked as Pick<Messages, N>;
}
