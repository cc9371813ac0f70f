import { useTranslations } from "next-intl";
import { LevelMark } from "@/components/triage/level-mark";
import { Section } from "@/components/ui/section";
import { useLevelName } from "@/components/words/use-level-name";
import type { Words } from "@/components/words/words";
import type { LabelTally } from "@/lib/feedback/label-tally";

/** How many decisions became labels, of which level and from what, and what kept the others out. */
export function LabelReport({ tally, narrowed }: { tally: LabelTally; narrowed: boolean }) {
  const t = useTranslations("console.labels");
  if (tally.decisions === 0)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
        {narrowed ? t("noLevelWasDecidedIn") : t("noLevelHasBeenDecided")}
      </p>
    );
  return (
    <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
      <Section
        title={t("used")}
        aside={t("labelsOfDecisions", { labels: tally.labels, decisions: tally.decisions })}
      >
        <ByLevel tally={tally} />
      </Section>
      <Section title={t("notUsed")} aside={notUsedInBrief(tally, t)}>
        <NotUsed tally={tally} />
      </Section>
    </div>
  );
}

/** "14 superseded, 3 too late, 2 incomplete" */
export function notUsedInBrief({ notUsed, notKnown }: LabelTally, t: Words<"console.labels">): string {
  const parts = notUsed.filter((r) => r.n > 0).map((r) => `${r.n} ${r.name}`);
  if (notKnown > 0) parts.push(t("countNotKnown", { count: notKnown }));
  return parts.join(", ") || t("none");
}

const SOURCES = ["accept", "override", "assign"] as const;
const NUMBER = "py-1.5 pl-2 text-right sm:pl-3";

function ByLevel({ tally }: { tally: LabelTally }) {
  const levelName = useLevelName();
  const t = useTranslations("console.labels");
  return (
    <div className="overflow-x-auto">
      <table className="w-full max-sm:text-[0.93rem]">
        <caption className="sr-only">{t("labelsByLevelAndBy")}</caption>
        <thead>
          <tr className="text-left text-[0.93rem] text-ink-3">
            <th scope="col" className="py-1.5 font-medium">
              {t("levelDecided")}
            </th>
            {SOURCES.map((key) => (
              <th key={key} scope="col" className={`${NUMBER} font-medium`}>
                {t(`head.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tally.byLevel.map((row) => (
            <tr key={row.level} className="border-t border-line/70">
              <th scope="row" className="py-1.5 text-left font-medium">
                <span className="flex items-center gap-1.5 sm:gap-2.5">
                  <LevelMark level={row.level} size={24} />
                  <span className="sr-only">{t("levelLevel", { level: row.level })} </span>
                  {levelName(row.level)}
                </span>
              </th>
              {SOURCES.map((key) => (
                <td key={key} className={`${NUMBER} ${row[key] === 0 ? "text-ink-3" : "font-medium"}`}>
                  {row[key]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NotUsed({ tally }: { tally: LabelTally }) {
  const t = useTranslations("console.labels");
  return (
    <dl className="divide-y divide-line/70">
      {tally.notUsed.map(({ code, name, words, n }) => (
        <Row key={code} name={name} words={words} n={n} />
      ))}
      {tally.notKnown > 0 && (
        <Row name={t("notKnown")} words={t("decidedBeforeOpenAcuityKeptWhy")} n={tally.notKnown} />
      )}
    </dl>
  );
}

function Row({ name, words, n }: { name: string; words: string; n: number }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1.5">
      <dt>
        <span className={`font-medium first-letter:uppercase inline-block ${n === 0 ? "text-ink-3" : ""}`}>
          {name}
        </span>
        <span className="block text-[0.93rem] text-pretty text-ink-2">{words}</span>
      </dt>
      <dd className={`text-[1.14rem] font-semibold ${n === 0 ? "text-ink-3" : ""}`}>{n}</dd>
    </div>
  );
}
