"use client";
import { useState } from "react";
import type { ShadedPiece } from "@/components/explanation/shade-text";
import { ShadedText, ShadingKey } from "@/components/explanation/shaded-text";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import type { Contribution } from "@/lib/explain/explanation";
import { isSound } from "@/lib/explain/quality";
import type { CodedText } from "@/lib/fhir/patient-context";
import type { PatientView } from "@/lib/workflows/views";

/** The nurse's own words, shaded by what they did to the level once that is known. */
export function ComplaintPanel({ view, className }: { view: PatientView; className?: string }) {
  const { complaint, note } = view;
  const { explanation, model } = view.assessment;
  const [piece, setPiece] = useState<ShadedPiece | null>(null);
  const contributions: readonly Contribution[] =
    explanation && isSound(explanation) ? explanation.contributions : [];
  const shaded = contributions.some((c) => c.span !== undefined);
  return (
    <Section title="Chief complaint" {...(className ? { className } : {})}>
      {complaint ? (
        <p className="text-[1.36rem] leading-snug font-medium text-pretty">
          <ShadedText text={complaint} contributions={contributions} group="complaint" onPoint={setPiece} />
        </p>
      ) : (
        <p className="text-ink-3">No complaint is recorded.</p>
      )}
      {note && (
        <div className="mt-3 border-t border-line pt-2">
          <h3 className="label mb-0.5">Triage note</h3>
          <p className="max-w-[70ch] leading-relaxed whitespace-pre-line">
            <ShadedText text={note} contributions={contributions} group="note" onPoint={setPiece} />
          </p>
        </div>
      )}
      {(complaint || note) && model.state === "ready" && (
        <div className="mt-2 min-h-5">{shaded && <ShadingKey piece={piece} />}</div>
      )}
    </Section>
  );
}

export function HistoryPanel({
  conditions,
  medications,
  allergies,
  className,
}: Pick<PatientView, "conditions" | "medications" | "allergies"> & { className?: string }) {
  return (
    <Section title="Background" {...(className ? { className } : {})}>
      <dl className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-4 gap-y-2.5">
        <Entry label="Allergies" items={allergies} none="None recorded" strong />
        <Entry label="History" items={conditions} none="None recorded" />
        <Entry label="Medicines" items={medications} none="None recorded" />
      </dl>
    </Section>
  );
}

function Entry({
  label,
  items,
  none,
  strong = false,
}: {
  label: string;
  items: readonly CodedText[];
  none: string;
  strong?: boolean;
}) {
  const texts = [...new Set(items.map((i) => i.text))];
  return (
    <>
      <dt className="text-ink-2">{label}</dt>
      <dd>
        {texts.length === 0 ? (
          <span className="text-ink-3">{none}</span>
        ) : (
          <ul className={`space-y-0.5 ${strong ? "font-semibold" : ""}`}>
            {texts.map((t) => (
              <li key={t}>{t}</li>
            ))}
          </ul>
        )}
      </dd>
    </>
  );
}

/** Contradictions and unreadable data: said once, above everything that rests on them. */
export function ProblemNotices({ problems }: Pick<PatientView, "problems">) {
  if (problems.length === 0) return null;
  return (
    <Notice
      tone="warn"
      title={
        problems.length === 1
          ? "The record needs a second look"
          : `The record needs a second look in ${problems.length} places`
      }
    >
      <ul className={problems.length > 1 ? "list-disc space-y-0.5 pl-4" : ""}>
        {problems.map((p) => (
          <li key={p.message}>{p.message}</li>
        ))}
      </ul>
    </Notice>
  );
}
