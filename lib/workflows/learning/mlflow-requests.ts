import { closeMlflowRequest, listMlflowRequests, mirrorServer, openMlflowRequest } from "@/db/queries/mlflow";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";

export type MlflowView = {
  /** Host of the server. */
  readonly server: string;
  readonly toldAt: string | null;
  readonly error: string | null;
  readonly request: {
    readonly id: string;
    /** Null: a version that this installation does not have. */
    readonly version: string | null;
    readonly remoteVersion: string;
    readonly seenAt: string;
    readonly canDecline: boolean;
  } | null;
};

/** Null: no MLflow server is set. */
export async function viewMlflow(rt: Runtime, auth: Authorized): Promise<MlflowView | null> {
  const { MLFLOW_TRACKING_URI: uri } = rt.env;
  if (!uri) return null;
  const [server, open] = [await mirrorServer(rt.db), await openMlflowRequest(rt.db)];
  return {
    server: new URL(uri).host,
    toldAt: server?.toldAt?.toISOString() ?? null,
    error: server?.error ?? null,
    request: open && {
      id: open.id,
      version: open.version,
      remoteVersion: open.remoteVersion,
      seenAt: open.seenAt.toISOString(),
      canDecline: can(auth.principal.role, "model:promote"),
    },
  };
}

/** The alias in MLflow goes back to the version in use here with the next round. */
export async function declineMlflowRequest(
  rt: Runtime,
  auth: Authorized,
  { id }: { readonly id: string },
): Promise<MlflowView | null> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const request = (await listMlflowRequests(tx, 50)).find((r) => r.id === id);
    if (!request) throw new AppError("not-found", "no such request");
    const { displayName: closedBy } = auth.principal;
    if (!(await closeMlflowRequest(tx, id, { state: "declined", closedAt: now, closedBy })))
      throw new AppError("conflict", `the request is ${request.state}`, {
        userMessage: "This request was answered in the meantime. Please look again.",
      });
    await appendAudit(
      tx,
      {
        event: "mlflow.declined",
        actor: auth.principal,
        subject: { type: "model", id: request.version ?? `MLflow ${request.remoteVersion}` },
        requestId: auth.requestId,
        detail: { remoteVersion: request.remoteVersion },
      },
      now,
    );
  });
  return viewMlflow(rt, auth);
}
