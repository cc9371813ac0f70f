import { useTranslations } from "next-intl";
import { useFigures } from "@/components/words/use-figures";
import type { GuardVerdict } from "@/lib/monitoring/canary/guard";
import type { Measured } from "@/lib/monitoring/charts/picture";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";

type Props = {
  verdicts: readonly GuardVerdict[];
  candidate: string;
  champion: string;
  over: boolean;
};

/** Both arms of a canary side by side, with intervals and what the guard makes of them. */
export function GuardTable({ verdicts, candidate, champion, over }: Props) {
  const t = useTranslations("console.canary");
  return (
    <ScrollTable
      label={t("bothArms")}
      heads={[
        t("watched"),
        candidate,
        t("championInUse", { champion }),
        over ? t("guardInTheEnd") : t("guard"),
      ]}
      width="min-w-140"
    >
      {verdicts.map((v) => (
        <tr key={v.guard} className="border-t border-line align-top">
          <th scope="row" className={`${TABLE_CELL} font-semibold`}>
            {t(`guards.${v.guard}`)}
            <span className="block font-normal text-ink-2">{t(`countedOf.${v.guard}`)}</span>
          </th>
          <Cell of={v.canary} />
          <Cell of={v.champion} />
          <td className={`${TABLE_CELL} ${v.state === "worse" ? "font-semibold text-danger" : "text-ink-2"}`}>
            {v.state === "worse" && <span aria-hidden="true">! </span>}
            {t(`state.${v.state}`)}
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}

function Cell({ of: { value, low, high, n } }: { of: Measured }) {
  const t = useTranslations("console.canary");
  const { fixed, count } = useFigures();
  const percent = (x: number): string => `${fixed(x * 100, 1)} %`;
  if (value === null) return <td className={`${TABLE_CELL} text-ink-3`}>{t("noneYet")}</td>;
  return (
    <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>
      {t.rich("valueOfNLowToHigh", {
        value: percent(value),
        b: (words) => <b>{words}</b>,
        n: count(n),
        low: percent(low ?? 0),
        high: percent(high ?? 1),
        span: (words) => <span className="block text-ink-2">{words}</span>,
      })}
    </td>
  );
}
