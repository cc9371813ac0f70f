"use client";
import { useTranslations } from "next-intl";
import { Confirm } from "@/components/ui/confirm";
import type { ModelVersionView } from "@/lib/workflows/views";
import { AuditComment } from "./audit-comment";
import { commentPlace, useKeptComment } from "./use-kept-comment";

export type ModelChange = {
  readonly kind: "promote" | "reject" | "roll-back";
  readonly target: ModelVersionView;
};

/** What the server asks for before a version is rejected. */
const SHORTEST_REASON = 10;

type Props = {
  change: ModelChange | null;
  champion: ModelVersionView | null;
  busy: boolean;
  onClose: () => void;
  onConfirm: (comment: string) => void;
};

/** Says exactly what the change does to the suggestions clinicians see, then asks. */
export function ConfirmModelChange({ change, champion, busy, onClose, onConfirm }: Props) {
  const t = useTranslations("console.models");
  const { comment, setComment, keptAt } = useKeptComment(
    change && commentPlace(change.kind, change.target.version),
  );
  if (!change) return null;
  const { kind, target } = change;
  const needsReason = kind === "reject";
  const v = target.version;
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(`change.${kind}.title`, { v })}
      confirm={t(`change.${kind}.confirm`, { v })}
      tone={kind === "promote" ? "primary" : "danger"}
      busy={busy}
      disabled={needsReason && comment.trim().length < SHORTEST_REASON}
      onConfirm={() => onConfirm(comment.trim())}
    >
      {kind === "reject" ? (
        <p>{t("itWillNeverBeUsedFor", { version: target.version })}</p>
      ) : (
        <>
          {target.excepted && <p className="font-medium text-danger">{t("itFailedACheckTwoPeople")}</p>}
          <p>
            {t.rich("fromTheNextAssessmentOn", {
              version: target.version,
              instead: String(champion !== null),
              champion: champion?.version ?? "",
              b: (words) => <b>{words}</b>,
            })}
          </p>
          <p>
            {t("isChampionSelectTrueVersionIsKept", {
              isChampion: String(champion !== null),
              version: champion?.version ?? "",
            })}
          </p>
        </>
      )}
      {kind !== "roll-back" && (
        <AuditComment
          value={comment}
          onChange={setComment}
          keptAt={keptAt}
          {...(needsReason ? { atLeast: SHORTEST_REASON } : {})}
        />
      )}
    </Confirm>
  );
}
