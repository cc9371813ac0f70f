import { useTranslations } from "next-intl";
import type { ReviewedText } from "@/lib/workflows/learning/review-deidentification";

/** One text of a case: as it was written, with what is taken marked and named, beside what is stored. */
export function ComparedText({ of: { field, before, after, differs } }: { of: ReviewedText }) {
  const t = useTranslations("console.deidentification");
  return (
    <div className="mt-2">
      <p className="label">{t(`field.${field}`)}</p>
      <div className="grid gap-x-6 gap-y-2 md:grid-cols-2">
        <p className="min-w-0 text-pretty break-words whitespace-pre-wrap">
          <span className="sr-only">{t("asWritten")} </span>
          {before.map(({ text, kind }, i) =>
            kind === null ? (
              text
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
              <span key={i}>
                <mark className="rounded-sm bg-warn-soft px-0.5 text-ink line-through decoration-ink-2/60">
                  {text}
                </mark>
                <span className="label"> ({t(`kind.${kind}`)})</span>
              </span>
            ),
          )}
        </p>
        <p className="min-w-0 text-pretty break-words whitespace-pre-wrap text-ink-2">
          <span className="sr-only">{t("asStored")} </span>
          {after || t("nothingIsLeftOfIt")}
        </p>
      </div>
      {differs && <p className="label mt-1">{t("todaysRulesOrWhatThe")}</p>}
    </div>
  );
}
