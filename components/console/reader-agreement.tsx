import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { Agreement } from "@/lib/measures/agreement";
import type { OwnAgreement, ReaderAgreement } from "@/lib/workflows/learning/reader-agreement";
import { AgreementFigures } from "./agreement-report";

function FiguresOrTooFew({ agreement }: { agreement: Agreement }) {
  const t = useTranslations("own");
  return agreement.enough ? (
    <AgreementFigures figures={agreement.figures} />
  ) : (
    <p className="max-w-[70ch] text-ink-2">{t("tooFewToTellLeastAre", { least: agreement.least })}</p>
  );
}

/** One's own, seen by oneself. */
export function OwnAgreementReport({ own: { agreement, heldSince } }: { own: OwnAgreement }) {
  const t = useTranslations("own");
  return (
    <div className="space-y-4">
      {heldSince && (
        <Notice tone="warn" title={t("nothingIsLearnedFromYourLevels")}>
          {t.rich("sinceNotTaught", { at: () => <LocalTime iso={heldSince} withDate /> })}
        </Notice>
      )}
      <Section title={t("yourLevelsAndOthers")} aside={t("casesReadTwice", { count: agreement.pairs })}>
        <FiguresOrTooFew agreement={agreement} />
      </Section>
    </div>
  );
}

/** By name, so that it is no ranking. */
export function ReaderAgreementList({ readers }: { readers: readonly ReaderAgreement[] }) {
  const t = useTranslations("own");
  if (readers.length === 0)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
        {t("noCaseThatWasDrawnAt")}
      </p>
    );
  return (
    <div className="space-y-4">
      {readers.map(({ id, name, agreement }) => (
        <Section key={id} title={name} aside={t("casesReadTwice", { count: agreement.pairs })}>
          <FiguresOrTooFew agreement={agreement} />
        </Section>
      ))}
    </div>
  );
}
