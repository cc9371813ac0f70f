"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import { CANARY_DAYS, CANARY_PERCENTS } from "@/lib/registry/canary";
import type { CanaryBrief, CanaryView } from "@/lib/workflows/learning/canary";
import { AuditComment } from "../audit-comment";
import { Choice } from "../choice";
import { useChanges } from "../use-changes";
import { GuardTable } from "./guard-table";

type Started = {
  version: string;
  percent: (typeof CANARY_PERCENTS)[number];
  days: (typeof CANARY_DAYS)[number];
  reason: string;
};
export type CanaryActions = {
  readonly start: PageAction<Started, CanaryView>;
  readonly stop: PageAction<{ id: string; reason: string }, CanaryView>;
};

/** Which candidate answers a share of the patients, how both arms stand, and those before. */
export function CanaryBoard({ initial, actions }: { initial: CanaryView; actions: CanaryActions }) {
  const t = useTranslations("console.canary");
  const { view, busy, error, done, change } = useChanges(initial);
  const [ending, setEnding] = useState(false);
  const [reason, setReason] = useState("");
  const { shown, on } = view;

  const changeAndClose = async (work: () => Promise<CanaryView>, said: string) => {
    if (await change(work, said)) setReason("");
    setEnding(false);
  };

  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      {view.canStart && (
        <Start
          candidates={view.candidates}
          busy={busy}
          onStart={(started) =>
            changeAndClose(
              () => act(actions.start, started),
              t("answersFromNowOn", { version: started.version, percent: started.percent }),
            )
          }
        />
      )}
      {shown ? (
        <Shown shown={shown} end={view.canEnd && on === shown.id ? () => setEnding(true) : null} />
      ) : (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {t("noCandidateHasAnsweredAShare")}
          {view.candidates.length === 0 && ` ${t("thereIsNoCandidateARetraining")}`}
        </p>
      )}
      {view.calibration && (
        <p className="max-w-[84ch] text-pretty text-ink-2">
          {t("theVersionInUseAnswersIts", { calibration: view.calibration })}
        </p>
      )}
      {view.earlier.length > 0 && <Earlier rows={view.earlier} />}
      <Confirm
        open={ending && on !== null}
        onClose={() => setEnding(false)}
        title={t("endTheCanaryOfVersion", { version: shown?.version ?? t("theCandidate") })}
        confirm={t("endIt")}
        busy={busy}
        disabled={reason.trim().length < SHORTEST_REASON}
        onConfirm={() =>
          on &&
          void changeAndClose(() => act(actions.stop, { id: on, reason: reason.trim() }), t("itHasEnded"))
        }
      >
        <p className="mb-3">{t("fromTheirNextAssessmentOnIts")}</p>
        <AuditComment value={reason} onChange={setReason} atLeast={SHORTEST_REASON} />
      </Confirm>
    </div>
  );
}

type StartProps = {
  candidates: CanaryView["candidates"];
  busy: boolean;
  onStart: (started: Started) => void;
};

function Start({ candidates, busy, onStart }: StartProps) {
  const t = useTranslations("console.canary");
  const fit = candidates.filter((c) => c.objection === null);
  const [version, setVersion] = useState(fit[0]?.version ?? "");
  const [percent, setPercent] = useState<Started["percent"]>(5);
  const [days, setDays] = useState<Started["days"]>(7);
  const [reason, setReason] = useState("");
  if (candidates.length === 0) return null;
  return (
    <Section title={t("letACandidateAnswerAShare")}>
      {candidates.map(
        (c) =>
          c.objection && (
            <p key={c.version} className="mb-2 text-pretty text-ink-2">
              <b>{c.version}:</b> {c.objection}
            </p>
          ),
      )}
      {fit.length > 0 && (
        <form
          className="space-y-3"
          onSubmit={(e) => {
            e.preventDefault();
            onStart({ version, percent, days, reason: reason.trim() });
          }}
        >
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Choice
              label={t("candidate")}
              value={version}
              options={fit.map((c) => c.version)}
              onChoose={setVersion}
            />
            <Choice
              label={t("shareOfNewVisits")}
              value={percent}
              options={CANARY_PERCENTS}
              words={(p) => `${p} %`}
              onChoose={setPercent}
            />
            <Choice
              label={t("for")}
              value={days}
              options={CANARY_DAYS}
              words={(d) => t("days", { days: d })}
              onChoose={setDays}
            />
          </div>
          <AuditComment value={reason} onChange={setReason} atLeast={SHORTEST_REASON} />
          <Button type="submit" tone="primary" disabled={busy || reason.trim().length < SHORTEST_REASON}>
            {busy ? t("starting") : t("startTheCanary")}
          </Button>
        </form>
      )}
    </Section>
  );
}

function Shown({ shown, end }: { shown: NonNullable<CanaryView["shown"]>; end: (() => void) | null }) {
  const t = useTranslations("console.canary");
  const over = shown.endedAt !== null;
  return (
    <Section
      title={t("versionBesideChampion", { version: shown.version, champion: shown.champion })}
      aside={
        over
          ? t.rich("ended", { at: () => <LocalTime iso={shown.endedAt as string} withDate /> })
          : t.rich("until", { at: () => <LocalTime iso={shown.until} withDate /> })
      }
    >
      {over && (
        <Notice
          tone={shown.incidentId ? "danger" : "info"}
          title={t("itEnded", {
            ended: shown.ended ?? "",
            isEndedBy: String(Boolean(shown.endedBy)),
            endedBy: shown.endedBy ?? "",
          })}
        >
          {shown.words}{" "}
          {shown.incidentId && (
            <a
              href={`/console/incidents/${shown.incidentId}`}
              className="font-medium underline underline-offset-2"
            >
              {t("theIncident")}
            </a>
          )}
        </Notice>
      )}
      <p className="mt-2 mb-3 text-ink-2">
        {t.rich("answeredPercentOfTheVisitsThat", {
          isOver: String(over),
          percent: shown.percent,
          at: () => <LocalTime iso={shown.startedAt} withDate />,
          startedBy: shown.startedBy,
        })}
      </p>
      <GuardTable verdicts={shown.verdicts} candidate={shown.version} champion={shown.champion} over={over} />
      {end && (
        <div className="no-print mt-3">
          <Button onClick={end}>{t("endTheCanary")}</Button>
        </div>
      )}
    </Section>
  );
}

function Earlier({ rows }: { rows: readonly CanaryBrief[] }) {
  const t = useTranslations("console.canary");
  return (
    <Section title={t("others")}>
      <ul className="space-y-1">
        {rows.map((row) => (
          <li key={row.id}>
            <a
              href={`/console/models/canary?of=${row.id}`}
              className="font-medium text-accent underline underline-offset-2"
            >
              {row.version}, {row.percent} %
            </a>
            , <LocalTime iso={row.startedAt} withDate />
            {row.ended ? `: ${row.ended}` : t("on")}
          </li>
        ))}
      </ul>
    </Section>
  );
}
