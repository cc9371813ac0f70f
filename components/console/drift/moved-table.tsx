import { ColumnHeads } from "@/components/ui/column-heads";
import type { FeatureComparison, Size } from "@/lib/monitoring/drift/compare";
import { numberFeature } from "@/lib/monitoring/drift/features";
import { TABLE_CELL, TABLE_HEAD } from "../table";

const SIZES: Readonly<Record<Size, string>> = {
  large: "Large",
  moderate: "Moderate",
  small: "Small",
  none: "None to speak of",
};
const TONES: Readonly<Record<Size, string>> = {
  large: "font-semibold text-danger",
  moderate: "font-semibold text-warn",
  small: "",
  none: "text-ink-3",
};
const HEADS = ["Feature", "Size", "Index", "Moves by", "Not recorded, reference", "now", "n", "q"] as const;

/** Every feature against the reference, the widest move first. */
export function MovedTable({ rows, moved }: { rows: readonly FeatureComparison[]; moved: number }) {
  const [first, rest] = [rows.slice(0, Math.max(moved, 3)), rows.slice(Math.max(moved, 3))];
  return (
    <>
      <p className="mb-2 text-ink-2">
        {moved === 0
          ? "No feature lies further from the reference than chance and ordinary variation explain."
          : `${moved} of ${rows.length} features lie away from the reference.`}
      </p>
      <Rows rows={first} caption="Features that lie furthest from the reference" />
      {rest.length > 0 && (
        <details className="mt-2">
          <summary className="font-medium text-accent">The other {rest.length} features</summary>
          <Rows rows={rest} caption="Features that lie near the reference" />
        </details>
      )}
      <details className="mt-2">
        <summary className="font-medium text-accent">What the columns say</summary>
        <p className="max-w-[84ch] text-pretty text-ink-2">
          Index: population stability index over the reference's tenths; by custom below 0.1 is little and
          0.25 or more is much. Moves by: how far a value has moved on average (Wasserstein distance). n:
          patients with a value now. q: chance of a difference as wide as this where there is none
          (Kolmogorov-Smirnov for numbers, chi-squared for categories), adjusted for how many features are
          looked at (Benjamini-Hochberg).
        </p>
      </details>
    </>
  );
}

function Rows({ rows, caption }: { rows: readonly FeatureComparison[]; caption: string }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={caption}
      className="overflow-x-auto rounded-md border border-line"
    >
      <table className="w-full">
        <caption className="sr-only">{caption}</caption>
        <ColumnHeads heads={HEADS} className={TABLE_HEAD} />
        <tbody>
          {rows.map((r) => (
            <tr key={r.feature}>
              <th scope="row" className={`${TABLE_CELL} font-normal`}>
                {r.label}
              </th>
              <td className={`${TABLE_CELL} whitespace-nowrap ${TONES[r.size]}`}>{SIZES[r.size]}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{r.stability.toFixed(3)}</td>
              <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>{moves(r)}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{missing(r.reference)}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{missing(r.now)}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{r.now.known.toLocaleString("en-GB")}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{r.q < 0.001 ? "< 0.001" : r.q.toFixed(3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function moves(r: FeatureComparison): string {
  if (r.shift === null) return "";
  const unit = numberFeature(r.feature)?.unit ?? "";
  return `${r.shift.toFixed(r.shift >= 10 ? 0 : 1)} ${unit}`.trim();
}

const missing = ({ known, patients }: FeatureComparison["now"]): string =>
  `${((100 * (patients - known)) / patients).toFixed(1)} %`;
