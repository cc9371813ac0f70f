"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { useSaid } from "@/components/words/use-said";
import type { Level } from "@/lib/case/level";
import { SKIP_REASONS, type SkipReason } from "@/lib/feedback/second-reading";
import type { ReadingView, ReadView } from "@/lib/workflows/clinic/second-reading";
import { answerKey, hushKeys } from "./key-answer";
import { LevelButtons } from "./level-buttons";
import { LevelMark } from "./level-mark";
import { ReadingCasePanel } from "./reading-case";
import { useReadingKeys } from "./use-reading-keys";

type Props = {
  initial: ReadingView;
  save: PageAction<{ readingId: string; level: Level }, ReadingView & { readonly read: ReadView }>;
  skip: PageAction<{ readingId: string; reason: SkipReason }, ReadingView>;
};

/** One case after the other, each as it was then, to be given a level without knowing the first one. */
export function SecondReadings({ initial, save, skip }: Props) {
  const t = useTranslations("desk");
  const said = useSaid();
  const [view, setView] = useState(initial);
  const [done, setDone] = useState(0);
  const [chosen, setChosen] = useState<Level | null>(null);
  const [last, setLast] = useState<ReadView | null>(null);
  const [error, setError] = useState<ActionError | null>(null);
  const [busy, setBusy] = useState(false);
  /** Keys are faster than screens are drawn. */
  const now = useRef<{ chosen: Level | null; busy: boolean }>({ chosen: null, busy: false });
  const { next } = view;

  const choose = (level: Level) => {
    if (!next || now.current.busy) return;
    hushKeys();
    now.current.chosen = level;
    setChosen(level);
  };
  const attempt = async (work: () => Promise<ReadingView & { readonly read?: ReadView }>) => {
    if (now.current.busy) return;
    now.current.busy = true;
    setBusy(true);
    setError(null);
    try {
      const { read, ...after } = await work();
      setLast(read ?? null);
      setView(after);
      setDone((n) => n + 1);
      now.current.chosen = null;
      setChosen(null);
      window.scrollTo({ top: 0 });
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      now.current.busy = false;
      setBusy(false);
    }
  };
  const saveIt = () => {
    const level = now.current.chosen;
    if (!next || now.current.busy) return;
    if (level === null) answerKey(t("chooseALevelFirst"));
    else void attempt(() => act(save, { readingId: next.id, level }));
  };
  useReadingKeys({ choose, save: saveIt });

  return (
    <div className="mx-auto w-full max-w-[64rem] space-y-3 px-5 py-4">
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <h1 className="text-[1.57rem] leading-tight font-semibold tracking-tight">{t("secondReadings")}</h1>
        <p className="text-ink-2" role="status">
          {next
            ? t("numberOf", { number: done + 1, of: done + view.waiting })
            : done > 0
              ? t("allDone")
              : t("nothingToRead")}
        </p>
        <Link href="/desk" className={`${buttonClass("secondary", "small")} ml-auto`}>
          {t("backToTheDesk")}
        </Link>
      </div>
      <div aria-live="polite">{last && <Compared read={last} />}</div>
      {error && (
        <Notice
          tone="danger"
          live
          title={said(error.message)}
          action={
            error.code === "conflict" ? (
              <Button size="small" onClick={() => location.reload()}>
                {t("nextCase")}
              </Button>
            ) : undefined
          }
        />
      )}
      {next ? (
        <>
          <ReadingCasePanel key={next.id} case={next.case} />
          <section aria-label={t("yourLevel")} className="rounded-lg border border-line bg-surface p-4">
            <p className="mb-2 text-ink-2">{t("whichLevelWouldYouHaveGiven")}</p>
            <LevelButtons chosen={chosen} shown={null} onChoose={choose} />
            <div className="mt-3 flex flex-wrap items-start gap-3">
              <Button tone="primary" disabled={busy || chosen === null} onClick={saveIt}>
                {chosen === null ? t("save") : t("saveLevelChosen", { chosen })}
              </Button>
              <Skip
                key={next.id}
                busy={busy}
                onSkip={(reason) => void attempt(() => act(skip, { readingId: next.id, reason }))}
              />
            </div>
          </section>
        </>
      ) : (
        <p className="rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-2">
          {t("noCaseWaitsForYouDecisions")}
        </p>
      )}
    </div>
  );
}

/** Said of the case before, once it is saved. */
function Compared({ read: { level, first, suggested } }: { read: ReadView }) {
  const t = useTranslations("desk");
  const parts = [
    [t("youGave"), level],
    [t("firstDecision"), first],
    [t("suggested"), suggested],
  ] as const;
  return (
    <Notice tone="ok" title={level === first ? t("savedTheSameLevel") : t("savedAnotherLevel")}>
      <ul aria-label={t("theCaseBefore")} className="mt-1 flex flex-wrap gap-x-6 gap-y-1 text-ink">
        {parts.map(([who, l]) => (
          <li key={who} className="flex items-center gap-2">
            {who}:{" "}
            {l === null ? (
              t("none")
            ) : (
              <>
                <LevelMark level={l} size={22} />
                <span className="sr-only">{t("levelAlone", { level: l })}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Skip({ busy, onSkip }: { busy: boolean; onSkip: (reason: SkipReason) => void }) {
  const t = useTranslations("desk");
  const said = useSaid();
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button disabled={busy} onClick={() => setAsking(true)}>
        {t("passItOn")}
      </Button>
    );
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="mb-1 text-ink-2">{t("whyAnotherLeadWillReadIt")}</legend>
      {SKIP_REASONS.map(({ code, label }) => (
        <Button key={code} size="small" disabled={busy} onClick={() => onSkip(code)}>
          {said(label)}
        </Button>
      ))}
      <Button size="small" tone="quiet" onClick={() => setAsking(false)}>
        {t("cancel")}
      </Button>
    </fieldset>
  );
}
