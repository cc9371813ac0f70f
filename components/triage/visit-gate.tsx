"use client";
import { Notice } from "@/components/ui/notice";
import { VISIT_REASONS } from "@/lib/decision/decision";
import type { PatientView } from "@/lib/workflows/views";
import { MOST_SAID, type VisitReasonState } from "./use-visit-reason";

type Props = { view: Pick<PatientView, "visit" | "canDecide" | "decision">; state: VisitReasonState };

/** Above the level: that nobody can be triaged on this visit, or what to look at and answer first. */
export function VisitGate({ view, state }: Props) {
  const { barred, doubts } = view.visit;
  if (barred)
    return (
      <Notice tone="danger" live title={`${barred.title} You cannot triage on it.`}>
        {barred.advice}
      </Notice>
    );
  if (doubts.length === 0) return null;
  return (
    <section
      aria-label="About this visit"
      className="space-y-2.5 rounded-lg border border-warn-line bg-warn-soft p-4"
    >
      <h2 className="font-semibold text-warn">
        <span aria-hidden="true">! </span>Look at this visit first
      </h2>
      <ul className={doubts.length > 1 ? "list-disc space-y-0.5 pl-4" : ""}>
        {doubts.map((d) => (
          <li key={d.code}>{d.text}</li>
        ))}
      </ul>
      {view.canDecide && <Why state={state} />}
    </section>
  );
}

function Why({ state: { reason, said, missed, first, choose, say } }: { state: VisitReasonState }) {
  return (
    <fieldset className="no-print">
      <legend className="mb-1 font-semibold">Why do you triage on this visit?</legend>
      {VISIT_REASONS.map((r, i) => (
        <label
          key={r.code}
          className="flex cursor-pointer items-center gap-2.5 rounded px-1.5 py-[5px] hover:bg-hover has-checked:font-medium"
        >
          <input
            ref={i === 0 ? first : undefined}
            type="radio"
            name="visit-reason"
            className="size-4 accent-(--accent)"
            checked={reason === r.code}
            onChange={() => choose(r.code)}
          />
          {r.label}
        </label>
      ))}
      {reason === "other" && (
        <input
          type="text"
          aria-label="Why you triage on this visit"
          value={said}
          maxLength={MOST_SAID}
          onChange={(e) => say(e.target.value)}
          className="mt-1 w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5"
        />
      )}
      {missed && (reason === null || (reason === "other" && said.trim() === "")) && (
        <p role="alert" className="mt-1.5 font-medium text-danger">
          Nothing is saved yet: {reason === "other" ? "say why in a few words." : "choose a reason."}
        </p>
      )}
    </fieldset>
  );
}
