import { survives } from "@/db/lost-socket";
import type { Logger } from "@/lib/core/logger";

/**
 * An error nobody caught ends the process, as it would without this: but for the one whose state is known. Where somebody else
 * decides over such errors, as Next does in a server, that stays so.
 */
export function guardProcess(logger: Pick<Logger, "error" | "warn">): void {
  process.on("uncaughtException", (error) => {
    if (survives(error)) {
      logger.warn({ err: error }, "a database connection was lost in mid-sentence; fresh ones take over");
      return;
    }
    if (process.listenerCount("uncaughtException") > 1) return;
    logger.error({ err: error }, "an error nobody caught; the process stops");
    process.exit(1);
  });
}
