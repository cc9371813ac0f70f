"use client";
import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { Ago, LocalTime } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
import type { Freshness, ShownModel } from "@/lib/workflows/views";

type Props = {
  freshness: Freshness;
  model: ShownModel;
  /** On a patient's page the reason may lie with the patient's data and not with the model. */
  about: "board" | "patient";
};

/** Banners for what does not work as it should: a degraded screen says so, and what still holds. */
export function DegradedNotices({ freshness, model, about }: Props) {
  const t = useTranslations("board");
  const said = useSaid();
  return (
    <>
      {freshness.source === "snapshot" && (
        <Notice
          tone="warn"
          live
          title={
            <>
              {freshness.note ? said(freshness.note) : t("theEhrCannotBeReached")}{" "}
              {t.rich("youSeeTheLastSnapshot", {
                ago: () => <Ago iso={freshness.fetchedAt} />,
                at: () => <LocalTime iso={freshness.fetchedAt} />,
              })}
            </>
          }
        >
          {t("checkThePatientBeforeYouRely")}
        </Notice>
      )}
      {model.state === "rules-only" && (
        <Notice
          tone="warn"
          live
          title={
            about === "board"
              ? model.switchedOff
                ? t("theModelIsSwitchedOffOnly")
                : t("theModelIsNotAvailableOnly")
              : model.title
                ? said(model.title)
                : t("theModelGivesNoSuggestionFor")
          }
        >
          {t("whyAPatientWithoutARule", { why: said(model.why) })}
        </Notice>
      )}
    </>
  );
}

/** "Updated 12 s ago", with a light for the reader in a hurry. */
export function UpdatedAgo({ freshness, failing }: { freshness: Freshness; failing: boolean }) {
  const t = useTranslations("board");
  const live = freshness.source === "ehr" && !failing;
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-ink-2">
      <span
        aria-hidden="true"
        className={`size-2 rounded-full ${live ? "bg-(--l4)" : "border-2 border-more bg-transparent"}`}
      />
      {/* One element, so that the words keep their spaces. */}
      <span>
        {t.rich(live ? "updatedAgo" : freshness.source === "snapshot" ? "snapshotOf" : "notUpdatingSince", {
          ago: () => <Ago iso={freshness.fetchedAt} />,
        })}
      </span>
    </span>
  );
}
