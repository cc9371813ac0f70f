"use client";
import { Notice } from "@/components/ui/notice";
import { Ago, LocalTime } from "@/components/ui/time";
import type { Freshness, ShownModel } from "@/lib/workflows/views";

type Props = {
  freshness: Freshness;
  model: ShownModel;
  /** On a patient's page the reason may lie with the patient's data and not with the model. */
  about: "board" | "patient";
};

/** Banners for what does not work as it should: a degraded screen says so, and what still holds. */
export function DegradedNotices({ freshness, model, about }: Props) {
  return (
    <>
      {freshness.source === "snapshot" && (
        <Notice
          tone="warn"
          live
          title={
            <>
              {freshness.note ?? "The EHR cannot be reached."} You see the last snapshot, taken{" "}
              <Ago iso={freshness.fetchedAt} /> (<LocalTime iso={freshness.fetchedAt} />
              ).
            </>
          }
        >
          Check the patient before you rely on it. Decisions are kept here and written to the EHR when it
          answers again.
        </Notice>
      )}
      {model.state === "rules-only" && (
        <Notice
          tone="warn"
          live
          title={
            about === "board"
              ? model.switchedOff
                ? "The model is switched off. Only safety rules are shown."
                : "The model is not available. Only safety rules are shown."
              : (model.title ?? "The model gives no suggestion for this patient.")
          }
        >
          {model.why} A patient without a rule gets no suggested level: that does not mean the patient is
          well.
        </Notice>
      )}
    </>
  );
}

/** "Updated 12 s ago", with a light for the reader in a hurry. */
export function UpdatedAgo({ freshness, failing }: { freshness: Freshness; failing: boolean }) {
  const live = freshness.source === "ehr" && !failing;
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-ink-2">
      <span
        aria-hidden="true"
        className={`size-2 rounded-full ${live ? "bg-(--l4)" : "border-2 border-more bg-transparent"}`}
      />
      {live ? "Updated" : freshness.source === "snapshot" ? "Snapshot of" : "Not updating since"}{" "}
      <Ago iso={freshness.fetchedAt} />
    </span>
  );
}
