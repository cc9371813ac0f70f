"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { ActionError, toActionError, unwrap } from "@/components/action-error";
import { formatAgeShort, sexInWords } from "@/components/format";
import { keepDraft, keptDraft } from "@/components/kept-draft";
import { newRequestId } from "@/components/request-id";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useLevelName } from "@/components/words/use-level-name";
import { useSaid } from "@/components/words/use-said";
import { useTemperatureUnit } from "@/components/words/use-temperature-unit";
import type { Words } from "@/components/words/words";
import type { Level } from "@/lib/case/level";
import type { ActionResult } from "@/lib/core/result";
import { OVERRIDE_REASONS, type OverrideReason } from "@/lib/decision/decision";
import type { QuickAnswer, QuickCase, QuickInput, QuickView } from "@/lib/decision/quick";
import { LevelButtons } from "./level-buttons";
import { LevelMark } from "./level-mark";
import { QuickFields } from "./quick-fields";
import { caseOf, EMPTY_FORM, isJudgeable, problemsOf, type QuickForm } from "./quick-form";
import { SafetyRules } from "./safety-rules";

export type QuickTriageActions = {
  readonly assess: (c: QuickCase) => Promise<ActionResult<QuickAnswer>>;
  readonly record: (input: QuickInput) => Promise<ActionResult<QuickView>>;
  readonly match: (input: {
    readonly id: string;
    readonly encounterId: string;
    readonly recordNumber: string;
  }) => Promise<ActionResult<void>>;
  readonly visitOf: (recordNumber: string) => Promise<string | null>;
  readonly reload: () => void;
};

type Props = {
  recorded: readonly QuickView[];
  /** What complaints are completed from. */
  words: readonly string[];
  actions: QuickTriageActions;
};

const DRAFT = "quick-triage";

/** Triage of somebody whom the EHR does not know yet, or while the EHR is away. */
export function QuickTriage({ recorded, words, actions }: Props) {
  const t = useTranslations("quick");
  const tempUnit = useTemperatureUnit();
  const [empty] = useState<QuickForm>({ ...EMPTY_FORM, tempUnit });
  const [form, setForm] = useState<QuickForm>(empty);
  const [saved, setSaved] = useState<QuickView | null>(null);
  const { begun, letGo } = useKept(form, empty, setForm);
  const who = useRef<HTMLInputElement>(null);
  const startOver = () => {
    setForm(empty);
    letGo();
    who.current?.focus();
  };
  const onSaved = (view: QuickView) => {
    setSaved(view);
    startOver();
    actions.reload();
  };
  return (
    <div className="mx-auto w-full max-w-[80rem] space-y-4 px-5 py-4">
      <div>
        <h1 className="text-[1.57rem] leading-tight font-semibold tracking-tight">{t("newPatient")}</h1>
        <p className="max-w-[84ch] text-pretty text-ink-2">{t("forSomebodyTheEhrDoesNot")}</p>
      </div>
      <p role="status" className={saved ? "font-semibold text-ok" : "sr-only"}>
        {saved && t("levelLevelRecordedForWho", { level: saved.level, who: saved.who })}
      </p>
      {begun && (
        // Whoever is at the door now may be somebody else than whom these words are about.
        <Notice
          tone="warn"
          live
          title={t("begunEarlier", { who: begun.who.trim() || t("somebody") })}
          action={
            <Button type="button" onClick={startOver}>
              {t("startOver")}
            </Button>
          }
        >
          {t("keptForYouSince")} <LocalTime iso={begun.at} />. {t("isItTheSamePatient")}
        </Notice>
      )}
      <div className="grid items-start gap-4 min-[900px]:grid-cols-[minmax(0,1fr)_23rem]">
        <Section title={t("whatYouKnow")}>
          <QuickFields form={form} onChange={setForm} words={words} whoRef={who} />
        </Section>
        <div className="space-y-4 min-[900px]:sticky min-[900px]:top-16">
          <Judge form={form} actions={actions} onSaved={onSaved} />
        </div>
      </div>
      <Waiting recorded={recorded} actions={actions} />
    </div>
  );
}

