"use client";
import { useId, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { plural } from "@/components/format";
import { keepDraft } from "@/components/kept-draft";
import { Button } from "@/components/ui/button";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { ROLE_LABELS } from "@/lib/auth/roles";
import { SUGGESTION_MODES, type SuggestionMode } from "@/lib/decision/decision";
import { FEWEST_FOR_SHARE, FIGURES_DAYS, type ModeFigures, type Share } from "@/lib/decision/mode-figures";
import { MODE_LABELS, MOST_ALERTS } from "@/lib/decision/suggestion-mode";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { ModeChange, ModesView, ModeView } from "@/lib/workflows/govern/suggestion-modes";
import { AuditComment } from "../audit-comment";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { commentPlace, useKeptComment } from "../use-kept-comment";

const WHAT: Readonly<Record<SuggestionMode, string>> = {
  suggest: "The suggested level stands on the board and on the patient’s page from the start.",
  "blind-first":
    "A level of their own comes first; then the suggestion is shown, and they decide. Until then a patient without a safety rule has no level on the board and stands after levels 1 and 2.",
  "disagree-only":
    "The model is silent unless it is more urgent than the level they chose. Two levels or more are always said; one level only until the alerts of a shift are used up.",
};

type Props = { initial: ModesView; change: PageAction<ModeChange, ModesView> };

/** For each role that decides: when it sees suggestions, and how suggestions were taken. */
export function ModeBoard({ initial, change }: Props) {
  const [view, setView] = useState(initial);
  const [done, setDone] = useState<string | null>(null);
  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        {view.roles.map((role) => (
          <RoleMode
            // Another setting in force is another form.
            key={`${role.role} ${role.id}`}
            current={role}
            figures={role.figures}
            canChange={view.canChange}
            change={change}
            onChanged={(next) => {
              setView(next);
              setDone(`${ROLE_LABELS[role.role]}: in force from the next page they open.`);
            }}
          />
        ))}
      </div>
      <History rows={view.history} />
    </div>
  );
}

type RoleProps = {
  current: ModeView;
  figures: ModeFigures;
  canChange: boolean;
  change: Props["change"];
  onChanged: (view: ModesView) => void;
};

