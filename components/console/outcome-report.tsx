import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LevelMark } from "@/components/triage/level-mark";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import { useLevelName } from "@/components/words/use-level-name";
import type { Words } from "@/components/words/words";
import {
  type Estimate,
  type FalseCalm,
  type Judged,
  LEAST_CALM,
  LEAST_JUDGED,
} from "@/lib/monitoring/outcome-report";
import type { OutcomesView } from "@/lib/workflows/watch/outcome-report";

/** What is known of decided visits, what is still open, and what that says about the levels. */
export function OutcomeReportView({ report, narrowed }: { report: OutcomesView; narrowed: boolean }) {
  const t = useTranslations("console.outcomes");
  if (report.visits === 0)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
        {narrowed ? t("noLevelWasDecidedIn") : t("noLevelHasBeenDecided")}
      </p>
    );
  return (
    <>
      {!report.canAsk && (
        <Notice tone="warn" title={t("noEHRCanBeAsked")} className="mb-4">
          {t("outcomesAreReadInOpenAcuitys")}
        </Notice>
      )}
      {report.newestOnly !== null && (
        <Notice
          tone="info"
          title={t("theNewestNewestOnlyVisitsAlone", { newestOnly: report.newestOnly })}
          className="mb-4"
        >
          {t("narrowByDaysToSee")}
        </Notice>
      )}
      {report.upTo && (
        <p className="mb-3 px-1 text-[0.93rem] text-ink-3">
          {t.rich("broughtUpToDateEvery", {
            at: () => <LocalTime iso={report.upTo?.toISOString() ?? ""} withDate />,
          })}
        </p>
      )}
      <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
        <Section title={t("whatIsKnown")} aside={t("visits", { visits: report.visits })}>
          <Answers report={report} />
        </Section>
        <Section title={t("howFarTheyWereFollowed")} aside={delayInWords(report.delayHours, t)}>
          <States report={report} />
        </Section>
        <Section title={t("criticalCareOrDeathBy")} aside={countInWords(report, t)}>
          <ByLevel report={report} />
        </Section>
        <Section title={t("whoWasPutFirst")} aside={t("areaUnderTheROCCurve")}>
          <Ranked name={t("criticalCareOrDeath")} judged={report.grave} />
          <Ranked name={t("admission")} judged={report.admission} />
        </Section>
        <Section title={t("falseCalm")} aside={t("criticalCareOrDeathAt")}>
          <Calm name={t("cliniciansLevels")} calm={report.falseCalm.clinicians} />
          <Calm name={t("suggestedLevels")} calm={report.falseCalm.suggestions} />
          <p className="mt-2 max-w-[70ch] text-[0.93rem] text-pretty text-ink-2">
            {t("cliniciansHadSeenTheSuggestion")}
          </p>
        </Section>
      </div>
    </>
  );
}

const NUMBER = "py-1.5 pl-3 text-right";

