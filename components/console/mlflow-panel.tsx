"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { MlflowView } from "@/lib/workflows/learning/mlflow-requests";
import { versionAnchor } from "./version-anchor";

type Props = {
  initial: MlflowView;
  decline: PageAction<{ id: string }, MlflowView | null>;
};

/** What an MLflow server knows of these versions, and what somebody asks for there. Nothing there changes anything here. */
export function MlflowPanel({ initial, decline }: Props) {
  const [view, setView] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const { request } = view;

  async function sayNo(id: string) {
    setBusy(true);
    setError(null);
    try {
      setView((await act(decline, { id })) ?? view);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="mb-4 space-y-2">
      <p className="text-ink-2">
        {view.error ? (
          <>
            MLflow at {view.server} could not be told ({view.error}). Nothing is lost; it is tried again every
            few minutes.
          </>
        ) : view.toldAt ? (
          <>
            Runs and versions also stand on MLflow at {view.server}, as of{" "}
            <LocalTime iso={view.toldAt} withDate />.
          </>
        ) : (
          <>Runs and versions will stand on MLflow at {view.server} within a minute.</>
        )}
      </p>
      <div aria-live="polite">
        {request && (
          <Notice
            tone="warn"
            title={
              request.version
                ? `MLflow asks for version ${request.version} to be put into use`
                : `MLflow names a champion that is not from here (its version ${request.remoteVersion})`
            }
          >
            <p>
              Somebody made it the champion there, seen <LocalTime iso={request.seenAt} withDate />. Nothing
              has changed here.{" "}
              {request.version ? (
                <>
                  It comes into use only in the usual way, with its checks:{" "}
                  <a className="underline underline-offset-2" href={`#${versionAnchor(request.version)}`}>
                    to version {request.version}
                  </a>
                  .
                </>
              ) : (
                "It cannot come into use: a version is registered here first."
              )}
            </p>
            {request.canDecline && (
              <Button className="mt-2" size="small" disabled={busy} onClick={() => sayNo(request.id)}>
                Decline, and move the champion there back
              </Button>
            )}
          </Notice>
        )}
        {error && <Notice tone="danger" live title={error.message} />}
      </div>
    </div>
  );
}
