import { useLocale, useTranslations } from "next-intl";
import { inLocale } from "@/components/format";
import { Section } from "@/components/ui/section";
import type { Agreement, AgreementFigure } from "@/lib/measures/agreement";

/** How far a second reader, who knew of no answer, came to the same level. */
export function AgreementReport({ agreement }: { agreement: Agreement }) {
  const t = useTranslations("own");
  return (
    <Section
      title={t("secondReadings")}
      className="mt-4"
      aside={t("drawnAndRead", { count: agreement.pairs })}
    >
      {agreement.enough ? (
        <AgreementFigures figures={agreement.figures} />
      ) : (
        <p className="max-w-[70ch] text-ink-2">
          {t.rich("tooFewLeadReads", { least: agreement.least, em: (words) => <em>{words}</em> })}
        </p>
      )}
    </Section>
  );
}

export function AgreementFigures({ figures }: { figures: readonly AgreementFigure[] }) {
  return (
    <dl className="grid gap-x-8 sm:grid-cols-2">
      {figures.map((f) => (
        <Figure key={f.name} figure={f} />
      ))}
    </dl>
  );
}

function Figure({ figure: { name, value, low, high } }: { figure: AgreementFigure }) {
  const t = useTranslations("own");
  const locale = useLocale();
  const text = (x: number) =>
    name === "same-level" ? `${(100 * x).toFixed(0)} %` : inLocale(x.toFixed(2), locale);
  return (
    <div className="flex items-baseline justify-between gap-4 border-line/70 border-t py-1.5">
      <dt>
        <span className="font-medium">{t(`figure.${name}.name`)}</span>
        <span className="block text-[0.93rem] text-pretty text-ink-2">{t(`figure.${name}.words`)}</span>
      </dt>
      <dd className="text-right">
        <span className="text-[1.14rem] font-semibold">{value === null ? "–" : text(value)}</span>
        {low !== undefined && high !== undefined && (
          <span className="block whitespace-nowrap text-[0.857rem] text-ink-3">
            {t("lowToHigh", { low: text(low), high: text(high) })}
          </span>
        )}
      </dd>
    </div>
  );
}
