"use client";
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
  const { comment, setComment, keptAt } = useKeptComment(
    change && commentPlace(change.kind, change.target.version),
  );
  if (!change) return null;
  const { kind, target } = change;
  const needsReason = kind === "reject";
  const { title, confirm } = WORDS[kind](target.version);
  return (
    <Confirm
      open
      onClose={onClose}
      title={title}
      confirm={confirm}
      tone={kind === "promote" ? "primary" : "danger"}
      busy={busy}
      disabled={needsReason && comment.trim().length < SHORTEST_REASON}
      onConfirm={() => onConfirm(comment.trim())}
    >
      {kind === "reject" ? (
        <p>
          It will never be used for a patient and cannot be promoted later. {target.version} stays in this
          list with its figures.
        </p>
      ) : (
        <>
          {target.excepted && (
            <p className="font-medium text-danger">
              It failed a check; two people agreed to an exception from it.
            </p>
          )}
          <p>
            From the next assessment on, clinicians see the suggestions of <b>{target.version}</b>
            {champion && (
              <>
                {" "}
                instead of <b>{champion.version}</b>
              </>
            )}
            . Assessments already made keep the version they were made with.
          </p>
          <p>
            {champion ? `${champion.version} is kept; you can go back to it at any time.` : ""} Your name and
            this change are written to the audit log.
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

const WORDS: Readonly<Record<ModelChange["kind"], (version: string) => { title: string; confirm: string }>> =
  {
    promote: (v) => ({ title: `Put ${v} into use?`, confirm: `Promote ${v}` }),
    reject: (v) => ({ title: `Reject ${v}?`, confirm: `Reject ${v}` }),
    "roll-back": (v) => ({ title: `Go back to ${v}?`, confirm: `Roll back to ${v}` }),
  };
