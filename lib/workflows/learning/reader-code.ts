import { derivedKey } from "@/db/keys";
import { pseudonym } from "@/lib/core/crypto";

/**
 * What a reader is called where nobody needs to know who it is: the same for the same person until the keys are rotated, and not to
 * be had from the person's id without the database's secret.
 */
export const readerCode = (userId: string): string =>
  pseudonym(derivedKey("reader").key, "reader", userId).slice(0, 8);
