"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { AuditComment } from "@/components/console/audit-comment";
import { keepDraft } from "@/components/kept-draft";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { type Gate, SHORTEST_REASON } from "@/lib/registry/gates/gate-policy";
import { describeChanges, problemsOf } from "@/lib/registry/gates/policy-changes";
import type { GatesView } from "@/lib/workflows/views";
import { commentPlace, useKeptComment } from "../use-kept-comment";
import { draftsOf, fromDraft, type GateDraft, toDraft } from "./gate-draft";
import { GateTable } from "./gate-table";
import { SigningKeys } from "./signing-keys";

export type GateActions = {
  readonly putGates: PageAction<{ gates: Gate[]; expectedVersion: number; reason: string }, GatesView>;
  readonly rotateKey: PageAction<{ reason: string; expectedKey: string | null }, GatesView>;
};

/** The checks in force as a form, what a change would mean in words before it is made, and those that were before. */
export function GateBoard({ initial, actions }: { initial: GatesView; actions: GateActions }) {
  const [view, setView] = useState(initial);
  const [drafts, setDrafts] = useState(() => draftsOf(initial.gates, initial.release));
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const wanted = read(drafts);
  const changes = view.trouble
    ? ["Put into force again, because those before could not be verified"]
    : describeChanges({ gates: [...view.gates] }, { gates: wanted.gates });
  const offered = describeChanges({ gates: [...view.gates] }, { gates: [...view.release] });
  const reset = (next: GatesView) => setDrafts(draftsOf(next.gates, next.release));

  async function put(reason: string) {
    const next = await act(actions.putGates, {
      gates: wanted.gates,
      expectedVersion: view.version,
      reason,
    });
    setView(next);
    reset(next);
    setAsking(false);
    setDone("These checks are in force now. Versions that wait for a decision are measured again.");
  }

  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {view.trouble && (
        <Notice tone="danger" title={`The checks in force cannot be verified: ${view.trouble}`}>
          No version can be measured or promoted until somebody puts checks into force again. Below are those
          that come with this release.
        </Notice>
      )}
      <Section
        title="Checks in force"
        aside={view.version > 0 && !view.trouble ? `number ${view.version}` : undefined}
      >
        <GateTable drafts={drafts} canChange={view.canChange} onChange={setDrafts} />
        {view.canChange && (
          <Changes
            changes={changes}
            problems={wanted.problems}
            offered={offered}
            onTake={() =>
              setDrafts([
                ...view.release.map((g) => toDraft(g)),
                ...view.gates
                  .filter((g) => !view.release.some((r) => r.id === g.id))
                  .map((g) => toDraft(g, true)),
              ])
            }
            onReset={() => reset(view)}
            onPut={() => setAsking(true)}
          />
        )}
      </Section>
      <History view={view} />
      <SigningKeys view={view} rotate={actions.rotateKey} onDone={setView} />
      {asking && <PutIntoForce changes={changes} onClose={() => setAsking(false)} onConfirm={put} />}
    </div>
  );
}

function read(drafts: readonly GateDraft[]): { gates: Gate[]; problems: string[] } {
  const rows = drafts.filter((d) => !d.off).map(fromDraft);
  const gates = rows.flatMap((r) => ("gate" in r ? [r.gate] : []));
  const wrong = rows.flatMap((r) => ("wrong" in r ? [r.wrong] : []));
  return {
    gates,
    problems: wrong.length > 0 ? wrong : problemsOf({ format_version: 1, version: 1, gates }),
  };
}

type ChangesProps = {
  changes: readonly string[];
  problems: readonly string[];
  offered: readonly string[];
  onTake: () => void;
  onReset: () => void;
  onPut: () => void;
};

/** What would be different, as it is typed. */
function Changes({ changes, problems, offered, ...on }: ChangesProps) {
  return (
    <div className="mt-3 space-y-3 border-t border-line pt-3">
      <div aria-live="polite">
        {problems.length > 0 ? (
          <Notice tone="warn" title="This cannot come into force yet">
            <List lines={problems} />
          </Notice>
        ) : changes.length > 0 ? (
          <Notice tone="info" title="What would change">
            <List lines={changes} />
          </Notice>
        ) : (
          <p className="text-ink-2">Nothing is changed.</p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button tone="primary" disabled={problems.length > 0 || changes.length === 0} onClick={on.onPut}>
          Put into force
        </Button>
        <Button disabled={changes.length === 0 && problems.length === 0} onClick={on.onReset}>
          Undo what is typed
        </Button>
        {offered.length > 0 && <Button onClick={on.onTake}>Take those of this release</Button>}
      </div>
    </div>
  );
}

export function List({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="list-disc pl-5">
      {lines.map((line) => (
        <li key={line} className="text-pretty">
          {line}
        </li>
      ))}
    </ul>
  );
}

type AskProps = {
  changes: readonly string[];
  onClose: () => void;
  /** Throws what the server said. */
  onConfirm: (reason: string) => Promise<void>;
};

function PutIntoForce({ changes, onClose, onConfirm }: AskProps) {
  const place = commentPlace("gates", "change");
  const { comment, setComment, keptAt } = useKeptComment(place);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  async function confirm() {
    setBusy(true);
    setError(null);
    try {
      await onConfirm(comment.trim());
      void keepDraft(place, null);
    } catch (cause) {
      setError(toActionError(cause));
      setBusy(false);
    }
  }
  return (
    <Confirm
      open
      onClose={onClose}
      title="Put these checks into force?"
      confirm="Put into force"
      busy={busy}
      disabled={comment.trim().length < SHORTEST_REASON}
      onConfirm={confirm}
    >
      {error && <Notice tone="danger" live title={error.message} />}
      <List lines={changes} />
      <p>
        What was measured under the checks before counts no more: versions that wait are measured again, and
        exceptions that were agreed lapse. The version in use stays.
      </p>
      <AuditComment value={comment} onChange={setComment} keptAt={keptAt} atLeast={SHORTEST_REASON} />
    </Confirm>
  );
}

function History({ view }: { view: GatesView }) {
  return (
    <Section title="Who changed them">
      {view.history.length === 0 ? (
        <p className="text-ink-3">No checks were ever put into force here.</p>
      ) : (
        <ol className="divide-y divide-line/70">
          {view.history.map((h) => (
            <li key={h.version} className="py-2">
              <p>
                <b>Number {h.version}</b>, {h.setBy}, <LocalTime iso={h.setAt} withDate />
                {h.reason && <>: “{h.reason}”</>}
              </p>
              {h.changes.length > 0 && <List lines={h.changes} />}
              <p className={h.trouble ? "font-medium text-danger" : "text-ink-2"}>
                {h.trouble ? `✕ Not verified: ${h.trouble}` : `✓ Signature verified (key ${h.signedWith})`}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
