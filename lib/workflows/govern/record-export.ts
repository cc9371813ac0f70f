import type { Authorized } from "@/lib/auth/principal";
import type { Runtime } from "../service/runtime";
import { appendAudit } from "./append-audit";

/** That a list was taken away as a file, by whom and how long it was, goes on record. */
export const recordExport = (
  rt: Runtime,
  auth: Authorized,
  list:
    | "audit"
    | "decisions"
    | "datasets"
    | `${"performance" | "usage" | "fairness" | "documents" | "access-review"} ${string}`,
  rows: number,
): Promise<void> =>
  rt.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "list.exported",
        actor: auth.principal,
        requestId: auth.requestId,
        detail: { list, rows },
      },
      rt.clock(),
    ),
  );
