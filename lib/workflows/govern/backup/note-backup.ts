import type { DbHandle } from "@/db/client";
import { appendAudit } from "../append-audit";
import type { Backup } from "./make-backup";

/** That a backup was made, in the log of what it is of: it is not in that backup itself. */
export const noteBackup = ({ db }: DbHandle, { bytes, body }: Backup, now: Date): Promise<void> =>
  db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "backup.made",
        actor: "system",
        detail: { asOf: body.createdAt, bytes, damaged: body.damaged.length },
      },
      now,
    ),
  );
