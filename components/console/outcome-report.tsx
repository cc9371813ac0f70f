import type { ReactNode } from "react";
import { plural } from "@/components/format";
import { LevelMark } from "@/components/triage/level-mark";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { LEVEL_NAMES } from "@/lib/case/level";
import {
  type Estimate,
  type FalseCalm,
  type Judged,
  LEAST_CALM,
  LEAST_JUDGED,
} from "@/lib/monitoring/outcome-report";
import type { OutcomesView } from "@/lib/workflows/watch/outcome-report";
import { OUTCOME_WORDS } from "./datasets/words";

/** What is known of decided visits, what is still open, and what that says about the levels. */
export function OutcomeReportView({ report, narrowed }: { report: OutcomesView; narrowed: boolean }) {
  if (report.visits === 0)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
        {narrowed ? "No level was decided in these days." : "No level has been decided yet."}
      </p>
    );
  return (
    <>
      {!report.canAsk && (
        <Notice tone="warn" title="No EHR can be asked." className="mb-4">
          Outcomes are read in OpenAcuity’s own name. No EHR has registered it as a client of its own; whoever
          runs OpenAcuity finds how in its operator’s guide.
        </Notice>
      )}
      {report.newestOnly !== null && (
        <Notice
          tone="info"
          title={`The newest ${report.newestOnly} visits alone are counted.`}
          className="mb-4"
        >
          Narrow by days to see others.
        </Notice>
      )}
      {report.upTo && (
        <p className="mb-3 px-1 text-[0.93rem] text-ink-3">
          Brought up to date <LocalTime iso={report.upTo.toISOString()} withDate />; every minute or so when
          something has come in.
        </p>
      )}
      <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
        <Section title="What is known" aside={plural(report.visits, "decided visit")}>
          <Answers report={report} />
        </Section>
        <Section title="How far they were followed" aside={delayInWords(report.delayHours)}>
          <States report={report} />
        </Section>
        <Section title="Critical care or death, by level decided" aside={countInWords(report)}>
          <ByLevel report={report} />
        </Section>
        <Section title="Who was put first" aside="area under the ROC curve">
          <Ranked name="Critical care or death" judged={report.grave} />
          <Ranked name="Admission" judged={report.admission} />
        </Section>
        <Section title="False calm" aside="critical care or death at levels 4 and 5">
          <Calm name="Clinicians’ levels" calm={report.falseCalm.clinicians} />
          <Calm name="Suggested levels" calm={report.falseCalm.suggestions} />
          <p className="mt-2 max-w-[70ch] text-[0.93rem] text-pretty text-ink-2">
            Clinicians had seen the suggestion, and those at urgent levels were treated sooner because of it:
            neither figure says what the level alone would have done.
          </p>
        </Section>
      </div>
    </>
  );
}

const NUMBER = "py-1.5 pl-3 text-right";

function Answers({ report }: { report: OutcomesView }) {
  const heads = ["Yes", "No", "Does not apply", "Not known", "Still open"];
  return (
    <div className="overflow-x-auto">
      <table className="w-full">
        <caption className="sr-only">Decided visits by what became of the patient</caption>
        <thead>
          <tr className="text-left align-bottom text-ink-3">
            <th scope="col" className="py-1.5 font-medium">
              What happened
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
                {OUTCOME_WORDS[outcome]}
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

const STATES: readonly { state: keyof OutcomesView["byState"]; name: string; words: string }[] = [
  {
    state: "open",
    name: "Still open",
    words: "Asked again 6, 24 and 96 hours after arrival, and after a week.",
  },
  { state: "complete", name: "Complete", words: "Every question is answered, or does not apply." },
  { state: "partly", name: "Partly", words: "Followed to the end; the EHR did not say everything." },
  { state: "not-known", name: "Not known", words: "The EHR said nothing, or did not answer for two weeks." },
  {
    state: "refused",
    name: "Refused",
    words: "The visit is another patient’s in the EHR now: nothing was attached.",
  },
  { state: "withdrawn", name: "Withdrawn", words: "A label was withdrawn, or the patient opted out." },
  {
    state: "not-followed",
    name: "Not followed",
    words: "Nobody asks: decided too long ago, or the EHR cannot be asked.",
  },
];

function States({ report }: { report: OutcomesView }) {
  return (
    <dl className="divide-y divide-line/70">
      {STATES.map(({ state, name, words }) => (
        <Row key={state} name={name} n={report.byState[state]}>
          {words}
          {state === "open" && report.byState.open > 0 && openInWords(report)}
        </Row>
      ))}
    </dl>
  );
}

function openInWords({ open }: OutcomesView): string {
  const oldest =
    open.oldestHours === null ? "" : ` The first of them came ${hoursInWords(open.oldestHours)} ago.`;
  return open.failing > 0
    ? `${oldest} For ${open.failing} the EHR did not answer when it was last asked.`
    : oldest;
}

const hoursInWords = (hours: number): string =>
  hours < 48 ? plural(Math.round(hours), "hour") : plural(Math.round(hours / 24), "day");
const delayInWords = (hours: number | null): ReactNode =>
  hours === null ? null : `last heard of ${hoursInWords(hours)} after arrival (median)`;
const countInWords = ({ byLevel }: OutcomesView): string =>
  `certain for ${plural(
    byLevel.reduce((sum, l) => sum + l.visits, 0),
    "visit",
  )}`;

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
  return (
    <table className="w-full">
      <caption className="sr-only">
        Visits where it is certain whether critical care or death followed, by level
      </caption>
      <thead>
        <tr className="text-left text-ink-3">
          <th scope="col" className="py-1.5 font-medium">
            Level decided
          </th>
          <th scope="col" className={`${NUMBER} font-medium`}>
            Visits
          </th>
          <th scope="col" className={`${NUMBER} font-medium`}>
            Critical care or death
          </th>
        </tr>
      </thead>
      <tbody>
        {report.byLevel.map(({ level, visits, grave }) => (
          <tr key={level} className="border-t border-line/70">
            <th scope="row" className="py-1.5 text-left font-medium">
              <span className="flex items-center gap-2.5">
                <LevelMark level={level} size={24} />
                <span className="sr-only">Level {level}, </span>
                {LEVEL_NAMES[level]}
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

const area = ({ value, low, high }: Estimate): string =>
  `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;

/** 0.5 is chance, 1 puts everybody with the outcome before everybody without. */
function Ranked({ name, judged }: { name: string; judged: Judged }) {
  return (
    <div className="border-t border-line/70 py-2 first:border-t-0 first:pt-0">
      <h3 className="font-medium">
        {name}
        <span className="ml-2 font-normal text-ink-3">
          {judged.yes} of {plural(judged.visits, "visit")} with a suggestion
        </span>
      </h3>
      {judged.enough ? (
        <dl>
          <Value term="Clinicians’ levels" text={area(judged.clinicians)} />
          <Value term="Suggested levels" text={area(judged.suggestions)} />
        </dl>
      ) : (
        <p className="max-w-[70ch] text-pretty text-ink-2">
          Too few to tell: {LEAST_JUDGED.visits} visits are needed, {LEAST_JUDGED.ofEach} with it and{" "}
          {LEAST_JUDGED.ofEach} without.
        </p>
      )}
    </div>
  );
}

function Calm({ name, calm }: { name: string; calm: FalseCalm }) {
  return (
    <dl>
      <Value
        term={name}
        text={
          calm.enough
            ? `${percent(calm.share.value)} (${percent(calm.share.low)} to ${percent(calm.share.high)}), ${calm.grave} of ${calm.visits}`
            : `too few to tell (${calm.visits} of ${LEAST_CALM} visits needed)`
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
