import Link from "next/link";
import { useTranslations } from "next-intl";
import { Section } from "@/components/ui/section";
import { useLevelName } from "@/components/words/use-level-name";
import { LEVELS } from "@/lib/case/level";
import { shortDigest } from "@/lib/feedback/dataset-files";
import type { DatasetsCompared } from "@/lib/workflows/learning/datasets";
import { BackToList } from "./one";
import { datasetHref } from "./words";

/** More are counted and not listed. */
const LISTED = 100;
const NUMBER = "py-1.5 pl-3 text-right";

/** Two datasets side by side: their counts as they were, and the cases in which what is left of them differs. */
export function DatasetComparison({ compared: { first, second, diff } }: { compared: DatasetsCompared }) {
  const t = useTranslations("console.datasets");
  const levelName = useLevelName();
  const [a, b] = [shortDigest(first.digest), shortDigest(second.digest)];
  return (
    <>
      <BackToList />
      <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
        <Section title={t("counts")} aside={t("ofWhatWasLearnedFrom")}>
          <table className="w-full">
            <caption className="sr-only">{t("casesByLevelInBothDatasets")}</caption>
            <thead>
              <tr className="text-left text-ink-3">
                <th scope="col" className="py-1.5 font-medium">
                  {t("cases")}
                </th>
                {[first, second].map((d) => (
                  <th key={d.digest} scope="col" className={`${NUMBER} font-mono font-medium`}>
                    <Link href={datasetHref(d.digest)} className="underline underline-offset-2">
                      {shortDigest(d.digest)}
                    </Link>
                  </th>
                ))}
                <th scope="col" className={`${NUMBER} font-medium`}>
                  {t("difference")}
                </th>
              </tr>
            </thead>
            <tbody>
              <Counted name={t("all")} a={first.counts.cases} b={second.counts.cases} />
              {LEVELS.map((l) => (
                <Counted
                  key={l}
                  name={t("levelAndName", { l, name: levelName(l) })}
                  a={first.counts.byLevel[l] ?? 0}
                  b={second.counts.byLevel[l] ?? 0}
                />
              ))}
              <Counted name={t("outcomesKnown")} a={first.counts.followed} b={second.counts.followed} />
              <Counted name={t("withdrawnSince")} a={first.fallen} b={second.fallen} />
            </tbody>
          </table>
        </Section>
        <Section title={t("cases")} aside={t("ofWhatMayStillBeLearned")}>
          <p>
            {t("samePluralOneSameCaseOther", {
              same: diff.same,
              changed: diff.changed.length,
              onlyFirst: diff.onlyFirst.length,
              a,
              onlySecond: diff.onlySecond.length,
              b,
            })}
          </p>
          <Listed
            title={t("notAlike")}
            cases={diff.changed.map(({ id, what }) => ({
              id,
              words: what.map((w) => t(`changed.${w}`)).join(", "),
            }))}
          />
          <Listed title={t("inAAlone", { a })} cases={diff.onlyFirst.map((id) => ({ id, words: "" }))} />
          <Listed title={t("inBAlone", { b })} cases={diff.onlySecond.map((id) => ({ id, words: "" }))} />
        </Section>
      </div>
    </>
  );
}

function Counted({ name, a, b }: { name: string; a: number; b: number }) {
  const by = b - a;
  return (
    <tr className="border-t border-line/70">
      <th scope="row" className="py-1.5 text-left font-medium">
        {name}
      </th>
      <td className={NUMBER}>{a}</td>
      <td className={NUMBER}>{b}</td>
      <td className={`${NUMBER} ${by === 0 ? "text-ink-3" : "font-medium"}`}>
        {by > 0 ? `+${by}` : by < 0 ? `−${-by}` : 0}
      </td>
    </tr>
  );
}

function Listed({ title, cases }: { title: string; cases: readonly { id: string; words: string }[] }) {
  const t = useTranslations("console.datasets");
  if (cases.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="cursor-pointer font-medium">
        {title} ({cases.length})
      </summary>
      <ul className="mt-1 columns-2 gap-6 text-[0.93rem]">
        {cases.slice(0, LISTED).map(({ id, words }) => (
          <li key={id} className="break-inside-avoid">
            <Link href={`/console/labels?label=${id}`} className="font-mono text-[0.857rem] underline">
              {id.slice(0, 8)}
            </Link>{" "}
            <span className="text-ink-2">{words}</span>
          </li>
        ))}
      </ul>
      {cases.length > LISTED && (
        <p className="label">{t("andCasesMore", { cases: cases.length - LISTED })}</p>
      )}
    </details>
  );
}
