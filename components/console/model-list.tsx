"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { keepDraft } from "@/components/kept-draft";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { ModelVersionView } from "@/lib/workflows/views";
import { type ExceptionChange, ExceptionDialog } from "./exception-dialog";
import { ExceptionPanel } from "./exception-panel";
import { inOrder, lineageOf } from "./lineage";
import { MetricComparisonTable, MetricTables } from "./metric-table";
import { ConfirmModelChange, type ModelChange } from "./model-change";
import { Checks, WhyNot } from "./model-checks";
import { VersionTag } from "./status-tag";
import { commentPlace } from "./use-kept-comment";
import { versionAnchor } from "./version-anchor";

type Change<I> = PageAction<I, ModelVersionView[]>;
export type ModelActions = {
  readonly promote: Change<{ version: string; expectedChampion: string; comment?: string }>;
  readonly reject: Change<{ version: string; comment: string }>;
  readonly rollBack: Change<{ toVersion: string; expectedChampion: string }>;
  readonly measure: Change<{ version: string }>;
  readonly askException: Change<{ version: string; reason: string; until: string }>;
  readonly answerException: Change<{ id: string; agree: boolean; comment?: string }>;
  readonly withdrawException: Change<{ id: string }>;
  readonly list: Change<void>;
};

const WHILE_MEASURING_MS = 4_000;

type Props = {
  initial: readonly ModelVersionView[];
  actions: ModelActions;
};

export function ModelList({ initial, actions }: Props) {
  const t = useTranslations("console.models");
  const [versions, setVersions] = useState(initial);
  const [change, setChange] = useState<ModelChange | null>(null);
  const [excepting, setExcepting] = useState<ExceptionChange | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const champion = versions.find((v) => v.status === "champion") ?? null;
  const undecided = versions.some((v) => v.status === "candidate");
  const measuring = versions.some((v) => v.measuring);
  useEffect(() => {
    if (!measuring) return;
    const look = () =>
      act(actions.list, undefined)
        .then(setVersions)
        // The next look may succeed; what is on the screen stays.
        .catch(() => {});
    const timer = setInterval(look, WHILE_MEASURING_MS);
    return () => clearInterval(timer);
  }, [measuring, actions]);

  async function measure(target: ModelVersionView) {
    setBusy(true);
    setError(null);
    try {
      setVersions(await act(actions.measure, { version: target.version }));
      setDone(t("isBeingMeasured", { version: target.version }));
    } catch (cause) {
      setError(toActionError(cause));
      setDone(null);
    } finally {
      setBusy(false);
    }
  }

  async function confirm(comment: string) {
    if (!change) return;
    setBusy(true);
    setError(null);
    try {
      setVersions(await send(actions, change, champion?.version ?? "", comment));
      void keepDraft(commentPlace(change.kind, change.target.version), null);
      setDone(t(`done.${change.kind}`, { version: change.target.version }));
    } catch (cause) {
      setError(toActionError(cause));
      setDone(null);
    } finally {
      setBusy(false);
      setChange(null);
    }
  }

  async function except(asked: ExceptionChange, said: { comment: string; until: string }) {
    setVersions(await sendException(actions, asked, said));
    setExcepting(null);
    setError(null);
    setDone(t(`exceptionDone.${asked.kind}`, { version: asked.version.version }));
  }

  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && (
        <Notice
          tone="danger"
          live
          title={error.message}
          action={
            <Button size="small" onClick={() => window.location.reload()}>
              {t("showTheCurrentState")}
            </Button>
          }
        />
      )}
      {inOrder(versions).map((version) => (
        <VersionCard
          key={version.version}
          version={version}
          champion={champion}
          lineage={lineageOf(version.version, versions)}
          open={version.status === (undecided ? "candidate" : "champion")}
          busy={busy}
          onChange={(kind) => setChange({ kind, target: version })}
          onMeasure={() => measure(version)}
          onException={setExcepting}
        />
      ))}
      <ConfirmModelChange
        key={change ? `${change.kind} ${change.target.version}` : "none"}
        change={change}
        champion={champion}
        busy={busy}
        onClose={() => setChange(null)}
        onConfirm={confirm}
      />
      {excepting && (
        <ExceptionDialog change={excepting} onClose={() => setExcepting(null)} onConfirm={except} />
      )}
    </div>
  );
}

function send(
  actions: ModelActions,
  { kind, target }: ModelChange,
  expectedChampion: string,
  comment: string,
) {
  const { version } = target;
  if (kind === "reject") return act(actions.reject, { version, comment });
  if (kind === "roll-back") return act(actions.rollBack, { toVersion: version, expectedChampion });
  return act(actions.promote, { version, expectedChampion, ...(comment ? { comment } : {}) });
}

function sendException(
  actions: ModelActions,
  { kind, version: { version }, exception }: ExceptionChange,
  { comment, until }: { comment: string; until: string },
) {
  const id = exception?.id ?? "";
  if (kind === "ask") return act(actions.askException, { version, reason: comment, until });
  if (kind === "withdraw") return act(actions.withdrawException, { id });
  return act(actions.answerException, { id, agree: kind === "agree", ...(comment ? { comment } : {}) });
}

type CardProps = {
  version: ModelVersionView;
  champion: ModelVersionView | null;
  lineage: readonly string[];
  /** Whether the figures stand open: what waits for a decision comes before what is settled. */
  open: boolean;
  busy: boolean;
  onChange: (kind: ModelChange["kind"]) => void;
  onMeasure: () => void;
  onException: (change: ExceptionChange) => void;
};

