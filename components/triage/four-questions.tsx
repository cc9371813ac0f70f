import { useTranslations } from "next-intl";
import { Section } from "@/components/ui/section";
import { useSaid } from "@/components/words/use-said";
import type { Words } from "@/components/words/words";
import type { OutlookOutput } from "@/lib/explain/explanation";
import { outlookReasons } from "@/lib/explain/outlook-reasons";
import { formatRisk } from "@/lib/policy/format-risk";
import type { Because } from "@/lib/policy/four-questions";
import type { AssessmentView } from "@/lib/workflows/views";

/** The index's four questions with their answers, and the level that follows; where another is shown, why. */
export function FourQuestions({ assessment }: { assessment: AssessmentView }) {
  const t = useTranslations("patient");
  const said = useSaid();
  const { questions: q } = assessment;
  const heldBack = assessment.model.state === "held-back";
  // Where what the model says is held back, "no" would be half an answer of it.
  const urgent = (answer: boolean | null) => (heldBack && !answer ? t("noRuleSaysSo") : t(yesNo(answer)));
  return (
    <Section title={t("theFourQuestions")} tour="questions">
      <dl className="divide-y divide-line">
        <Question
          letter="A"
          asks={t("lifeSavingHelpNow")}
          answer={urgent(q.a.answer)}
          strong={q.a.answer === true}
        >
          <Evidence
            because={q.a.because.filter((b) => b.id !== "model")}
            otherwise={q.a.p === null ? null : t("shareNeedsIt", { share: said(formatRisk(q.a.p)) })}
          />
        </Question>
        <Question letter="B" asks={t("mustNotWait")} answer={urgent(q.b.answer)} strong={q.b.answer === true}>
          <Evidence
            because={q.b.because.filter((b) => b.id !== "model")}
            otherwise={q.b.p === null ? null : t("shareForLevel1Or2", { share: said(formatRisk(q.b.p)) })}
          />
        </Question>
        <Question
          letter="C"
          asks={t("howManyResources")}
          answer={heldBack ? t("yoursToJudge") : t(`resources.${q.c.answer ?? "unknown"}`)}
          strong={q.c.answer === "many"}
        >
          {!heldBack && <p>{q.c.p === null ? t("noModelAnsweredThis") : resourceShares(q.c.p, t, said)}</p>}
          {q.c.answer === "many" && <Mostly assessment={assessment} output="manyResources" />}
        </Question>
        <Question
          letter="D"
          asks={t("dangerZoneVitalSigns")}
          answer={t(yesNo(q.d.answer))}
          strong={q.d.answer === true}
        >
          <Evidence because={q.d.because} otherwise={q.d.answer === null ? t("vitalSignsNotKnown") : null} />
        </Question>
      </dl>
      <p className="mt-2 border-t border-line pt-2 leading-snug text-pretty">{conclusion(assessment, t)}</p>
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
  const t = useTranslations("patient");
  const said = useSaid();
  if (because.length === 0) return otherwise === null ? null : <p>{otherwise}</p>;
  return (
    <>
      <ul>
        {because.slice(0, MOST).map((b) => (
          <li key={b.id} title={b.source ?? undefined}>
            {said(b.text)}
          </li>
        ))}
        {because.length > MOST && <li>{t("andMoreRules", { count: because.length - MOST })}</li>}
      </ul>
      {otherwise && <p>{otherwise}</p>}
    </>
  );
}

const MOST = 3;

/** What the model's answer rests on, once it has been worked out. */
function Mostly({ assessment, output }: { assessment: AssessmentView; output: OutlookOutput }) {
  const t = useTranslations("patient");
  const said = useSaid();
  const reasons = assessment.explanation ? outlookReasons(assessment.explanation, output) : [];
  if (reasons.length === 0) return null;
  return (
    <p>
      {t("mostlyForValue", {
        value: reasons.map((r) => said(r.display ? `${r.label} ${r.display}` : r.label)).join(", "),
      })}
    </p>
  );
}

const yesNo = (answer: boolean | null) => (answer === null ? "unknown" : answer ? "yes" : "no");

const resourceShares = (
  [none, one, many]: readonly [number, number, number],
  t: Words<"patient">,
  said: (text: string) => string,
): string =>
  t("resourceShares", {
    many: said(formatRisk(many)),
    one: said(formatRisk(one)),
    none: said(formatRisk(none)),
  });

/** What follows, and where the level shown is another one, why. */
export function conclusion(
  { questions: q, floor, modelLevel, level }: AssessmentView,
  t: Words<"patient">,
): string {
  if (q.level === null) return t("leadToNoLevel");
  const levels = { level: q.level, shown: level ?? q.level };
  if (level === null || level === q.level) return t("leadToLevel", levels);
  if (floor !== null && level === floor.level && level !== modelLevel) return t("leadToLevelRule", levels);
  return t(level < q.level ? "leadToLevelMoreUrgent" : "leadToLevelLessUrgent", levels);
}
