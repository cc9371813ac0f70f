import { GUARD_LABELS, type GuardVerdict } from "@/lib/monitoring/canary/guard";
import type { Measured } from "@/lib/monitoring/charts/picture";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";

const percent = (x: number): string => `${(x * 100).toFixed(1)} %`;

const STATES: Readonly<Record<GuardVerdict["state"], string>> = {
  "too-few": "Too few to tell",
  "not-worse": "Not certainly worse",
  worse: "Certainly worse",
};

type Props = {
  verdicts: readonly GuardVerdict[];
  candidate: string;
  champion: string;
  over: boolean;
};

/** Both arms of a canary side by side, with intervals and what the guard makes of them. */
export function GuardTable({ verdicts, candidate, champion, over }: Props) {
  return (
    <ScrollTable
      label="Both arms"
      heads={["Watched", candidate, `${champion} (in use)`, over ? "Guard, in the end" : "Guard"]}
      width="min-w-140"
    >
      {verdicts.map((v) => (
        <tr key={v.guard} className="border-t border-line align-top">
          <th scope="row" className={`${TABLE_CELL} font-semibold`}>
            {GUARD_LABELS[v.guard].title}
            <span className="block font-normal text-ink-2">Of {GUARD_LABELS[v.guard].of}</span>
          </th>
          <Cell of={v.canary} />
          <Cell of={v.champion} />
          <td className={`${TABLE_CELL} ${v.state === "worse" ? "font-semibold text-danger" : "text-ink-2"}`}>
            {v.state === "worse" && <span aria-hidden="true">! </span>}
            {STATES[v.state]}
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}

function Cell({ of: { value, low, high, n } }: { of: Measured }) {
  if (value === null) return <td className={`${TABLE_CELL} text-ink-3`}>None yet</td>;
  return (
    <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>
      <b>{percent(value)}</b> of {n}
      <span className="block text-ink-2">
        {percent(low ?? 0)} to {percent(high ?? 1)}
      </span>
    </td>
  );
}
