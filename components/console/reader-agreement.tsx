import { plural } from "@/components/format";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { Agreement } from "@/lib/measures/agreement";
import type { OwnAgreement, ReaderAgreement } from "@/lib/workflows/learning/reader-agreement";
import { AgreementFigures } from "./agreement-report";

const casesInWords = ({ pairs }: Agreement) => `${plural(pairs, "case")} read twice`;

function FiguresOrTooFew({ agreement }: { agreement: Agreement }) {
  return agreement.enough ? (
    <AgreementFigures figures={agreement.figures} />
  ) : (
    <p className="max-w-[70ch] text-ink-2">Too few to tell: {agreement.least} are needed.</p>
  );
}

/** One's own, seen by oneself. */
export function OwnAgreementReport({ own: { agreement, heldSince } }: { own: OwnAgreement }) {
  return (
    <div className="space-y-4">
      {heldSince && (
        <Notice tone="warn" title="Nothing is learned from your levels at the moment.">
          Since <LocalTime iso={heldSince} withDate /> the model is not taught by them, because they did not
          go with the cases. Your decisions count for patients as before. Talk to your lead; a model steward
          can let them in again.
        </Notice>
      )}
      <Section title="Your levels and others’" aside={casesInWords(agreement)}>
        <FiguresOrTooFew agreement={agreement} />
      </Section>
    </div>
  );
}

/** By name, so that it is no ranking. */
export function ReaderAgreementList({ readers }: { readers: readonly ReaderAgreement[] }) {
  if (readers.length === 0)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
        No case that was drawn at random has been read a second time yet.
      </p>
    );
  return (
    <div className="space-y-4">
      {readers.map(({ id, name, agreement }) => (
        <Section key={id} title={name} aside={casesInWords(agreement)}>
          <FiguresOrTooFew agreement={agreement} />
        </Section>
      ))}
    </div>
  );
}
