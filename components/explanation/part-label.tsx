import { useSaid } from "@/components/words/use-said";
import type { Part } from "./picture-data";

/** A finding's name; a piece of a text stands out among the words around it: sudden “onset”. */
export function PartLabel({ label, around }: Pick<Part, "label" | "around">) {
  const said = useSaid();
  const name = around ? label : said(label);
  const [before, after] = around ?? ["", ""];
  return (
    <span className="line-clamp-2" title={`${before}${name}${after}`}>
      <span aria-hidden="true" className="text-ink-3">
        {before}
      </span>
      <span className="text-ink">{name}</span>
      <span aria-hidden="true" className="text-ink-3">
        {after}
      </span>
    </span>
  );
}
