import { Section } from "@/components/ui/section";
import type { OutlookOutput } from "@/lib/explain/explanation";
import { outlookReasons } from "@/lib/explain/outlook-reasons";
import { formatRisk } from "@/lib/policy/format-risk";
import type { Because, Resources } from "@/lib/policy/four-questions";
import type { AssessmentView } from "@/lib/workflows/views";

/** The index's four questions with their answers, and the level that follows; where another is shown, why. */
export function FourQuestions({ assessment }: { assessment: AssessmentView }) {
  const { questions: q } = assessment;
  const heldBack = assessment.model.state === "held-back";
  // Where what the model says is held back, "no" would be half an answer of it.
  const urgent = (answer: boolean | null) => (heldBack && !answer ? "No rule says so" : yesNo(answer));
  return (
    <Section title="The four questions" tour="questions">
      <dl className="divide-y divide-line">
        <Question
          letter="A"
          asks="Life-saving help now?"
          answer={urgent(q.a.answer)}
          strong={q.a.answer === true}
        >
          <Evidence
            because={q.a.because.filter((b) => b.id !== "model")}
            otherwise={q.a.p === null ? null : `${formatRisk(q.a.p)} of patients like this one need it.`}
          />
        </Question>
        <Question letter="B" asks="Must not wait?" answer={urgent(q.b.answer)} strong={q.b.answer === true}>
          <Evidence
            because={q.b.because.filter((b) => b.id !== "model")}
            otherwise={q.b.p === null ? null : `${formatRisk(q.b.p)} for level 1 or 2 by the model.`}
          />
        </Question>
        <Question
          letter="C"
          asks="How many resources?"
          answer={heldBack ? "Yours to judge" : resourcesIn(q.c.answer)}
          strong={q.c.answer === "many"}
        >
          {!heldBack && <p>{q.c.p === null ? "No model answered this." : resourceShares(q.c.p)}</p>}
          {q.c.answer === "many" && <Mostly assessment={assessment} output="manyResources" />}
        </Question>
        <Question
          letter="D"
          asks="Danger-zone vital signs?"
          answer={yesNo(q.d.answer)}
          strong={q.d.answer === true}
        >
          <Evidence
            because={q.d.because}
            otherwise={
              q.d.answer === null ? "Heart rate, breathing rate and oxygen saturation are not known." : null
            }
          />
        </Question>
      </dl>
      <p className="mt-2 border-t border-line pt-2 leading-snug text-pretty">{conclusion(assessment)}</p>
    </Section>
  );
}

type QuestionProps = {
  letter: string;
  asks: string;
  answer: string;
  strong: boolean;
  children: React.ReactNode;
};

function Question({ letter, asks, answer, strong, children }: QuestionProps) {
  return (
    <div className="grid grid-cols-[1.4rem_minmax(0,1fr)_auto] gap-x-2 py-1.5">
      <dt className="contents">
        <span aria-hidden="true" className="font-semibold text-ink-3">
          {letter}
        </span>
        <span className="font-medium">{asks}</span>
      </dt>
      <dd className="contents">
        <span className={`text-right ${strong ? "font-semibold" : "text-ink-2"}`}>{answer}</span>
        <div className="col-span-2 col-start-2 text-[0.93rem] leading-snug text-pretty text-ink-2">
          {children}
        </div>
      </dd>
    </div>
  );
}

/** What speaks for yes; a share where nothing does. The sources stand with the safety rules. */
function Evidence({ because, otherwise }: { because: readonly Because[]; otherwise: string | null }) {
  if (because.length === 0) return otherwise === null ? null : <p>{otherwise}</p>;
  return (
    <>
      <ul>
        {because.slice(0, MOST).map((b) => (
          <li key={b.id} title={b.source ?? undefined}>
            {b.text}
          </li>
        ))}
        {because.length > MOST && <li>and {because.length - MOST} more, see the safety rules</li>}
      </ul>
      {otherwise && <p>{otherwise}</p>}
    </>
  );
}

const MOST = 3;

/** What the model's answer rests on, once it has been worked out. */
function Mostly({ assessment, output }: { assessment: AssessmentView; output: OutlookOutput }) {
  const reasons = assessment.explanation ? outlookReasons(assessment.explanation, output) : [];
  if (reasons.length === 0) return null;
  return (
    <p>Mostly for {reasons.map((r) => (r.display ? `${r.label} ${r.display}` : r.label)).join(", ")}.</p>
  );
}

const yesNo = (answer: boolean | null): string => (answer === null ? "Not known" : answer ? "Yes" : "No");

const IN_WORDS: Readonly<Record<Resources, string>> = { none: "None", one: "One", many: "Two or more" };
const resourcesIn = (answer: Resources | null): string => (answer === null ? "Not known" : IN_WORDS[answer]);

const resourceShares = ([none, one, many]: readonly [number, number, number]): string =>
  `Two or more ${formatRisk(many)}, one ${formatRisk(one)}, none ${formatRisk(none)}.`;

/** What follows, and where the level shown is another one, why. */
export function conclusion({ questions: q, floor, modelLevel, level }: AssessmentView): string {
  if (q.level === null) return "Without an answer to C the questions lead to no level.";
  if (level === null || level === q.level) return `These answers lead to level ${q.level}.`;
  if (floor !== null && level === floor.level && level !== modelLevel)
    return `These answers lead to level ${q.level}. Level ${level} is shown because a safety rule asks for it.`;
  return level < q.level
    ? `These answers lead to level ${q.level}. The model shows ${level}: the likelihoods are close, and to see somebody too late is the worse mistake.`
    : `These answers lead to level ${q.level}. The model shows ${level}: nurses chart most patients like this one so.`;
}
