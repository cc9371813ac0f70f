"use client";
import Link from "next/link";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { keepDraft } from "@/components/kept-draft";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { LEVEL_NAMES, type Level } from "@/lib/case/level";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { LabelView } from "@/lib/workflows/learning/withdraw-labels";
import { AuditComment } from "./audit-comment";
import { LearnedByList } from "./learned-by";
import { commentPlace, useKeptComment } from "./use-kept-comment";

type Act = PageAction<{ labelId: string; reason: string }, LabelView>;
type Kind = "withdraw" | "opt-out";
type Props = {
  initial: LabelView;
  /** Null for those who may only look. */
  actions: { readonly withdraw: Act; readonly optOut: Act } | null;
};

const levelInWords = (level: Level | null) => (level === null ? "none" : `${level}, ${LEVEL_NAMES[level]}`);
const SOURCES = {
  accept: "the suggestion was accepted",
  override: "the suggestion was overridden",
  assign: "there was no suggestion",
};

/** One label: what it says, where it went, and how to take it out. Nothing of the case, and not who decided. */
export function LabelCard({ initial, actions }: Props) {
  const [label, setLabel] = useState(initial);
  const [asked, setAsked] = useState<Kind | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);

  async function confirm(reason: string) {
    if (!asked || !actions) return;
    setBusy(true);
    setError(null);
    try {
      const send = asked === "withdraw" ? actions.withdraw : actions.optOut;
      setLabel(await act(send, { labelId: label.id, reason }));
      void keepDraft(commentPlace(asked, label.id), null);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
      setAsked(null);
    }
  }

  const { withdrawal } = label;
  return (
    <Section title="One label" className="mb-4" aside={`made ${label.createdAt.slice(0, 10)}`}>
      <div aria-live="polite">
        {withdrawal && (
          <Notice
            tone="ok"
            title={withdrawal.why === "withdrawn" ? "Withdrawn." : "Taken out: the patient opted out."}
          >
            <LocalTime iso={withdrawal.at} withDate /> by {withdrawal.by}: {withdrawal.reason}
          </Notice>
        )}
      </div>
      {error && <Notice tone="danger" live title={error.message} />}
      <dl className="mt-2 grid gap-x-8 gap-y-1 sm:grid-cols-2">
        <Fact term="Level" text={levelInWords(label.level)} />
        <Fact term="Suggested" text={levelInWords(label.assessedLevel)} />
        <Fact term="From" text={SOURCES[label.source]} />
        <Fact term="Counts" text={`× ${label.weight}`} />
        <Fact
          term="Use"
          text={
            label.heldOut
              ? "kept apart, measured on and never learned from"
              : label.superseded
                ? "none, a later decision replaced it"
                : "learned from"
          }
        />
        <Fact term="Number" text={label.id} mono />
      </dl>
      <h3 className="mt-3 font-semibold">Model versions that learned from it</h3>
      <LearnedByList versions={label.versions} />
      {label.inOpenRun && (
        <p className="mt-1 text-pretty text-warn">
          A run under way was given it. If it is withdrawn now and the run has begun, its candidate cannot be
          promoted.
        </p>
      )}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {actions && !withdrawal && (
          <>
            <Button size="small" onClick={() => setAsked("withdraw")}>
              Withdraw this label
            </Button>
            <Button size="small" onClick={() => setAsked("opt-out")}>
              The patient opts out
            </Button>
          </>
        )}
        <Link href="/console/labels" className="font-medium text-accent underline underline-offset-2">
          All labels
        </Link>
      </div>
      {asked && (
        <ConfirmWithdrawal
          kind={asked}
          label={label}
          busy={busy}
          onClose={() => setAsked(null)}
          onConfirm={confirm}
        />
      )}
    </Section>
  );
}

function Fact({ term, text, mono = false }: { term: string; text: string; mono?: boolean }) {
  return (
    <div className="flex min-w-0 items-baseline gap-2">
      <dt className="label">{term}</dt>
      <dd className={mono ? "truncate font-mono text-[0.857rem]" : "text-pretty"}>{text}</dd>
    </div>
  );
}

const WORDS: Readonly<Record<Kind, { title: string; confirm: string }>> = {
  withdraw: { title: "Withdraw this label?", confirm: "Withdraw" },
  "opt-out": { title: "Take out all labels of this patient?", confirm: "Take them out" },
};

function ConfirmWithdrawal({
  kind,
  label,
  busy,
  onClose,
  onConfirm,
}: {
  kind: Kind;
  label: LabelView;
  busy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}) {
  const { comment, setComment, keptAt } = useKeptComment(commentPlace(kind, label.id));
  return (
    <Confirm
      open
      onClose={onClose}
      title={WORDS[kind].title}
      confirm={WORDS[kind].confirm}
      tone="danger"
      busy={busy}
      disabled={comment.trim().length < SHORTEST_REASON}
      onConfirm={() => onConfirm(comment.trim())}
    >
      <p>
        Nothing is learned from {kind === "withdraw" ? "it" : "them"} any more, and nothing measured. The
        decision and the EHR stay as they are. This cannot be taken back.
      </p>
      {kind === "opt-out" && (
        <p>
          {label.expired
            ? "The data of this visit has expired: only labels of this visit can be found, and later visits are not known to be of the same patient."
            : "It takes out the labels of all visits of this patient, and later decisions do not become labels. Labels of visits whose data has expired cannot be found."}
        </p>
      )}
      {label.versions.length > 0 && (
        <p>Versions that learned from it keep what they learned; the list on this page names them.</p>
      )}
      <AuditComment value={comment} onChange={setComment} atLeast={SHORTEST_REASON} keptAt={keptAt} />
    </Confirm>
  );
}
