"use client";
import Link from "next/link";
import { useState } from "react";
import { type ActionError, toActionError, unwrap } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { ActionResult } from "@/lib/core/result";
import type { ModelVersionView, RunView } from "@/lib/workflows/views";
import { Findings } from "./findings";
import { inOrder, lineageOf } from "./lineage";
import { MetricComparisonTable, MetricTables } from "./metric-table";
import { ConfirmModelChange, type ModelChange } from "./model-change";
import { VersionTag } from "./status-tag";

type Answer = Promise<ActionResult<ModelVersionView[]>>;
export type ModelActions = {
  readonly promote: (input: { version: string; expectedChampion: string; comment?: string }) => Answer;
  readonly reject: (input: { version: string; comment: string }) => Answer;
  readonly rollBack: (input: { toVersion: string; expectedChampion: string }) => Answer;
};

export type RunFacts = Pick<RunView, "findings" | "champion">;

type Props = {
  initial: readonly ModelVersionView[];
  /** By run: what its checks said, and the version then in use measured on the run's own held-out cases. */
  runs: Readonly<Record<string, RunFacts>>;
  actions: ModelActions;
};

export function ModelList({ initial, runs, actions }: Props) {
  const [versions, setVersions] = useState(initial);
  const [change, setChange] = useState<ModelChange | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const champion = versions.find((v) => v.status === "champion") ?? null;
  const undecided = versions.some((v) => v.status === "candidate");
  const factsOf = (v: ModelVersionView): RunFacts =>
    (v.runId ? runs[v.runId] : undefined) ?? { findings: [], champion: [] };

  async function confirm(comment: string) {
    if (!change) return;
    setBusy(true);
    setError(null);
    try {
      setVersions(unwrap(await send(actions, change, champion?.version ?? "", comment)));
      setDone(doneInWords(change));
    } catch (cause) {
      setError(toActionError(cause));
      setDone(null);
    } finally {
      setBusy(false);
      setChange(null);
    }
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
              Show the current state
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
          facts={factsOf(version)}
          open={version.status === (undecided ? "candidate" : "champion")}
          onChange={(kind) => setChange({ kind, target: version })}
        />
      ))}
      <ConfirmModelChange
        key={change ? `${change.kind} ${change.target.version}` : "none"}
        change={change}
        champion={champion}
        findings={change ? factsOf(change.target).findings : []}
        busy={busy}
        onClose={() => setChange(null)}
        onConfirm={confirm}
      />
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
  if (kind === "reject") return actions.reject({ version, comment });
  if (kind === "roll-back") return actions.rollBack({ toVersion: version, expectedChampion });
  return actions.promote({ version, expectedChampion, ...(comment ? { comment } : {}) });
}

const doneInWords = ({ kind, target }: ModelChange): string =>
  kind === "reject"
    ? `${target.version} was rejected.`
    : `${target.version} is now in use for every new assessment.`;

type CardProps = {
  version: ModelVersionView;
  champion: ModelVersionView | null;
  lineage: readonly string[];
  facts: RunFacts;
  /** Whether the figures stand open: what waits for a decision comes before what is settled. */
  open: boolean;
  onChange: (kind: ModelChange["kind"]) => void;
};

function VersionCard({ version: v, champion, lineage, facts, open, onChange }: CardProps) {
  const id = `version-${v.version.replace(/[^\w-]/g, "-")}`;
  const compared = v.status === "candidate" && champion !== null;
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
            {v.name}, made <LocalTime iso={v.createdAt} withDate /> by {v.createdBy}
            {v.runId && (
              <>
                {" "}
                in{" "}
                <Link className="underline underline-offset-2" href={`/console/runs#run-${v.runId}`}>
                  this run
                </Link>
              </>
            )}
          </p>
          <p className="mt-0.5 text-pretty text-ink-2">Trained on {v.trainedOn}</p>
          <p className="mt-0.5">
            <Link
              className="font-medium text-accent underline underline-offset-2"
              href={`/console/explanations?version=${encodeURIComponent(v.version)}`}
              prefetch={false}
            >
              What moves <span className="sr-only">{v.version}</span>
              <span aria-hidden="true">this version</span>
            </Link>
          </p>
        </div>
        <div className="flex gap-2">
          {v.canPromote && (
            <>
              <Button onClick={() => onChange("reject")}>
                Reject <span className="sr-only">{v.version}</span>
              </Button>
              <Button tone="primary" onClick={() => onChange("promote")}>
                Promote <span className="sr-only">{v.version}</span>
              </Button>
            </>
          )}
          {v.canRollBackTo && (
            <Button onClick={() => onChange("roll-back")}>
              Roll back to <span className="sr-only">{v.version}</span>
              <span aria-hidden="true">this version</span>
            </Button>
          )}
        </div>
      </div>
      <Lineage lineage={lineage} digest={v.digest} />
      {facts.findings.length > 0 && v.status === "candidate" && (
        <div className="border-t border-line px-5 py-3">
          <h3 className="mb-1.5 font-semibold">Checks</h3>
          <Findings findings={facts.findings} />
        </div>
      )}
      <details className="group border-t border-line" open={open}>
        <summary className="px-5 py-2.5 font-medium text-ink-2 hover:text-ink">
          {compared
            ? `Figures beside the version ${v.parent === champion.version ? "in use" : "it started from"}`
            : "Figures"}
        </summary>
        <div className="overflow-x-auto px-5 pb-4">
          {compared ? (
            <MetricComparisonTable
              champion={{ name: v.parent ?? champion.version, sets: facts.champion }}
              candidate={{ name: v.version, sets: v.metrics }}
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
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-1 px-5 pb-3">
      {lineage.length > 1 && (
        <div className="flex items-baseline gap-2">
          <dt className="label">Descends from</dt>
          <dd className="text-ink-2">{lineage.slice(0, -1).join(" → ")}</dd>
        </div>
      )}
      <div className="flex min-w-0 items-baseline gap-2">
        <dt className="label">Files (SHA-256)</dt>
        <dd className="truncate font-mono text-[0.857rem] text-ink-2" title={digest}>
          {digest.slice(0, 16)}
          <span aria-hidden="true">…</span>
        </dd>
      </div>
    </dl>
  );
}
