"use client";
import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { useSaid } from "@/components/words/use-said";
import { VISIT_REASONS } from "@/lib/decision/decision";
import type { PatientView } from "@/lib/workflows/views";
import { MOST_SAID, type VisitReasonState } from "./use-visit-reason";

type Props = { view: Pick<PatientView, "visit" | "canDecide" | "decision">; state: VisitReasonState };

/** Above the level: that nobody can be triaged on this visit, or what to look at and answer first. */
export function VisitGate({ view, state }: Props) {
  const t = useTranslations("patient");
  const said = useSaid();
  const { barred, doubts } = view.visit;
  if (barred)
    return (
      <Notice tone="danger" live title={t("titleYouCannotTriageOnIt", { title: said(barred.title) })}>
        {said(barred.advice)}
      </Notice>
    );
  if (doubts.length === 0) return null;
  return (
    <section
      aria-label={t("aboutThisVisit")}
      className="space-y-2.5 rounded-lg border border-warn-line bg-warn-soft p-4"
    >
      <h2 className="font-semibold text-warn">
        <span aria-hidden="true">! </span>
        {t("lookAtThisVisitFirst")}
      </h2>
      <ul className={doubts.length > 1 ? "list-disc space-y-0.5 pl-4" : ""}>
        {doubts.map((d) => (
          <li key={d.code}>{said(d.text)}</li>
        ))}
      </ul>
      {view.canDecide && <Why state={state} />}
    </section>
  );
}

function Why({ state: { reason, said, missed, first, choose, say } }: { state: VisitReasonState }) {
  const t = useTranslations("patient");
  const inWords = useSaid();
  return (
    <fieldset className="no-print">
      <legend className="mb-1 font-semibold">{t("whyDoYouTriageOnThis")}</legend>
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
          {inWords(r.label)}
        </label>
      ))}
      {reason === "other" && (
        <input
          type="text"
          aria-label={t("whyYouTriageOnThisVisit")}
          value={said}
          maxLength={MOST_SAID}
          onChange={(e) => say(e.target.value)}
          className="mt-1 w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5"
        />
      )}
      {missed && (reason === null || (reason === "other" && said.trim() === "")) && (
        <p role="alert" className="mt-1.5 font-medium text-danger">
          {t(reason === "other" ? "notSavedSayWhy" : "notSavedChooseAReason")}
        </p>
      )}
    </fieldset>
  );
}
