import type { Part } from "./picture-data";

/** A finding's name; a piece of a text stands out among the words around it: sudden “onset”. */
export function PartLabel({ label, around }: Pick<Part, "label" | "around">) {
  const [before, after] = around ?? ["", ""];
  return (
    <span className="line-clamp-2" title={`${before}${label}${after}`}>
      <span aria-hidden="true" className="text-ink-3">
        {before}
      </span>
      <span className="text-ink">{label}</span>
      <span aria-hidden="true" className="text-ink-3">
        {after}
      </span>
    </span>
  );
}
