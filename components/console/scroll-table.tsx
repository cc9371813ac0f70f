import type { ReactNode } from "react";
import { TABLE_HEAD } from "./table";

type Props = {
  /** What the table is called where it is reached by keyboard. */
  label: string;
  heads: readonly string[];
  /** The least width, below which it scrolls sideways, e.g. min-w-160. */
  width?: string;
  className?: string;
  /** Its rows. */
  children: ReactNode;
};

/** A table that scrolls sideways where it does not fit, by keyboard too. */
export function ScrollTable({ label, heads, width = "", className = "", children }: Props) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
      className={`${className} overflow-x-auto`}
    >
      <table className={`w-full ${width} border-collapse text-left`}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" className={TABLE_HEAD}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
