import { formatPercent, plural } from "@/components/format";
import { Section } from "@/components/ui/section";
import type { OwnUse } from "@/lib/workflows/watch/own-use";

/** For the person it is about, and nobody else. */
export function OwnUseReport({ own }: { own: OwnUse }) {
  const { suggested, least } = own;
  const lines = [
    ["Taken as suggested", own.accepted],
    ["Made more urgent", own.moreUrgent],
    ["Made less urgent", own.lessUrgent],
  ] as const;
  return (
    <Section
      title="What you did with suggestions"
      className="mt-4"
      aside={`${plural(suggested, "decision")} in the last ${own.days} days; only you see this`}
    >
      {suggested < least ? (
        <p className="max-w-[70ch] text-ink-2">
          Too few to tell: {least} decisions on patients with a suggestion are needed.
        </p>
      ) : (
        <dl className="grid gap-x-8 sm:grid-cols-3">
          {lines.map(([name, n]) => (
            <div
              key={name}
              className="flex items-baseline justify-between gap-4 border-line/70 border-t py-1.5"
            >
              <dt className="font-medium">{name}</dt>
              <dd>
                <span className="text-[1.14rem] font-semibold">{formatPercent(n / suggested)}</span>{" "}
                <span className="text-ink-3">({n})</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="mt-2 max-w-[84ch] text-pretty text-ink-2">
        There is no right number: who always takes the suggestion has not always looked, and who never does
        has not always seen better. Nobody is ranked by it.
      </p>
    </Section>
  );
}
