"use client";
import { useTranslations } from "next-intl";
import type { ActionError } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useSaid } from "@/components/words/use-said";
import type { Words } from "@/components/words/words";

type Props = { failure: ActionError; onReload: () => void; onAgain: () => void };

/** What went wrong, and the one thing to do about it. Nothing here was saved unless it says so. */
export function DecisionFailure({ failure, onReload, onAgain }: Props) {
  const t = useTranslations("decision");
  const said = useSaid();
  switch (failure.code) {
    case "stale-view":
      return (
        <Notice
          tone="danger"
          live
          title={t("notSavedNewInformationAboutThis")}
          action={
            <Button size="small" onClick={onReload}>
              {t("showNewData")}
            </Button>
          }
        >
          {t("lookAtItThenDecideAgain")}
        </Notice>
      );
    case "more-urgent":
      return (
        <Notice
          tone="danger"
          live
          title={
            typeof failure.detail.level === "number"
              ? t("notSavedYetTheModelSuggests", { level: failure.detail.level })
              : t("notSavedYetTheModelIs")
          }
        >
          {t("lookWhyThenAcceptItOr")}
        </Notice>
      );
    case "already-decided":
      return (
        <Notice
          tone="danger"
          live
          title={alreadyTitle(failure.detail, t)}
          action={
            <Button size="small" onClick={onReload}>
              {failure.detail.own === true ? t("showYourDecision") : t("showTheirDecision")}
            </Button>
          }
        >
          {failure.detail.own === true ? t("thisPageWasOlderThanThat") : t("yoursWasNotSavedYouCan")}
        </Notice>
      );
    case "unauthenticated":
      return (
        <Notice
          tone="danger"
          live
          title={t("notSavedYourSessionHasEnded")}
          action={
            <a href="/signed-out?reason=unauthenticated" className="font-semibold underline">
              {t("signInAgain")}
            </a>
          }
        >
          {said(failure.message)}
        </Notice>
      );
    case "visit-closed":
    case "identity-changed":
    case "other-person":
    case "earlier-launch":
    case "foreign-page":
    case "invalid-input":
    case "confirmation-needed":
    case "forbidden":
    case "not-found":
    case "launch-refused":
    case "conflict":
    case "own-level-first":
      return (
        <Notice
          tone="danger"
          live
          title={t("notSaved")}
          action={
            <Button size="small" onClick={onReload}>
              {t("loadAgain")}
            </Button>
          }
        >
          {said(failure.message)}
        </Notice>
      );
    default:
      return (
        <Notice
          tone="danger"
          live
          title={failure.code === "network" ? t("itIsNotKnownWhetherThis") : t("notSaved")}
          action={
            <Button size="small" onClick={onAgain}>
              {t("tryAgain")}
            </Button>
          }
        >
          {said(failure.message)}
          {failure.requestId && (
            <span className="block text-[0.857rem]">
              {t("referenceRequestid", { requestId: failure.requestId })}
            </span>
          )}
        </Notice>
      );
  }
}

function alreadyTitle({ level, by, own }: Readonly<Record<string, unknown>>, t: Words<"decision">): string {
  if (typeof level !== "number") return t("aColleagueHasRecorded");
  if (own === true) return t("youHaveRecorded", { level });
  return typeof by === "string" ? t("somebodyHasRecorded", { by, level }) : t("aColleagueHasRecorded");
}
