"use client";
import { useState } from "react";
import { Confirm } from "@/components/ui/confirm";
import type { ModelVersionView, RunView } from "@/lib/workflows/views";
import { AuditComment } from "./audit-comment";
import { Findings } from "./findings";

export type ModelChange = {
  readonly kind: "promote" | "reject" | "roll-back";
  readonly target: ModelVersionView;
};

/** What the server asks for before a version that failed a check comes into use, and before one is rejected. */
const SHORTEST_REASON = 10;

type Props = {
  change: ModelChange | null;
  champion: ModelVersionView | null;
  findings: RunView["findings"];
  busy: boolean;
  onClose: () => void;
  onConfirm: (comment: string) => void;
};

/** Says exactly what the change does to the suggestions clinicians see, then asks. */
export function ConfirmModelChange({ change, champion, findings, busy, onClose, onConfirm }: Props) {
  const [comment, setComment] = useState("");
  if (!change) return null;
  const { kind, target } = change;
  const failed = kind === "promote" ? findings.filter((f) => f.severity === "fail") : [];
  const needsReason = kind === "reject" || failed.length > 0;
  const { title, confirm } = WORDS[kind](target.version);
  return (
    <Confirm
      open
      onClose={onClose}
      title={title}
      confirm={confirm}
      tone={kind === "promote" && failed.length === 0 ? "primary" : "danger"}
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
      {failed.length > 0 && <Findings findings={failed} />}
      {kind !== "roll-back" && (
        <AuditComment
          value={comment}
          onChange={setComment}
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
