"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
import { keepDraft } from "@/components/kept-draft";
import { Button } from "@/components/ui/button";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { Words } from "@/components/words/words";
import { SUGGESTION_MODES } from "@/lib/decision/decision";
import { FEWEST_FOR_SHARE, FIGURES_DAYS, type ModeFigures, type Share } from "@/lib/decision/mode-figures";
import { MOST_ALERTS } from "@/lib/decision/suggestion-mode";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { ModeChange, ModesView, ModeView } from "@/lib/workflows/govern/suggestion-modes";
import { AuditComment } from "../audit-comment";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { commentPlace, useKeptComment } from "../use-kept-comment";

type Props = { initial: ModesView; change: PageAction<ModeChange, ModesView> };

/** For each role that decides: when it sees suggestions, and how suggestions were taken. */
export function ModeBoard({ initial, change }: Props) {
  const t = useTranslations("console.suggestions");
  const shell = useTranslations("shell");
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
              setDone(t("inForceFrom", { role: shell(`role.${role.role}`) }));
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
  const refused = useRefusal();
  const t = useTranslations("console.suggestions");
  const shell = useTranslations("shell");
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
    <Section title={shell(`role.${role}`)} aside={inWords(current, t)}>
      {error && <Notice tone="danger" live title={refused(error)} />}
      <p className="text-ink-2">
        {set
          ? t.rich("setByByReason", {
              by: set.by,
              at: () => <LocalTime iso={set.at} withDate />,
              reason: set.reason,
            })
          : t("nobodyHasChangedThisSuggestions")}
      </p>
      <form
        className="mt-3 space-y-3"
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <fieldset disabled={!canChange || busy} className="space-y-2">
          <legend className="sr-only">
            {t("whenSuggestionsAreShownTo", { role: shell(`role.${role}`) })}
          </legend>
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
                    {t(`mode.${m}`)}
                  </span>
                  <span id={`${role}-${m}-what`} className="block text-pretty text-ink-2">
                    {t(`what.${m}`)}
                  </span>
                </span>
              </label>
              {m === mode && m === "blind-first" && (
                <NumberField
                  label={t("shareOfTheVisitsDrawn")}
                  value={share}
                  onChange={setShare}
                  problem={wanted.sharePercent === undefined ? t("aWholeNumberFrom1") : null}
                />
              )}
              {m === mode && m === "disagree-only" && (
                <NumberField
                  label={t("alertsOfOneLevelFor")}
                  value={alerts}
                  onChange={setAlerts}
                  problem={
                    wanted.alertsPerShift === undefined ? t("aWholeNumberFrom0", { MOST_ALERTS }) : null
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
              {busy ? t("saving") : t("putIntoForce")}
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

type Said = Words<"console.suggestions">;

function inWords({ mode, sharePercent, alertsPerShift }: ModeView, t: Said): string {
  const name = t(`mode.${mode}`);
  if (mode === "blind-first") return t("ofTheVisits", { mode: name, share: sharePercent });
  return mode === "disagree-only" && alertsPerShift !== null
    ? t("alertsInAShift", { mode: name, alerts: alertsPerShift })
    : name;
}

function Figures({ figures }: { figures: ModeFigures }) {
  const t = useTranslations("console.suggestions");
  const rows: readonly (readonly [string, Share])[] = [
    [t("shownAtOnceSavedThe"), figures.followed],
    [t("ownLevelFirstHadCome"), figures.sameUnled],
    [t("ownLevelFirstHadNot"), figures.wentOver],
    [t("alertsTookTheSuggestedLevel"), figures.alertsTaken],
  ];
  return (
    <div className="mt-4 border-t border-line pt-3">
      <h3 className="font-semibold">{t("howSuggestionsWereTakenLast", { FIGURES_DAYS })}</h3>
      <dl className="mt-1">
        {rows.map(([name, share]) => (
          <div
            key={name}
            className="flex flex-wrap justify-between gap-x-4 border-t border-line/60 py-1.5 first:border-t-0"
          >
            <dt className="min-w-0 flex-[1_1_16rem] text-pretty text-ink-2">{name}</dt>
            <dd className="font-semibold tabular-nums">{shareInWords(share, t)}</dd>
          </div>
        ))}
      </dl>
      {figures.unseen > 0 && (
        <p className="mt-1 text-ink-2">{t("unseenWithoutBeingShownWhat", { unseen: figures.unseen })}</p>
      )}
    </div>
  );
}

function shareInWords({ of, count }: Share, t: Said): string {
  if (of === 0) return t("noneYet");
  return of < FEWEST_FOR_SHARE
    ? t("tooFewToTell", { of, fewest: FEWEST_FOR_SHARE })
    : t("share", { percent: Math.round((100 * count) / of), count, of });
}

function History({ rows }: { rows: readonly ModeView[] }) {
  const t = useTranslations("console.suggestions");
  const shell = useTranslations("shell");
  if (rows.length === 0) return null;
  return (
    <Section title={t("whatWasSetBefore")}>
      <div className="overflow-x-auto">
        <table className="w-full min-w-[44rem]">
          <caption className="sr-only">{t("settingsNewestFirst")}</caption>
          <ColumnHeads
            heads={[t("when"), t("role"), t("shown"), t("by"), t("reason")]}
            className={TABLE_HEAD}
          />
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td className={`${TABLE_CELL} whitespace-nowrap`}>
                  {row.set && <LocalTime iso={row.set.at} withDate />}
                </td>
                <td className={TABLE_CELL}>{shell(`role.${row.role}`)}</td>
                <td className={TABLE_CELL}>{inWords(row, t)}</td>
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
