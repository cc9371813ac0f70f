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
import { ReadFromWords } from "./read-from-words";

/** The nurse's own words, shaded by what they did to the level once that is known. */
export function ComplaintPanel({ view, className }: { view: PatientView; className?: string }) {
  const { complaint, note } = view;
  const { explanation, model, againstSense: against } = view.assessment;
  const [piece, setPiece] = useState<ShadedPiece | null>(null);
  const contributions: readonly Contribution[] =
    explanation && isSound(explanation) ? explanation.contributions : [];
  const shaded = contributions.some((c) => c.span !== undefined);
  return (
    <Section title="Chief complaint" {...(className ? { className } : {})}>
      {complaint ? (
        <p className="text-[1.36rem] leading-snug font-medium text-pretty">
          <ShadedText
            text={complaint}
            contributions={contributions}
            group="complaint"
            against={against}
            onPoint={setPiece}
          />
        </p>
      ) : (
        <p className="text-ink-3">No complaint is recorded.</p>
      )}
      {note && (
        <div className="mt-3 border-t border-line pt-2">
          <h3 className="label mb-0.5">Triage note</h3>
          <p className="max-w-[70ch] leading-relaxed whitespace-pre-line">
            <ShadedText
              text={note}
              contributions={contributions}
              group="note"
              against={against}
              onPoint={setPiece}
            />
          </p>
        </div>
      )}
      {(complaint || note) && model.state === "ready" && (
        <div className="mt-2 min-h-5">
          {shaded && <ShadingKey piece={piece} against={against.length > 0} />}
        </div>
      )}
      <ReadFromWords findings={view.findings} />
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

/** What else the EHR has of this visit: named, so that nobody wonders whether it was overlooked. */
export function AlsoRecorded({
  items,
  className,
}: {
  items: PatientView["alsoRecorded"];
  className?: string;
}) {
  if (items.length === 0) return null;
  const total = items.reduce((sum, i) => sum + i.count, 0);
  return (
    <details className={`rounded-lg border border-line bg-surface px-4 py-2.5 ${className ?? ""}`}>
      <summary className="cursor-pointer text-ink-2">
        {total === 1
          ? "1 other entry in the record, not used here"
          : `${total} other entries in the record, not used here`}
      </summary>
      <ul className="mt-2 space-y-0.5">
        {items.map((i) => (
          <li key={`${i.what} ${i.why}`} className="flex justify-between gap-4">
            <span>
              {i.what}
              {i.count > 1 && ` × ${i.count}`}
            </span>
            <span className="text-right text-ink-2">{i.why}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const plural = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${n} ${many}`);

/** Left out for what they are about, not for how they were sent. */
const UNDERSTOOD: readonly string[] = ["other-person", "other-visit", "future-timestamp"];

/** "2 readings not understood", "The record needs a second look in 3 places", or both. */
export function problemTitle(problems: PatientView["problems"]): string {
  const readings = problems.reduce((sum, p) => sum + (p.readings ?? 0), 0);
  const others = problems.filter((p) => !p.readings).length;
  const word = problems.some((p) => p.readings && UNDERSTOOD.includes(p.code)) ? "used" : "understood";
  const unread = plural(readings, `reading not ${word}`, `readings not ${word}`);
  const look = `The record needs a second look${others > 1 ? ` in ${others} places` : ""}`;
  return readings === 0 ? look : others === 0 ? unread : `${unread}. ${look}`;
}

/** Contradictions and unreadable data: said once, above everything that rests on them. */
export function ProblemNotices({ problems }: Pick<PatientView, "problems">) {
  if (problems.length === 0) return null;
  // What was left out comes first: it may be the sickest thing in the record.
  const sorted = [...problems].sort((a, b) => Number(Boolean(b.readings)) - Number(Boolean(a.readings)));
  return (
    <Notice tone="warn" title={problemTitle(problems)}>
      <ul className={sorted.length > 1 ? "list-disc space-y-0.5 pl-4" : ""}>
        {sorted.map((p) => (
          <li key={p.message}>{p.message}</li>
        ))}
      </ul>
    </Notice>
  );
}
