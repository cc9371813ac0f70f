"use client";
import { useTranslations } from "next-intl";
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
import { type ToldSayings, useTeller } from "@/components/words/sayings";
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

type Props = { initial: GatesView; actions: GateActions; sayings: ToldSayings };

/** The checks in force as a form, what a change would mean in words before it is made, and those that were before. */
export function GateBoard({ initial, actions, sayings }: Props) {
  const tell = useTeller(sayings);
  const t = useTranslations("console.gates");
  const [view, setView] = useState(initial);
  const [drafts, setDrafts] = useState(() => draftsOf(initial.gates, initial.release));
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const { gates: typed, problems: untold } = read(drafts);
  const wanted = { gates: typed, problems: untold.map(tell) };
  const changes = view.trouble
    ? [t("putIntoForceAgainBecauseThose")]
    : describeChanges({ gates: [...view.gates] }, { gates: wanted.gates }).map(tell);
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
    setDone(t("theseChecksAreInForceNow"));
  }

  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {view.trouble && (
        <Notice tone="danger" title={t("theChecksInForceCannotBe", { trouble: tell(view.trouble) })}>
          {t("noVersionCanBeMeasuredOr")}
        </Notice>
      )}
      <Section
        title={t("checksInForce")}
        aside={view.version > 0 && !view.trouble ? t("numberVersion", { version: view.version }) : undefined}
      >
        <GateTable tell={tell} drafts={drafts} canChange={view.canChange} onChange={setDrafts} />
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
      <History view={view} tell={tell} />
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
  const t = useTranslations("console.gates");
  return (
    <div className="mt-3 space-y-3 border-t border-line pt-3">
      <div aria-live="polite">
        {problems.length > 0 ? (
          <Notice tone="warn" title={t("thisCannotComeIntoForceYet")}>
            <List lines={problems} />
          </Notice>
        ) : changes.length > 0 ? (
          <Notice tone="info" title={t("whatWouldChange")}>
            <List lines={changes} />
          </Notice>
        ) : (
          <p className="text-ink-2">{t("nothingIsChanged")}</p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button tone="primary" disabled={problems.length > 0 || changes.length === 0} onClick={on.onPut}>
          {t("putIntoForce")}
        </Button>
        <Button disabled={changes.length === 0 && problems.length === 0} onClick={on.onReset}>
          {t("undoWhatIsTyped")}
        </Button>
        {offered.length > 0 && <Button onClick={on.onTake}>{t("takeThoseOfThisRelease")}</Button>}
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
  const t = useTranslations("console.gates");
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
      title={t("putTheseChecksIntoForce")}
      confirm={t("putIntoForce")}
      busy={busy}
      disabled={comment.trim().length < SHORTEST_REASON}
      onConfirm={confirm}
    >
      {error && <Notice tone="danger" live title={error.message} />}
      <List lines={changes} />
      <p>{t("whatWasMeasuredUnderTheChecks")}</p>
      <AuditComment value={comment} onChange={setComment} keptAt={keptAt} atLeast={SHORTEST_REASON} />
    </Confirm>
  );
}

function History({ view, tell }: { view: GatesView; tell: (text: string) => string }) {
  const t = useTranslations("console.gates");
  return (
    <Section title={t("whoChangedThem")}>
      {view.history.length === 0 ? (
        <p className="text-ink-3">{t("noChecksWereEverPutInto")}</p>
      ) : (
        <ol className="divide-y divide-line/70">
          {view.history.map((h) => (
            <li key={h.version} className="py-2">
              <p>
                <b>{t("numberVersion2", { version: h.version })}</b>, {h.setBy},{" "}
                <LocalTime iso={h.setAt} withDate />
                {h.reason && <>: “{h.reason}”</>}
              </p>
              {h.changes.length > 0 && <List lines={h.changes.map(tell)} />}
              <p className={h.trouble ? "font-medium text-danger" : "text-ink-2"}>
                {h.trouble
                  ? t("notVerifiedTrouble", { trouble: tell(h.trouble) })
                  : t("signatureVerifiedKeySignedWith", { signedWith: h.signedWith ?? "" })}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
