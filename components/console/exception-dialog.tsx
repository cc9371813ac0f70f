"use client";
import { useId, useState } from "react";
import { type ActionError, toActionError } from "@/components/action-error";
import { formatDay } from "@/components/format";
import { keepDraft } from "@/components/kept-draft";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { DAY } from "@/lib/core/clock";
import { dayOf, lastDay, MOST_DAYS, SHORTEST_EXCEPTION_REASON } from "@/lib/registry/gates/exception";
import type { ExceptionView, ModelVersionView } from "@/lib/workflows/views";
import { AuditComment } from "./audit-comment";
import { commentPlace, useKeptComment } from "./use-kept-comment";

export type ExceptionChange = {
  readonly kind: "ask" | "agree" | "decline" | "withdraw";
  readonly version: ModelVersionView;
  /** The one that is answered or withdrawn. */
  readonly exception: ExceptionView | null;
};

const USUAL_DAYS = 30;

type Props = {
  change: ExceptionChange;
  onClose: () => void;
  /** Throws what the server said. */
  onConfirm: (change: ExceptionChange, said: { comment: string; until: string }) => Promise<void>;
};

/** Says what the exception lets happen, and keeps what was typed when the server refuses it. */
export function ExceptionDialog({ change, onClose, onConfirm }: Props) {
  const { kind, version } = change;
  const place = commentPlace(`exception-${kind}`, version.version);
  const { comment, setComment, keptAt } = useKeptComment(kind === "withdraw" ? null : place);
  const [until, setUntil] = useState(() => dayOf(new Date(Date.now() + USUAL_DAYS * DAY)));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const words = WORDS[kind];
  const short = kind === "ask" && comment.trim().length < SHORTEST_EXCEPTION_REASON;

  async function confirm() {
    setBusy(true);
    setError(null);
    try {
      await onConfirm(change, { comment: comment.trim(), until });
      void keepDraft(place, null);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Confirm
      open
      onClose={onClose}
      title={words.title(version.version)}
      confirm={words.confirm}
      tone={kind === "agree" ? "danger" : "primary"}
      cautious={kind === "agree"}
      busy={busy}
      disabled={short || (kind === "ask" && until === "")}
      onConfirm={confirm}
    >
      {error && <Notice tone="danger" live title={error.message} />}
      <Says change={change} />
      {kind === "ask" && <EndDate value={until} onChange={setUntil} />}
      {kind !== "withdraw" && (
        <AuditComment
          value={comment}
          onChange={setComment}
          keptAt={keptAt}
          {...(kind === "ask" ? { atLeast: SHORTEST_EXCEPTION_REASON } : {})}
        />
      )}
    </Confirm>
  );
}

const WORDS: Readonly<
  Record<ExceptionChange["kind"], { title: (version: string) => string; confirm: string }>
> = {
  ask: { title: (v) => `Ask for an exception for ${v}?`, confirm: "Ask for the exception" },
  agree: { title: (v) => `Agree that ${v} may be used?`, confirm: "Agree to the exception" },
  decline: { title: (v) => `Decline the exception for ${v}?`, confirm: "Decline the exception" },
  withdraw: { title: (v) => `Withdraw the exception for ${v}?`, confirm: "Withdraw the exception" },
};

function Says({ change: { kind, version, exception } }: { change: ExceptionChange }) {
  const failed =
    exception?.failed ??
    (version.check?.findings ?? []).filter((f) => f.severity === "fail").map((f) => f.text);
  if (kind === "withdraw" || kind === "decline")
    return <p>Version {version.version} cannot be put into use. It can be asked for again.</p>;
  return (
    <>
      <p>
        <b>{version.version}</b> failed:
      </p>
      <ul className="list-disc pl-5">
        {failed.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {kind === "ask" ? (
        <p>
          A second person with the right to promote has to agree. It holds for these very files beside the
          version in use now, under the checks in force now.
        </p>
      ) : (
        <p>
          {exception?.askedBy} asks for it until <b>{exception && formatDay(exception.until)}</b>: “
          {exception?.reason}” If you agree, it may be promoted for patients although it failed. Your name
          stands on the page as long as it is in use.
        </p>
      )}
    </>
  );
}

function EndDate({ value, onChange }: { value: string; onChange: (day: string) => void }) {
  const id = useId();
  const [first, last] = [dayOf(new Date()), lastDay(new Date())];
  return (
    <div>
      <label htmlFor={id} className="block font-medium text-ink">
        Last day it may be in use by this
      </label>
      <input
        id={id}
        type="date"
        required
        min={first}
        max={last}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
        className="mt-1 h-9 rounded-md border border-line-strong bg-surface px-2 text-ink"
      />
      <p id={`${id}-hint`} className="label">
        At most {MOST_DAYS} days ahead: {formatDay(last)}. Days are counted in UTC. The version is not taken
        away at that time; the console then says so until somebody acts.
      </p>
    </div>
  );
}
