import type { EhrSiteView } from "@/lib/workflows/views";

/** What became of suggestions that the EHR shows by itself. It names nobody: the EHR does not say who saw a card. */
export function CdsCards({ cards }: Pick<EhrSiteView, "cards">) {
  return (
    <section aria-labelledby="cards" className="space-y-4">
      <h2 id="cards" className="text-[1.14rem] font-semibold">
        Cards in the EHR
      </h2>
      {cards === null ? (
        <p className="max-w-[70ch] text-ink-2">
          This EHR may not ask for suggestions by itself (CDS Hooks). Where it can, name its signing keys as{" "}
          <code>cdsHooks</code> in <code>SMART_ISSUERS</code>.
        </p>
      ) : cards.shown === 0 ? (
        <p className="max-w-[70ch] text-ink-2">No card was shown in the last {cards.days} days.</p>
      ) : (
        <dl className="grid max-w-[40rem] grid-cols-2 gap-3 sm:grid-cols-4">
          {(
            [
              [`Shown in ${cards.days} days`, cards.shown],
              ["Accepted", cards.accepted],
              ["Overridden", cards.overridden],
              ["Not heard of again", cards.shown - cards.accepted - cards.overridden],
            ] as const
          ).map(([name, n]) => (
            <div key={name} className="rounded-lg border border-line bg-surface px-4 py-3">
              <dt className="text-ink-2">{name}</dt>
              <dd className="text-[1.43rem] font-semibold">{n.toLocaleString("en-US")}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
