import { plural } from "@/components/format";
import { Section } from "@/components/ui/section";
import type { Agreement, AgreementFigure } from "@/lib/measures/agreement";

/** What each figure is, for somebody who has not met it. */
const FIGURES: Readonly<Record<AgreementFigure["name"], { readonly name: string; readonly words: string }>> =
  {
    "same-level": { name: "Same level", words: "Share of the cases." },
    kappa: { name: "Cohen’s kappa", words: "Beyond chance; every difference counts the same." },
    "quadratic-kappa": { name: "Quadratic kappa", words: "Beyond chance; far differences count more." },
    alpha: {
      name: "Krippendorff’s alpha",
      words: "Beyond chance, by rank; comparable with other numbers of readers.",
    },
  };

/** How far a second reader, who knew of no answer, came to the same level. */
export function AgreementReport({ agreement }: { agreement: Agreement }) {
  return (
    <Section
      title="Second readings"
      className="mt-4"
      aside={`${plural(agreement.pairs, "case")} drawn at random and read`}
    >
      {agreement.enough ? (
        <AgreementFigures figures={agreement.figures} />
      ) : (
        <p className="max-w-[70ch] text-ink-2">
          Too few to tell how far people agree: {agreement.least} are needed. A lead reads them at{" "}
          <em>Desk, Second readings</em>, without knowing the first answer.
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
  const text = (x: number) => (name === "same-level" ? `${(100 * x).toFixed(0)} %` : x.toFixed(2));
  return (
    <div className="flex items-baseline justify-between gap-4 border-line/70 border-t py-1.5">
      <dt>
        <span className="font-medium">{FIGURES[name].name}</span>
        <span className="block text-[0.93rem] text-pretty text-ink-2">{FIGURES[name].words}</span>
      </dt>
      <dd className="text-right">
        <span className="text-[1.14rem] font-semibold">{value === null ? "–" : text(value)}</span>
        {low !== undefined && high !== undefined && (
          <span className="block whitespace-nowrap text-[0.857rem] text-ink-3">
            {text(low)} to {text(high)}
          </span>
        )}
      </dd>
    </div>
  );
}
