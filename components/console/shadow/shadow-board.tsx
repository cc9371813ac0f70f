"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { SHADOW_DAYS } from "@/lib/registry/shadow";
import type { ShadowView } from "@/lib/workflows/views";
import { Choice } from "../choice";
import { useChanges } from "../use-changes";
import { ShadowFigures } from "./shadow-figures";

export type ShadowActions = {
  readonly start: PageAction<{ version: string; days: (typeof SHADOW_DAYS)[number] }, ShadowView>;
  readonly stop: PageAction<{ id: string }, ShadowView>;
};

/** Which candidate answers unseen, what came of it, and those before. */
export function ShadowBoard({ initial, actions }: { initial: ShadowView; actions: ShadowActions }) {
  const t = useTranslations("console.shadow");
  const { view, busy, error, done, change } = useChanges(initial);
  const [ending, setEnding] = useState(false);

  const changeAndClose = async (work: () => Promise<ShadowView>, said: string) => {
    await change(work, said);
    setEnding(false);
  };

  const { shown, on } = view;
  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      {view.canStart && (
        <Start
          candidates={view.candidates}
          busy={busy}
          onStart={(version, days) =>
            changeAndClose(
              () => act(actions.start, { version, days }),
              t("answersUnseenFromNowOn", { version }),
            )
          }
        />
      )}
      {shown ? (
        <Shown shown={shown} end={view.canEnd && on === shown.id ? () => setEnding(true) : null} />
      ) : (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {t("noCandidateHasAnsweredUnseenYet")}
          {view.candidates.length === 0 && ` ${t("thereIsNoCandidateARetraining")}`}
        </p>
      )}
      {view.earlier.length > 0 && <Earlier rows={view.earlier} />}
      <Confirm
        open={ending && on !== null}
        onClose={() => setEnding(false)}
        title={t("endTheShadowOfVersion", { version: shown?.version ?? t("theCandidate") })}
        confirm={t("endIt")}
        busy={busy}
        onConfirm={() => on && void changeAndClose(() => act(actions.stop, { id: on }), t("itHasEnded"))}
      >
        <p>{t("itAnswersNoMorePatientsWhat")}</p>
      </Confirm>
    </div>
  );
}

type StartProps = {
  candidates: readonly string[];
  busy: boolean;
  onStart: (version: string, days: (typeof SHADOW_DAYS)[number]) => void;
};

function Start({ candidates, busy, onStart }: StartProps) {
  const t = useTranslations("console.shadow");
  const [version, setVersion] = useState(candidates[0] ?? "");
  const [days, setDays] = useState<(typeof SHADOW_DAYS)[number]>(7);
  if (candidates.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-5 py-3">
      <Choice label={t("candidate")} value={version} options={candidates} onChoose={setVersion} />
      <Choice
        label={t("for")}
        value={days}
        options={SHADOW_DAYS}
        words={(d) => t("days", { days: d })}
        onChoose={setDays}
      />
      <Button tone="primary" disabled={busy} onClick={() => onStart(version, days)}>
        {busy ? t("starting") : t("answerUnseen")}
      </Button>
    </div>
  );
}

function Shown({ shown, end }: { shown: NonNullable<ShadowView["shown"]>; end: (() => void) | null }) {
  const t = useTranslations("console.shadow");
  const { report } = shown;
  return (
    <>
      <Section
        title={t("versionVersion", { version: shown.version })}
        aside={
          shown.endedAt
            ? t.rich("endedEnded", {
                at: () => <LocalTime iso={shown.endedAt as string} withDate />,
                ended: shown.ended ?? "",
              })
            : t.rich("onUntil", { at: () => <LocalTime iso={shown.until} withDate /> })
        }
      >
        <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-2">
          <p className="text-ink-2">
            {t.rich("startedByAnswered", {
              at: () => <LocalTime iso={shown.startedAt} withDate />,
              startedBy: shown.startedBy,
              total: shown.total,
              waiting: shown.waiting,
              heldBack: report.heldBack,
            })}
            {shown.total > report.answered &&
              ` ${t("figuresAreOfTheNewestAnswered", { answered: report.answered })}`}
          </p>
          {end && <Button onClick={end}>{t("endIt2")}</Button>}
        </div>
        <p className="mt-2 max-w-[84ch] text-pretty text-ink-2">
          {t("howTheTwoAreHeld", { calibrated: shown.calibrated, answered: report.answered })}
        </p>
        {shown.error && (
          <Notice tone="warn" title={t("theLastTryDidNotSucceed")} className="mt-3">
            {t("errorAfterThreeInARow", { error: shown.error })}
          </Notice>
        )}
      </Section>
      <ShadowFigures report={report} candidate={shown.version} />
      {shown.findings && <FindingsRead findings={shown.findings} />}
    </>
  );
}

/** Of a language model only: whether it reads the texts as the product's reader does. */
function FindingsRead({ findings }: { findings: NonNullable<NonNullable<ShadowView["shown"]>["findings"]> }) {
  const t = useTranslations("console.shadow");
  const { cases, both, own, missed } = findings;
  return (
    <Section title={t("findingsInTheTexts")} aside={t("assessments", { cases })}>
      <p className="max-w-[84ch] text-pretty text-ink-2">
        {t("itNamedFindings", { both, all: both + missed, own })}
      </p>
    </Section>
  );
}

function Earlier({ rows }: { rows: ShadowView["earlier"] }) {
  const t = useTranslations("console.shadow");
  return (
    <Section title={t("others")}>
      <ul className="divide-y divide-line/70">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap gap-x-4 py-1.5">
            <a
              href={`/console/models/shadow?of=${row.id}`}
              className="font-medium text-accent underline underline-offset-2"
            >
              {row.version}
            </a>
            <span className="text-ink-2">
              <LocalTime iso={row.startedAt} withDate />
              {row.endedAt
                ? t.rich("toDay", {
                    at: () => <LocalTime iso={row.endedAt as string} withDate />,
                    ended: row.ended ?? "",
                  })
                : t("on")}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
