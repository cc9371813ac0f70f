"use client";
import { useTranslations } from "next-intl";
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
  const t = useTranslations("console.models");
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
        {view.error
          ? t("mLflowAtServerCouldNotBe", { server: view.server, error: view.error })
          : view.toldAt
            ? t.rich("runsAndVersionsAlsoStandOn", {
                server: view.server,
                at: () => <LocalTime iso={view.toldAt as string} withDate />,
              })
            : t("runsAndVersionsWillStandOn", { server: view.server })}
      </p>
      <div aria-live="polite">
        {request && (
          <Notice
            tone="warn"
            title={
              request.version
                ? t("mLflowAsksForVersionVersionTo", { version: request.version })
                : t("mLflowNamesAChampionThatIs", { remoteVersion: request.remoteVersion })
            }
          >
            <p>
              {t.rich("somebodyMadeItTheChampionThere", {
                at: () => <LocalTime iso={request.seenAt} withDate />,
              })}{" "}
              {request.version
                ? t.rich("itComesIntoUseOnlyIn", {
                    version: request.version,
                    link: (words) => (
                      <a
                        className="underline underline-offset-2"
                        href={`#${versionAnchor(request.version ?? "")}`}
                      >
                        {words}
                      </a>
                    ),
                  })
                : t("itCannotComeIntoUseA")}
            </p>
            {request.canDecline && (
              <Button className="mt-2" size="small" disabled={busy} onClick={() => sayNo(request.id)}>
                {t("declineAndMoveTheChampionThere")}
              </Button>
            )}
          </Notice>
        )}
        {error && <Notice tone="danger" live title={error.message} />}
      </div>
    </div>
  );
}