const KEEP_AFTER_MS = 800;
type Begun = { readonly at: string; readonly who: string };
/** What is being typed is kept for its author, as everywhere; offered again when they come back, with when they began. */
function useKept(
  form: QuickForm,
  empty: QuickForm,
  restore: (form: QuickForm) => void,
): { readonly begun: Begun | null; readonly letGo: () => void } {
  const [begun, setBegun] = useState<Begun | null>(null);
  const typed = useRef(false);
  const found = useRef<QuickForm | null>(null);
  const restored = useRef(restore);
  useEffect(() => {
    let gone = false;
    void keptDraft(DRAFT).then((draft) => {
      if (gone || typed.current || !draft) return;
      try {
        found.current = { ...EMPTY_FORM, ...(JSON.parse(draft.content) as QuickForm) };
        restored.current(found.current);
        setBegun({ at: draft.savedAt, who: found.current.who });
      } catch {
        // Of another version of this page: nothing to offer.
      }
    });
    return () => {
      gone = true;
    };
  }, []);
  useEffect(() => {
    if (form === empty) return;
    typed.current = true;
    if (form === found.current) return;
    const timer = setTimeout(() => void keepDraft(DRAFT, JSON.stringify(form)), KEEP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [form, empty]);
  return {
    begun,
    letGo() {
      setBegun(null);
      void keepDraft(DRAFT, null);
    },
  };
}

const ASK_AFTER_MS = 350;
type Asked = { readonly of: string; readonly answer: QuickAnswer | null; readonly why: string | null };

/** The suggestion for what is typed so far, and the level. */
function Judge({
  form,
  actions,
  onSaved,
}: {
  form: QuickForm;
  actions: QuickTriageActions;
  onSaved: (view: QuickView) => void;
}) {
  const t = useTranslations("quick");
  const levelName = useLevelName();
  const said = useSaid();
  const text = JSON.stringify(caseOf(form));
  const judgeable = isJudgeable(form);
  const [asked, setAsked] = useState<Asked | null>(null);
  const assess = useRef(actions.assess);
  useEffect(() => {
    if (!judgeable) return;
    let gone = false;
    const timer = setTimeout(async () => {
      const result = await assess.current(JSON.parse(text) as QuickCase).catch(() => null);
      if (gone) return;
      setAsked(
        result?.ok
          ? { of: text, answer: result.data, why: null }
          : { of: text, answer: null, why: result ? result.error.message : "" },
      );
    }, ASK_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text, judgeable]);
  const current = judgeable && asked?.of === text ? asked : null;
  const answer = current?.answer ?? null;
  return (
    <>
      <section aria-label={t("decision")} className="rounded-lg border border-line-strong bg-surface p-4">
        <h2 className="sr-only">{t("decision")}</h2>
        <div className="flex min-h-19 items-center gap-4" aria-live="polite">
          <LevelMark level={answer?.level ?? null} size={64} />
          <div className="min-w-0">
            <p className="label">{answer?.why ? t("fromSafetyRulesOnly") : t("suggestedLevel")}</p>
            <p className="text-[1.43rem] leading-tight font-semibold">
              {!judgeable
                ? t("notYet")
                : !current
                  ? t("looking")
                  : answer?.level
                    ? `${answer.level}, ${levelName(answer.level).toLowerCase()}`
                    : t("pleaseJudge")}
            </p>
            <p className="leading-snug text-pretty text-ink-2">
              {!judgeable
                ? t("writeTheComplaintOrAVital")
                : current?.why === ""
                  ? t("theServerDidNotAnswer")
                  : said(current?.why ?? answer?.why ?? "") || raisedWords(answer, t)}
            </p>
          </div>
        </div>
        <Choose
          key={`${answer?.level ?? "none"}`}
          form={form}
          answer={answer}
          ready={current !== null}
          record={actions.record}
          onSaved={onSaved}
        />
      </section>
      {answer?.floor && (
        <Section title={t("safetyRules")}>
          <SafetyRules floor={answer.floor} />
        </Section>
      )}
    </>
  );
}

const raisedWords = (answer: QuickAnswer | null, t: Words<"quick">): string =>
  answer?.modelLevel && answer.level && answer.level < answer.modelLevel
    ? t("raisedByASafetyRule", { level: answer.modelLevel })
    : "";

type ChooseProps = {
  form: QuickForm;
  answer: QuickAnswer | null;
  ready: boolean;
  record: QuickTriageActions["record"];
  onSaved: (view: QuickView) => void;
};

function Choose({ form, answer, ready, record, onSaved }: ChooseProps) {
  const t = useTranslations("quick");
  const said = useSaid();
  const [level, setLevel] = useState<Level | null>(null);
  const [reason, setReason] = useState<OverrideReason | null>(null);
  const shown = answer?.level ?? null;
  const chosen = level ?? shown;
  const other = shown !== null && chosen !== shown;
  const problems = problemsOf(form, t);
  const gesture = useRef<{ readonly of: string; readonly id: string } | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      if (chosen === null) throw new Error("no level");
      const input = {
        who: form.who.trim(),
        case: caseOf(form),
        level: chosen,
        shownLevel: shown,
        ...(other && reason ? { reason } : {}),
      };
      // The same again after a lost answer is the same gesture: it is recorded once.
      const of = JSON.stringify(input);
      if (gesture.current?.of !== of) gesture.current = { of, id: newRequestId() };
      return unwrap(await record({ requestId: gesture.current.id, ...input }));
    },
    onSuccess: onSaved,
  });
  const why =
    problems[0] ??
    (!ready
      ? t("waitForTheSuggestion")
      : chosen === null
        ? t("chooseALevel")
        : other && !reason
          ? t("chooseAReasonFirst")
          : null);
  return (
    <form
      className="mt-3 space-y-3"
      onSubmit={(e) => {
        e.preventDefault();
        if (why === null && !isPending) mutate();
      }}
    >
      <fieldset>
        <legend className="mb-1.5 font-semibold">{t("level")}</legend>
        <LevelButtons chosen={chosen} shown={shown} onChoose={setLevel} marksOnly />
      </fieldset>
      {other && (
        <label className="block">
          <span className="mb-1 block font-semibold">{t("whyAnotherLevel")}</span>
          <select
            value={reason ?? ""}
            onChange={(e) => setReason((e.target.value || null) as OverrideReason | null)}
            className="h-9 w-full rounded-md border border-line-strong bg-surface px-2"
          >
            <option value="">{t("chooseAReason")}</option>
            {OVERRIDE_REASONS.filter((r) => r.code !== "other").map((r) => (
              <option key={r.code} value={r.code}>
                {said(r.label)}
              </option>
            ))}
          </select>
        </label>
      )}
      {error && (
        <p role="alert" className="font-semibold text-danger">
          {t("notSavedMessage", { message: said(toActionError(error).message) })}
        </p>
      )}
      <Button
        type="submit"
        tone="primary"
        disabled={why !== null || isPending}
        aria-describedby="quick-why"
        className="h-11 w-full"
      >
        {isPending ? t("saving") : chosen === null ? t("record") : t("recordLevelChosen", { chosen })}
      </Button>
      <p id="quick-why" className="text-[0.93rem] text-ink-2">
        {why ?? t("nothingIsWrittenToTheEhr")}
      </p>
    </form>
  );
}