function VersionCard({ version: v, champion, lineage, open, ...on }: CardProps) {
  const t = useTranslations("console.models");
  const id = versionAnchor(v.version);
  const whyNot = `${id}-why-not`;
  const blocked = v.objection !== null || v.measuring;
  const compared = v.status === "candidate" && v.check !== null && v.check.against !== null;
  return (
    <section
      aria-labelledby={id}
      className={`rounded-lg border bg-surface ${v.status === "champion" ? "border-accent" : "border-line"}`}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3 px-5 pt-4 pb-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 id={id} className="text-[1.29rem] font-semibold tracking-[-0.01em]">
              {v.version}
            </h2>
            <VersionTag status={v.status} />
          </div>
          <p className="mt-1 text-ink-2">
            {t.rich("nameMadeByCreatedBy", {
              name: v.name,
              at: () => <LocalTime iso={v.createdAt} withDate />,
              createdBy: v.createdBy,
            })}
            {v.runId && (
              <>
                {" "}
                {t.rich("inThisRun", {
                  link: (words) => (
                    <Link className="underline underline-offset-2" href={`/console/runs#run-${v.runId}`}>
                      {words}
                    </Link>
                  ),
                })}
              </>
            )}
          </p>
          <p className="mt-0.5 text-pretty text-ink-2">
            {t("trainedOnTrainedOn", { trainedOn: v.trainedOn })}
          </p>
          {v.fallenLabels > 0 && (
            <p className="mt-0.5 font-medium text-pretty text-warn">
              {t("oneLabelItLearnedFromWas", { fallenLabels: v.fallenLabels })}
            </p>
          )}
          <p className="mt-0.5">
            <Link
              className="font-medium text-accent underline underline-offset-2"
              href={`/console/explanations?version=${encodeURIComponent(v.version)}`}
              prefetch={false}
            >
              {t.rich("whatMovesVersionThisVersion", {
                version: v.version,
                span: (words) => <span className="sr-only">{words}</span>,
                span2: (words) => <span aria-hidden="true">{words}</span>,
              })}
            </Link>
            {" · "}
            <Link
              className="font-medium text-accent underline underline-offset-2"
              href={`/console/models/version?of=${encodeURIComponent(v.version)}`}
              prefetch={false}
            >
              {t.rich("lineageAndDifferencesOfVersion", {
                version: v.version,
                span: (words) => <span className="sr-only">{words}</span>,
              })}
            </Link>
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {v.canMeasure && (
            <Button disabled={on.busy} onClick={on.onMeasure}>
              {v.check ? t("measureAgain") : t("measure")} <span className="sr-only">{v.version}</span>
            </Button>
          )}
          {v.canPromote && (
            <>
              <Button onClick={() => on.onChange("reject")}>
                {t.rich("rejectVersion", {
                  version: v.version,
                  span: (words) => <span className="sr-only">{words}</span>,
                })}
              </Button>
              <Button
                tone="primary"
                disabled={blocked}
                aria-describedby={blocked ? whyNot : undefined}
                onClick={() => on.onChange("promote")}
              >
                {t.rich("promoteVersion", {
                  version: v.version,
                  span: (words) => <span className="sr-only">{words}</span>,
                })}
              </Button>
            </>
          )}
          {v.canRollBackTo && (
            <Button
              disabled={v.objection !== null}
              aria-describedby={v.objection ? whyNot : undefined}
              onClick={() => on.onChange("roll-back")}
            >
              {t.rich("rollBackToVersionThisVersion", {
                version: v.version,
                span: (words) => <span className="sr-only">{words}</span>,
                span2: (words) => <span aria-hidden="true">{words}</span>,
              })}
            </Button>
          )}
        </div>
      </div>
      <WhyNot id={whyNot} version={v} />
      <ExceptionPanel version={v} busy={on.busy} onChange={on.onException} />
      <Lineage lineage={lineage} digest={v.digest} />
      {v.check && <Checks check={v.check} open={v.status === "candidate" || v.check.verdict === "failed"} />}
      <details className="group border-t border-line" open={open}>
        <summary className="px-5 py-2.5 font-medium text-ink-2 hover:text-ink">
          {compared
            ? t("figuresBesideAgainst", {
                against: v.check?.against === champion?.version ? t("theVersionInUse") : v.check?.against,
              })
            : t("figures")}
        </summary>
        <div className="overflow-x-auto px-5 pb-4">
          {compared ? (
            <MetricComparisonTable
              champion={{ name: v.check?.against ?? "", sets: v.check?.champion ?? [] }}
              candidate={{ name: v.version, sets: v.check?.candidate ?? [] }}
            />
          ) : (
            <MetricTables sets={v.metrics} />
          )}
        </div>
      </details>
    </section>
  );
}

function Lineage({ lineage, digest }: { lineage: readonly string[]; digest: string }) {
  const t = useTranslations("console.models");
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-1 px-5 pb-3">
      {lineage.length > 1 && (
        <div className="flex items-baseline gap-2">
          <dt className="label">{t("descendsFrom")}</dt>
          <dd className="text-ink-2">{lineage.slice(0, -1).join(" → ")}</dd>
        </div>
      )}
      <div className="flex min-w-0 items-baseline gap-2">
        <dt className="label">{t("filesSHA256")}</dt>
        <dd className="truncate font-mono text-[0.857rem] text-ink-2" title={digest}>
          {digest.slice(0, 16)}
          <span aria-hidden="true">…</span>
        </dd>
      </div>
    </dl>
  );
}
