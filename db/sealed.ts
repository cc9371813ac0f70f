import { customType } from "drizzle-orm/pg-core";
import { type KeyRing, open, seal } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";

/**
 * A column whose value is encrypted on its way into the database and opened on its way out, whatever JSON it holds.
 * The key ring lives on globalThis because Next bundles modules more than once; without one every access throws.
 */
const RING = Symbol.for("openacuity.keyRing");
type Holder = { [RING]?: KeyRing };

export function configureSealing(ring: KeyRing): void {
  (globalThis as Holder)[RING] = ring;
}

export function currentKeyRing(): KeyRing {
  const ring = (globalThis as Holder)[RING];
  if (!ring)
    throw new AppError("config-invalid", "no key ring: open the database before touching sealed columns");
  return ring;
}

/** `context` is bound into the ciphertext ("table.column"), so that a value moved to another column does not open. */
export const sealedJson = <T>(name: string, context: string) =>
  customType<{ data: T; driverData: string }>({
    dataType: () => "text",
    toDriver: (value) => seal(currentKeyRing(), context, JSON.stringify(value)),
    fromDriver: (stored) => JSON.parse(open(currentKeyRing(), context, stored)) as T,
  })(name);