/** Recorded today and not yet matched with a visit of the EHR. */
function Waiting({ recorded, actions }: { recorded: readonly QuickView[]; actions: QuickTriageActions }) {
  const t = useTranslations("quick");
  const locale = useLocale();
  if (recorded.length === 0) return null;
  return (
    <Section title={t("notInTheEhrYet")} aside={t("countToday", { count: recorded.length })}>
      <ul>
        {recorded.map((view) => (
          <li
            key={view.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line py-2 first:border-t-0"
          >
            <LevelMark level={view.level} size={28} />
            <span className="min-w-0 flex-[1_1_18rem]">
              <span className="block font-semibold">
                <span className="sr-only">{t("levelLevel", { level: view.level })} </span>
                {view.who}
              </span>
              <span className="block text-ink-2">
                {view.ageYears === null ? t("ageNotKnown") : formatAgeShort(view.ageYears, locale)} ·{" "}
                {sexInWords(view.sex, locale)} · {view.complaint} · {view.decidedBy},{" "}
                <LocalTime iso={view.decidedAt} />
              </span>
            </span>
            <Match view={view} actions={actions} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Match({ view, actions }: { view: QuickView; actions: QuickTriageActions }) {
  const t = useTranslations("quick");
  const said = useSaid();
  const [number, setNumber] = useState("");
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: async () => {
      const encounterId = await actions.visitOf(number);
      if (encounterId === null) throw new ActionError("not-found", t("nobodyHasThisRecordNumber"));
      unwrap(await actions.match({ id: view.id, encounterId, recordNumber: number.trim() }));
      return encounterId;
    },
  });
  if (data)
    return (
      <Link href={`/encounters/${data}`} className={buttonClass("primary", "small")}>
        {t("openThePatientAndDecideThere")}
      </Link>
    );
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(e) => {
        e.preventDefault();
        if (number.trim() && !isPending) mutate();
      }}
    >
      <label className="flex items-center gap-2">
        <span className="text-ink-2">
          {t.rich("recordNumberOf", {
            who: view.who,
            heard: (words) => <span className="sr-only">{words}</span>,
          })}
        </span>
        <input
          value={number}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          onChange={(e) => setNumber(e.target.value)}
          className="h-9 w-40 rounded-md border border-line-strong bg-surface px-2.5"
        />
      </label>
      <Button type="submit" size="small" disabled={number.trim() === "" || isPending}>
        {isPending ? t("looking") : t("thisIsThem")}
      </Button>
      {error && (
        <p role="alert" className="w-full font-semibold text-danger">
          {said(toActionError(error).message)}
        </p>
      )}
    </form>
  );
}
