import { useTranslations } from "next-intl";
import { ColumnHeads } from "@/components/ui/column-heads";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import type { Words } from "@/components/words/words";
import type { EhrSiteView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "../table";

type News = NonNullable<EhrSiteView["news"]>[number];

/** Whether the EHR says by itself when something is new (R4 Subscriptions); without it boards ask, so nothing is lost but seconds. */
export function EhrNews({ news, facts }: Pick<EhrSiteView, "news" | "facts">) {
  const figures = useFigures();
  const t = useTranslations("console.ehr");
  return (
    <section aria-labelledby="news" className="space-y-4">
      <h2 id="news" className="text-[1.14rem] font-semibold">
        {t("newsWithoutAsking")}
      </h2>
      <p className="max-w-[70ch] text-ink-2">{says(news, facts?.says?.news, t)}</p>
      {news && news.length > 0 && (
        <div className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full">
            <caption className="sr-only">{t("whatTheEHRWasAsked")}</caption>
            <ColumnHeads
              heads={[t("what"), t("state"), t("lastCall"), t("calls"), t("askedUntil")]}
              className={TABLE_HEAD}
            />
            <tbody>
              {news.map((row) => (
                <tr key={row.criteria} className="hover:bg-hover">
                  <th
                    scope="row"
                    className={`${TABLE_CELL} font-mono text-[0.93rem] [overflow-wrap:anywhere]`}
                  >
                    {row.criteria}
                  </th>
                  <td className={TABLE_CELL}>{stateOf(row, t)}</td>
                  <Time at={row.heardAt} />
                  <td className={TABLE_CELL}>{figures.count(row.calls)}</td>
                  <Time at={row.endsAt} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Time({ at }: { at: string | null }) {
  const t = useTranslations("console.ehr");
  return (
    <td className={`${TABLE_CELL} whitespace-nowrap text-ink-2`}>
      {at ? <LocalTime iso={at} withDate /> : t("notYet")}
    </td>
  );
}

type Offered = NonNullable<NonNullable<EhrSiteView["facts"]>["says"]>["news"];

function says(news: EhrSiteView["news"], offered: Offered, t: Words<"console.ehr">): string {
  const known = t(`offers.${offered ?? "notSaid"}`);
  if (news === null) return t("notAsked", { known });
  if (news.length > 0) return t("callsSayOnly");
  return offered === "topic" ? t("noTopicIsKnown") : t("boardsAskAgain", { known });
}

const REFUSALS = ["ehr-refused", "unauthenticated", "launch-refused"] as const;

function stateOf({ state, errorCode, silent }: News, t: Words<"console.ehr">): string {
  if (state === "off") return t("takenBack");
  if (state === "refused")
    return t("refusedBecause", { why: t(`refusal.${REFUSALS.find((r) => r === errorCode) ?? "other"}`) });
  if (errorCode) return t("cannotBeReached");
  if (silent) return t("silentForTooLong");
  return state === "active" ? t("tells") : t("askedNotTakenUp");
}