function RoleMode({ current, figures, canChange, change, onChanged }: RoleProps) {
  const { role, set } = current;
  const [mode, setMode] = useState(current.mode);
  const [share, setShare] = useState(String(current.sharePercent));
  const [alerts, setAlerts] = useState(current.alertsPerShift === null ? "" : String(current.alertsPerShift));
  const place = commentPlace("suggestion-mode", role);
  const { comment, setComment, keptAt } = useKeptComment(canChange ? place : null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const wanted = { sharePercent: wholeOf(share, 1, 100), alertsPerShift: alertsOf(alerts) };
  const changed =
    mode !== current.mode ||
    (mode === "blind-first" && wanted.sharePercent !== current.sharePercent) ||
    (mode === "disagree-only" && wanted.alertsPerShift !== current.alertsPerShift);
  const sharePercent = mode === "blind-first" ? wanted.sharePercent : current.sharePercent;
  const alertsPerShift = mode === "disagree-only" ? wanted.alertsPerShift : current.alertsPerShift;
  const valid = sharePercent !== undefined && alertsPerShift !== undefined;
  const ready = changed && valid && comment.trim().length >= SHORTEST_REASON && !busy;

  async function save() {
    if (!ready) return;
    setBusy(true);
    setError(null);
    try {
      const input = {
        role,
        mode,
        sharePercent,
        alertsPerShift,
        reason: comment.trim(),
        expected: current.id,
      };
      const next = await act(change, input);
      void keepDraft(place, null);
      onChanged(next);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Section title={ROLE_LABELS[role]} aside={inWords(current)}>
      {error && <Notice tone="danger" live title={error.message} />}
      <p className="text-ink-2">
        {set ? (
          <>
            Set by {set.by}, <LocalTime iso={set.at} withDate />: {set.reason}
          </>
        ) : (
          "Nobody has changed this: suggestions are shown at once."
        )}
      </p>
      <form
        className="mt-3 space-y-3"
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <fieldset disabled={!canChange || busy} className="space-y-2">
          <legend className="sr-only">When suggestions are shown: {ROLE_LABELS[role]}</legend>
          {SUGGESTION_MODES.map((m) => (
            <div
              key={m}
              className={`rounded-md border px-3 py-2 ${m === mode ? "border-accent bg-accent-soft" : "border-line"}`}
            >
              <label className="flex cursor-pointer items-start gap-2.5">
                <input
                  type="radio"
                  name={`mode-${role}`}
                  aria-labelledby={`${role}-${m}`}
                  aria-describedby={`${role}-${m}-what`}
                  checked={m === mode}
                  onChange={() => setMode(m)}
                  className="mt-1 size-4 accent-(--accent)"
                />
                <span>
                  <span id={`${role}-${m}`} className="font-semibold">
                    {MODE_LABELS[m]}
                  </span>
                  <span id={`${role}-${m}-what`} className="block text-pretty text-ink-2">
                    {WHAT[m]}
                  </span>
                </span>
              </label>
              {m === mode && m === "blind-first" && (
                <NumberField
                  label="Share of the visits, drawn by lot, in per cent"
                  value={share}
                  onChange={setShare}
                  problem={wanted.sharePercent === undefined ? "A whole number from 1 to 100." : null}
                />
              )}
              {m === mode && m === "disagree-only" && (
                <NumberField
                  label="Alerts of one level for each person in 8 hours; empty: no limit"
                  value={alerts}
                  onChange={setAlerts}
                  problem={
                    wanted.alertsPerShift === undefined
                      ? `A whole number from 0 to ${MOST_ALERTS}, or nothing.`
                      : null
                  }
                />
              )}
            </div>
          ))}
        </fieldset>
        {canChange && changed && (
          <>
            <AuditComment value={comment} onChange={setComment} atLeast={SHORTEST_REASON} keptAt={keptAt} />
            <Button type="submit" tone="primary" disabled={!ready}>
              {busy ? "Saving…" : "Put into force"}
            </Button>
          </>
        )}
      </form>
      <Figures figures={figures} />
    </Section>
  );
}

function NumberField({
  label,
  value,
  onChange,
  problem,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problem: string | null;
}) {
  const id = useId();
  return (
    <p className="mt-2 ml-6.5 flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        inputMode="numeric"
        value={value}
        maxLength={3}
        aria-invalid={problem !== null}
        aria-describedby={problem ? `${id}-why` : undefined}
        onChange={(e) => onChange(e.target.value)}
        className="h-8 w-20 rounded-md border border-line-strong bg-surface px-2 text-right tabular-nums"
      />
      {problem && (
        <span id={`${id}-why`} className="text-danger">
          {problem}
        </span>
      )}
    </p>
  );
}

/** Undefined: not a whole number in this range. */
function wholeOf(text: string, least: number, most: number): number | undefined {
  const value = Number(text);
  return /^\d{1,3}$/.test(text.trim()) && value >= least && value <= most ? value : undefined;
}
const alertsOf = (text: string): number | null | undefined =>
  text.trim() === "" ? null : wholeOf(text, 0, MOST_ALERTS);

function inWords({ mode, sharePercent, alertsPerShift }: ModeView): string {
  if (mode === "blind-first") return `${MODE_LABELS[mode]}, ${sharePercent} % of the visits`;
  if (mode === "disagree-only")
    return `${MODE_LABELS[mode]}${alertsPerShift === null ? "" : `, ${plural(alertsPerShift, "alert")} in a shift`}`;
  return MODE_LABELS[mode];
}

function Figures({ figures }: { figures: ModeFigures }) {
  const rows: readonly (readonly [string, Share])[] = [
    ["Shown at once: saved the suggested level", figures.followed],
    ["Own level first: had come to the suggested level by themselves", figures.sameUnled],
    ["Own level first: had not, and took the suggested one once they saw it", figures.wentOver],
    ["Alerts: took the suggested level", figures.alertsTaken],
  ];
  return (
    <div className="mt-4 border-t border-line pt-3">
      <h3 className="font-semibold">How suggestions were taken, last {FIGURES_DAYS} days</h3>
      <dl className="mt-1">
        {rows.map(([name, share]) => (
          <div
            key={name}
            className="flex flex-wrap justify-between gap-x-4 border-t border-line/60 py-1.5 first:border-t-0"
          >
            <dt className="min-w-0 flex-[1_1_16rem] text-pretty text-ink-2">{name}</dt>
            <dd className="font-semibold tabular-nums">{shareInWords(share)}</dd>
          </div>
        ))}
      </dl>
      {figures.unseen > 0 && (
        <p className="mt-1 text-ink-2">
          {plural(figures.unseen, "decision")} without being shown what the model said.
        </p>
      )}
    </div>
  );
}

const shareInWords = ({ of, count }: Share): string =>
  of === 0
    ? "none yet"
    : of < FEWEST_FOR_SHARE
      ? `too few to tell (${of} of ${FEWEST_FOR_SHARE})`
      : `${Math.round((100 * count) / of)} % (${count} of ${of})`;

function History({ rows }: { rows: readonly ModeView[] }) {
  if (rows.length === 0) return null;
  return (
    <Section title="What was set before">
      <div className="overflow-x-auto">
        <table className="w-full min-w-[44rem]">
          <caption className="sr-only">Settings, newest first</caption>
          <ColumnHeads heads={["When", "Role", "Shown", "By", "Reason"]} className={TABLE_HEAD} />
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td className={`${TABLE_CELL} whitespace-nowrap`}>
                  {row.set && <LocalTime iso={row.set.at} withDate />}
                </td>
                <td className={TABLE_CELL}>{ROLE_LABELS[row.role]}</td>
                <td className={TABLE_CELL}>{inWords(row)}</td>
                <td className={TABLE_CELL}>{row.set?.by}</td>
                <td className={`${TABLE_CELL} text-pretty`}>{row.set?.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
