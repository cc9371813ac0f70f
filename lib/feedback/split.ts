import { sha256 } from "@/lib/core/crypto";

/** Share of a site's own labels that is only ever measured on. */
export const HELD_OUT_SHARE = 0.2;

/**
 * Whether a label belongs to the held-out share: fixed by its id alone, so that no later run, restart or reordering can
 * move a label from the measured side to the trained one.
 */
export const isHeldOut = (labelId: string): boolean =>
  Number.parseInt(sha256(`held-out:${labelId}`).slice(0, 8), 16) / 2 ** 32 < HELD_OUT_SHARE;
