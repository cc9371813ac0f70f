import type { Kind } from "@/lib/feedback/deidentification/redaction";
import type { ReviewedText } from "@/lib/workflows/learning/review-deidentification";

export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  name: "name",
  address: "address",
  place: "place",
  date: "date",
  age: "age over 89",
  phone: "telephone",
  email: "e-mail",
  link: "link",
  id: "number or code",
};

/** One text of a case: as it was written, with what is taken marked and named, beside what is stored. */
export function ComparedText({ of: { field, before, after, differs } }: { of: ReviewedText }) {
  return (
    <div className="mt-2">
      <p className="label">{field}</p>
      <div className="grid gap-x-6 gap-y-2 md:grid-cols-2">
        <p className="min-w-0 text-pretty break-words whitespace-pre-wrap">
          <span className="sr-only">As written: </span>
          {before.map(({ text, kind }, i) =>
            kind === null ? (
              text
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
              <span key={i}>
                <mark className="rounded-sm bg-warn-soft px-0.5 text-ink line-through decoration-ink-2/60">
                  {text}
                </mark>
                <span className="label"> ({KIND_NAMES[kind]})</span>
              </span>
            ),
          )}
        </p>
        <p className="min-w-0 text-pretty break-words whitespace-pre-wrap text-ink-2">
          <span className="sr-only">As stored: </span>
          {after || "nothing is left of it"}
        </p>
      </div>
      {differs && (
        <p className="label mt-1">
          Today’s rules, or what the record says of the patient today, would leave another text than the one
          stored.
        </p>
      )}
    </div>
  );
}
