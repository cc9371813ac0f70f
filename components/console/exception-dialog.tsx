"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { type ActionError, toActionError } from "@/components/action-error";
import { keepDraft } from "@/components/kept-draft";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { useFigures } from "@/components/words/use-figures";
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
  const t = useTranslations("console.models");
  const { kind, version } = change;
  const place = commentPlace(`exception-${kind}`, version.version);
  const { comment, setComment, keptAt } = useKeptComment(kind === "withdraw" ? null : place);
  const [until, setUntil] = useState(() => dayOf(new Date(Date.now() + USUAL_DAYS * DAY)));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
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
      title={t(`exception.${kind}.title`, { v: version.version })}
      confirm={t(`exception.${kind}.confirm`)}
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

function Says({ change: { kind, version, exception } }: { change: ExceptionChange }) {
  const { day } = useFigures();
  const t = useTranslations("console.models");
  const failed =
    exception?.failed ??
    (version.check?.findings ?? []).filter((f) => f.severity === "fail").map((f) => f.text);
  if (kind === "withdraw" || kind === "decline")
    return <p>{t("versionVersionCannotBePutInto", { version: version.version })}</p>;
  return (
    <>
      <p>{t.rich("versionFailed", { version: version.version, b: (words) => <b>{words}</b> })}</p>
      <ul className="list-disc pl-5">
        {failed.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {kind === "ask" ? (
        <p>{t("aSecondPersonWithTheRight")}</p>
      ) : (
        <p>
          {t.rich("askedByAsksForItUntilReason", {
            askedBy: exception?.askedBy ?? "",
            b: () => <b>{exception && day(exception.until)}</b>,
            reason: exception?.reason ?? "",
          })}
        </p>
      )}
    </>
  );
}

function EndDate({ value, onChange }: { value: string; onChange: (day: string) => void }) {
  const t = useTranslations("console.models");
  const { day } = useFigures();
  const id = useId();
  const [first, last] = [dayOf(new Date()), lastDay(new Date())];
  return (
    <div>
      <label htmlFor={id} className="block font-medium text-ink">
        {t("lastDayItMayBeIn")}
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
        {t("atMostMOSTDAYSDaysAhead", { MOST_DAYS, last: day(last) })}
      </p>
    </div>
  );
}
