import { ColumnHeads } from "@/components/ui/column-heads";
import { LocalTime } from "@/components/ui/time";
import type { EhrSiteView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "../table";

type News = NonNullable<EhrSiteView["news"]>[number];

/** Whether the EHR says by itself when something is new (R4 Subscriptions); without it boards ask, so nothing is lost but seconds. */
export function EhrNews({ news, facts }: Pick<EhrSiteView, "news" | "facts">) {
  return (
    <section aria-labelledby="news" className="space-y-4">
      <h2 id="news" className="text-[1.14rem] font-semibold">
        News without asking
      </h2>
      <p className="max-w-[70ch] text-ink-2">{says(news, facts?.says?.news)}</p>
      {news && news.length > 0 && (
        <div className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full">
            <caption className="sr-only">What the EHR was asked to tell of by itself</caption>
            <ColumnHeads
              heads={["What", "State", "Last call", "Calls", "Asked until"]}
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
                  <td className={TABLE_CELL}>{stateOf(row)}</td>
                  <Time at={row.heardAt} />
                  <td className={TABLE_CELL}>{row.calls.toLocaleString("en-US")}</td>
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

const Time = ({ at }: { at: string | null }) => (
  <td className={`${TABLE_CELL} whitespace-nowrap text-ink-2`}>
    {at ? <LocalTime iso={at} withDate /> : "not yet"}
  </td>
);

type Offered = NonNullable<NonNullable<EhrSiteView["facts"]>["says"]>["news"];

function says(news: EhrSiteView["news"], offered: Offered): string {
  const can = {
    topic: "Its server says that it can tell by topic.",
    criteria: "Its server says that it can.",
    none: "Its server does not offer it.",
  };
  const known = offered ? can[offered] : "Whether its server can, it has not said yet.";
  if (news === null)
    return `This EHR is not asked to say when something is new (subscriptions in SMART_ISSUERS): boards ask it again and again. ${known}`;
  if (news.length > 0)
    return "Calls say only that boards should look again. Where none come, boards ask as before.";
  return offered === "topic"
    ? "Its server tells by topic, but none of its topics is known to be about what a board shows: name them in SMART_ISSUERS. Boards ask again and again."
    : `${known} Boards ask again and again.`;
}

const REFUSALS: Readonly<Record<string, string>> = {
  "ehr-refused": "the EHR does not take it",
  unauthenticated: "the EHR does not let OpenAcuity in",
  "launch-refused": "the EHR did not grant Subscription",
};

function stateOf({ state, errorCode, silent }: News): string {
  if (state === "off") return "Taken back";
  if (state === "refused") return `Refused: ${REFUSALS[errorCode ?? ""] ?? "see the log"}`;
  if (errorCode) return "The EHR cannot be reached";
  if (silent) return "Silent for too long: boards ask";
  return state === "active" ? "Tells" : "Asked, not taken up yet";
}
