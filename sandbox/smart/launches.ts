import { randomBytes } from "node:crypto";

/** What the EHR has open when it launches an app. */
export type LaunchContext = {
  readonly username: string;
  readonly patientId: string | null;
  readonly encounterId: string | null;
  /** Launched from inside the EHR, which already shows whose record it is. */
  readonly fromEhr: boolean;
};

const LIFETIME = 5 * 60_000;

/** Launch tokens: opaque, used once, gone after five minutes. */
export class Launches {
  private readonly open = new Map<string, LaunchContext & { readonly expiresAt: number }>();

  constructor(private readonly now: () => Date) {}

  create(context: LaunchContext): string {
    const at = this.now().getTime();
    for (const [token, launch] of this.open) if (launch.expiresAt <= at) this.open.delete(token);
    const token = randomBytes(24).toString("base64url");
    this.open.set(token, { ...context, expiresAt: at + LIFETIME });
    return token;
  }

  /** Gives the context once; null for an unknown, used or expired token. */
  redeem(token: string): LaunchContext | null {
    const launch = this.open.get(token);
    this.open.delete(token);
    return launch && launch.expiresAt > this.now().getTime() ? launch : null;
  }
}
