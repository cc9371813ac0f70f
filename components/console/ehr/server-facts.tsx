import { useTranslations } from "next-intl";
import { ColumnHeads } from "@/components/ui/column-heads";
import { LocalTime } from "@/components/ui/time";
import type { EhrSiteView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "../table";

/** What the EHR's server says of itself, and how it has to be asked and written to. Learned by asking, never set by hand. */
export function ServerFacts({ facts }: Pick<EhrSiteView, "facts">) {
  const t = useTranslations("console.ehr");
  const searches = Object.entries(facts?.searches ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const { says, writeBack } = facts ?? {};
  return (
    <section aria-labelledby="server" className="space-y-4">
      <h2 id="server" className="text-[1.14rem] font-semibold">
        {t("theServer")}
      </h2>
      <p className="max-w-[70ch] text-ink-2">
        {says
          ? t("callsItself", {
              software: says.software ?? t("nothingInParticular"),
              fhir: String(Boolean(says.fhirVersion)),
              release: says.fhirVersion ?? "",
            })
          : t("hasNotSaid")}{" "}
        {t("serversDiffer")}
      </p>
      {searches.length > 0 && (
        <div className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full">
            <caption className="sr-only">{t("howEachPartOfA")}</caption>
            <ColumnHeads heads={[t("whatIsRead"), t("howItIsAskedFor")]} className={TABLE_HEAD} />
            <tbody>
              {searches.map(([question, way]) => (
                <tr key={question} className="hover:bg-hover">
                  <th scope="row" className={`${TABLE_CELL} font-medium`}>
                    {question}
                  </th>
                  <td className={TABLE_CELL}>{way}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <WriteBack writeBack={writeBack} />
    </section>
  );
}

type WriteBackFacts = NonNullable<EhrSiteView["facts"]>["writeBack"];

function WriteBack({ writeBack }: { writeBack: WriteBackFacts | undefined }) {
  const t = useTranslations("console.ehr");
  if (!writeBack) return <p className="text-ink-2">{t("noDecisionHasBeenWritten")}</p>;
  const parts = Object.entries(writeBack.parts);
  const partOf = (type: string): string => {
    const part = PARTS.find((p) => p === type);
    return part ? t(`part.${part}`) : type;
  };
  const replaced = writeBack.replaced;
  return (
    <>
      <p>
        {t.rich("decisionsAreWrittenIsWayLast", {
          isWay: String(Boolean(writeBack.way === "transaction")),
          at: () => <LocalTime iso={writeBack.at} withDate />,
        })}
      </p>
      <ul className="max-w-[70ch] list-disc space-y-1 pl-5">
        {parts.map(([type, outcome]) => (
          <li key={type}>
            {partOf(type)}: {outcome === "taken" ? t("taken") : t("refusedStatusOutcome", { outcome })}
          </li>
        ))}
        {replaced !== undefined && (
          <li>
            {t("markingALevelAsReplaced", { isReplaced: String(Boolean(replaced === "taken")), replaced })}
          </li>
        )}
      </ul>
    </>
  );
}

const PARTS = ["Observation", "RiskAssessment", "Device", "Provenance"] as const;
