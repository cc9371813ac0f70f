"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ShadedPiece } from "@/components/explanation/shade-text";
import { ShadedText, ShadingKey } from "@/components/explanation/shaded-text";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { useSaid } from "@/components/words/use-said";
import type { Words } from "@/components/words/words";
import type { Contribution } from "@/lib/explain/explanation";
import { isSound } from "@/lib/explain/quality";
import type { CodedText } from "@/lib/fhir/patient-context";
import type { PatientView } from "@/lib/workflows/views";
import { ReadFromWords } from "./read-from-words";

/** The nurse's own words, shaded by what they did to the level once that is known. */
export function ComplaintPanel({ view, className }: { view: PatientView; className?: string }) {
  const t = useTranslations("patient");
  const { complaint, note } = view;
  const { explanation, model, againstSense: against } = view.assessment;
  const [piece, setPiece] = useState<ShadedPiece | null>(null);
  const contributions: readonly Contribution[] =
    explanation && isSound(explanation) ? explanation.contributions : [];
  const shaded = contributions.some((c) => c.span !== undefined);
  return (
    <Section title={t("chiefComplaint")} {...(className ? { className } : {})}>
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
        <p className="text-ink-3">{t("noComplaintIsRecorded")}</p>
      )}
      {note && (
        <div className="mt-3 border-t border-line pt-2">
          <h3 className="label mb-0.5">{t("triageNote")}</h3>
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
  const t = useTranslations("patient");
  return (
    <Section title={t("background")} {...(className ? { className } : {})}>
      <dl className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-4 gap-y-2.5">
        <Entry label={t("allergies")} items={allergies} strong />
        <Entry label={t("history")} items={conditions} />
        <Entry label={t("medicines")} items={medications} />
      </dl>
    </Section>
  );
}

function Entry({
  label,
  items,
  strong = false,
}: {
  label: string;
  items: readonly CodedText[];
  strong?: boolean;
}) {
  const t = useTranslations("patient");
  const texts = [...new Set(items.map((i) => i.text))];
  return (
    <>
      <dt className="text-ink-2">{label}</dt>
      <dd>
        {texts.length === 0 ? (
          <span className="text-ink-3">{t("noneRecorded")}</span>
        ) : (
          <ul className={`space-y-0.5 ${strong ? "font-semibold" : ""}`}>
            {texts.map((text) => (
              <li key={text}>{text}</li>
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
  const t = useTranslations("patient");
  const said = useSaid();
  if (items.length === 0) return null;
  const total = items.reduce((sum, i) => sum + i.count, 0);
  return (
    <details className={`rounded-lg border border-line bg-surface px-4 py-2.5 ${className ?? ""}`}>
      <summary className="cursor-pointer text-ink-2">{t("otherEntries", { count: total })}</summary>
      <ul className="mt-2 space-y-0.5">
        {items.map((i) => (
          <li key={`${i.what} ${i.why}`} className="flex justify-between gap-4">
            <span>
              {said(i.what)}
              {i.count > 1 && ` × ${i.count}`}
            </span>
            <span className="text-right text-ink-2">{said(i.why)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Left out for what they are about, not for how they were sent. */
const UNDERSTOOD: readonly string[] = ["other-person", "other-visit", "future-timestamp"];

/** "2 readings not understood", "The record needs a second look in 3 places", or both. */
export function problemTitle(problems: PatientView["problems"], t: Words<"patient">): string {
  const readings = problems.reduce((sum, p) => sum + (p.readings ?? 0), 0);
  const others = problems.filter((p) => !p.readings).length;
  const why = problems.some((p) => p.readings && UNDERSTOOD.includes(p.code)) ? "unused" : "unread";
  const unread = t("readingsNotUsed", { count: readings, why });
  const look = t("recordNeedsASecondLook", { count: others });
  return readings === 0 ? look : others === 0 ? unread : `${unread}. ${look}`;
}

/** Contradictions and unreadable data: said once, above everything that rests on them. */
export function ProblemNotices({ problems }: Pick<PatientView, "problems">) {
  const t = useTranslations("patient");
  const said = useSaid();
  if (problems.length === 0) return null;
  // What was left out comes first: it may be the sickest thing in the record.
  const sorted = [...problems].sort((a, b) => Number(Boolean(b.readings)) - Number(Boolean(a.readings)));
  return (
    <Notice tone="warn" title={problemTitle(problems, t)}>
      <ul className={sorted.length > 1 ? "list-disc space-y-0.5 pl-4" : ""}>
        {sorted.map((p) => (
          <li key={p.message}>{said(p.message)}</li>
        ))}
      </ul>
    </Notice>
  );
}