function Answers({ report }: { report: OutcomesView }) {
  const t = useTranslations("console.outcomes");
  const heads = [t("yes"), t("no"), t("doesNotApply"), t("notKnown"), t("stillOpen")];
  return (
    <div className="overflow-x-auto">
      <table className="w-full">
        <caption className="sr-only">{t("decidedVisitsByWhatBecame")}</caption>
        <thead>
          <tr className="text-left align-bottom text-ink-3">
            <th scope="col" className="py-1.5 font-medium">
              {t("whatHappened")}
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className={`${NUMBER} font-medium`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.questions.map(({ outcome, answers, open }) => (
            <tr key={outcome} className="border-t border-line/70">
              <th scope="row" className="py-1.5 text-left font-medium">
                {t(`outcome.${outcome}`)}
              </th>
              {[answers.yes, answers.no, answers["does-not-apply"], answers["not-known"], open].map(
                (n, i) => (
                  <td key={heads[i]} className={`${NUMBER} ${n === 0 ? "text-ink-3" : "font-medium"}`}>
                    {n}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const STATES = [
  "open",
  "complete",
  "partly",
  "not-known",
  "refused",
  "withdrawn",
  "not-followed",
] as const satisfies readonly (keyof OutcomesView["byState"])[];

function States({ report }: { report: OutcomesView }) {
  const t = useTranslations("console.outcomes");
  return (
    <dl className="divide-y divide-line/70">
      {STATES.map((state) => (
        <Row key={state} name={t(`state.${state}`)} n={report.byState[state]}>
          {t(`means.${state}`)}
          {state === "open" && report.byState.open > 0 && openInWords(report, t)}
        </Row>
      ))}
    </dl>
  );
}

type Said = Words<"console.outcomes">;

function openInWords({ open }: OutcomesView, t: Said): string {
  const oldest =
    open.oldestHours === null ? "" : ` ${t("theFirstCameAgo", { ago: hoursInWords(open.oldestHours, t) })}`;
  return open.failing > 0 ? `${oldest} ${t("failing", { failing: open.failing })}` : oldest;
}

const hoursInWords = (hours: number, t: Said): string =>
  hours < 48 ? t("hours", { count: Math.round(hours) }) : t("days", { count: Math.round(hours / 24) });
const delayInWords = (hours: number | null, t: Said): ReactNode =>
  hours === null ? null : t("lastHeardOf", { after: hoursInWords(hours, t) });
const countInWords = ({ byLevel }: OutcomesView, t: Said): string =>
  t("certainFor", { visits: byLevel.reduce((sum, l) => sum + l.visits, 0) });

function Row({ name, n, children }: { name: string; n: number; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1.5">
      <dt>
        <span className={`font-medium ${n === 0 ? "text-ink-3" : ""}`}>{name}</span>
        <span className="block text-[0.93rem] text-pretty text-ink-2">{children}</span>
      </dt>
      <dd className={`text-[1.14rem] font-semibold ${n === 0 ? "text-ink-3" : ""}`}>{n}</dd>
    </div>
  );
}

function ByLevel({ report }: { report: OutcomesView }) {
  const levelName = useLevelName();
  const t = useTranslations("console.outcomes");
  return (
    <table className="w-full">
      <caption className="sr-only">{t("visitsWhereItIsCertain")}</caption>
      <thead>
        <tr className="text-left text-ink-3">
          <th scope="col" className="py-1.5 font-medium">
            {t("levelDecided")}
          </th>
          <th scope="col" className={`${NUMBER} font-medium`}>
            {t("visitsHead")}
          </th>
          <th scope="col" className={`${NUMBER} font-medium`}>
            {t("criticalCareOrDeath")}
          </th>
        </tr>
      </thead>
      <tbody>
        {report.byLevel.map(({ level, visits, grave }) => (
          <tr key={level} className="border-t border-line/70">
            <th scope="row" className="py-1.5 text-left font-medium">
              <span className="flex items-center gap-2.5">
                <LevelMark level={level} size={24} />
                <span className="sr-only">{t("levelLevel", { level })} </span>
                {levelName(level)}
              </span>
            </th>
            <td className={`${NUMBER} ${visits === 0 ? "text-ink-3" : "font-medium"}`}>{visits}</td>
            <td className={`${NUMBER} ${grave === 0 ? "text-ink-3" : "font-medium"}`}>{grave}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** 0.5 is chance, 1 puts everybody with the outcome before everybody without. */
function Ranked({ name, judged }: { name: string; judged: Judged }) {
  const figures = useFigures();
  const t = useTranslations("console.outcomes");
  const area = ({ value, low, high }: Estimate): string =>
    t("area", { value: figures.fixed(value, 2), low: figures.fixed(low, 2), high: figures.fixed(high, 2) });
  return (
    <div className="border-t border-line/70 py-2 first:border-t-0 first:pt-0">
      <h3 className="font-medium">
        {name}
        <span className="ml-2 font-normal text-ink-3">
          {t("yesOfVisitsWithA", { yes: judged.yes, visits: judged.visits })}
        </span>
      </h3>
      {judged.enough ? (
        <dl>
          <Value term={t("cliniciansLevels")} text={area(judged.clinicians)} />
          <Value term={t("suggestedLevels")} text={area(judged.suggestions)} />
        </dl>
      ) : (
        <p className="max-w-[70ch] text-pretty text-ink-2">
          {t("tooFewToTellVisits", { visits: LEAST_JUDGED.visits, ofEach: LEAST_JUDGED.ofEach })}
        </p>
      )}
    </div>
  );
}

function Calm({ name, calm }: { name: string; calm: FalseCalm }) {
  const figures = useFigures();
  const percent = (x: number): string => `${figures.fixed(100 * x, 1)} %`;
  const t = useTranslations("console.outcomes");
  return (
    <dl>
      <Value
        term={name}
        text={
          calm.enough
            ? t("valueLowToHighGrave", {
                value: percent(calm.share.value),
                low: percent(calm.share.low),
                high: percent(calm.share.high),
                grave: calm.grave,
                visits: calm.visits,
              })
            : t("tooFewToTellVisits2", { visits: calm.visits, LEAST_CALM })
        }
      />
    </dl>
  );
}

function Value({ term, text }: { term: string; text: string }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 py-1">
      <dt>{term}</dt>
      <dd className="font-semibold">{text}</dd>
    </div>
  );
}
