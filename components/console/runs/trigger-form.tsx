"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { keepDraft } from "@/components/kept-draft";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import { LIMITED, type LimitedMeasure, type TrainingPolicy } from "@/lib/monitoring/triggers/policy";
import { REFERENCES, type Reference } from "@/lib/monitoring/watch/references";
import type { TrainingPolicyChange, TriggersView } from "@/lib/workflows/learning/training-policy";
import { AuditComment } from "../audit-comment";
import { commentPlace, useKeptComment } from "../use-kept-comment";

const MEASURES = Object.keys(LIMITED) as LimitedMeasure[];

type Props = {
  policy: TrainingPolicy;
  version: number;
  change: PageAction<TrainingPolicyChange, TriggersView>;
  onCancel: () => void;
  onChanged: (view: TriggersView) => void;
};

const PLACE = commentPlace("training-policy", "all");

/** All settings at once; what is not a number in its range is said beside it and nothing is sent. */
export function TriggerForm({ policy, version, change, onCancel, onChanged }: Props) {
  const t = useTranslations("console.runs");
  const [p, setPolicy] = useState(policy);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const { comment, setComment, keptAt } = useKeptComment(PLACE);
  const changed = JSON.stringify(p) !== JSON.stringify(policy);
  const ready = changed && wrong.size === 0 && comment.trim().length >= SHORTEST_REASON && !busy;
  const put = <K extends keyof TrainingPolicy>(name: K, set: Partial<TrainingPolicy[K]>) =>
    setPolicy((old) => ({ ...old, [name]: { ...old[name], ...set } }));

  /** A number of the policy; `scale`: what is typed is so many times what is kept. */
  const number = <K extends keyof TrainingPolicy>(
    name: K,
    field: keyof TrainingPolicy[K] & string,
    about: { label: string; least: number; most: number; scale?: number; whole?: boolean },
  ) => (
    <NumberField
      {...about}
      key={`${name}.${field} ${about.label}`}
      initial={(p[name][field] as number) * (about.scale ?? 1)}
      onValue={(value) => {
        const id = `${name}.${field}`;
        setWrong((old) => new Set(value === null ? [...old, id] : [...old].filter((x) => x !== id)));
        if (value !== null)
          put(name, { [field]: value / (about.scale ?? 1) } as unknown as Partial<TrainingPolicy[K]>);
      }}
    />
  );
  const toggle = (name: "label-count" | "performance" | "drift" | "outcomes" | "schedule") => ({
    title: t(`triggerName.${name}`),
    on: p[name].on,
    onToggle: (on: boolean) => put(name, { on } as never),
  });

  async function save() {
    if (!ready) return;
    setBusy(true);
    setError(null);
    try {
      const next = await act(change, { policy: p, expected: version, reason: comment.trim() });
      void keepDraft(PLACE, null);
      onChanged(next);
    } catch (cause) {
      setError(toActionError(cause));
      setBusy(false);
    }
  }

  const cooldown = { label: t("hoursOfPauseAfterItsLast"), least: 0, most: 90 * 24 };
  const perf = p.performance;
  const { percent } = LIMITED[perf.measure];
  return (
    <form
      className="mt-4 space-y-3 border-t border-line pt-3"
      aria-label={t("whenARunStarts")}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      {error && <Notice tone="danger" live title={error.message} />}
      <fieldset disabled={busy} className="grid items-start gap-3 md:grid-cols-2 xl:grid-cols-3">
        <legend className="sr-only">{t("triggersAndBudget")}</legend>
        <Group {...toggle("label-count")}>
          {number("label-count", "least", { label: t("newLabels"), least: 10, most: 100_000 })}
          {number("label-count", "cooldownHours", cooldown)}
        </Group>
        <Group {...toggle("performance")}>
          <Choice
            label={t("measure")}
            value={perf.measure}
            options={MEASURES.map((value) => ({ value, label: t(`limited.${value}`) }))}
            onChange={(measure) => put("performance", { measure: measure as LimitedMeasure })}
          />
          {number("performance", "limit", {
            label: percent ? t("limitPerCent") : t("limit"),
            least: 0,
            most: percent ? 100 : 1,
            scale: percent ? 100 : 1,
            whole: false,
          })}
          <Choice
            label={t("heldAgainst")}
            value={perf.against}
            options={REFERENCES.map((value) => ({ value, label: t(`reference.${value}`) }))}
            onChange={(against) => put("performance", { against: against as Reference })}
          />
          {number("performance", "days", { label: t("ofTheLastDays"), least: 7, most: 365 })}
          {number("performance", "cooldownHours", cooldown)}
        </Group>
        <Group {...toggle("drift")}>{number("drift", "cooldownHours", cooldown)}</Group>
        <Group {...toggle("outcomes")}>
          {number("outcomes", "least", { label: t("outcomesNotLearnedFrom"), least: 10, most: 100_000 })}
          {number("outcomes", "cooldownHours", cooldown)}
        </Group>
        <Group {...toggle("schedule")}>
          {number("schedule", "everyDays", { label: t("everySoManyDays"), least: 1, most: 365 })}
          {number("schedule", "hour", { label: t("atTheHourUTC"), least: 0, most: 23 })}
        </Group>
        <Group title={t("triggerName.manual")}>{number("manual", "cooldownHours", cooldown)}</Group>
        <Group title={t("earlyStopping")} on={p.stopping.on} onToggle={(on) => put("stopping", { on })}>
          {number("stopping", "sharePercent", {
            label: t("patientsKeptFromLearningPerCent"),
            least: 5,
            most: 40,
          })}
          {number("stopping", "patience", { label: t("looksWithoutABetterOne"), least: 1, most: 20 })}
        </Group>
        <Group title={t("budgetOfAll")}>
          {number("budget", "runsAWeek", { label: t("runsInSevenDays"), least: 0, most: 500 })}
          {number("budget", "minutesAWeek", {
            label: t("minutesOfTrainingInSevenDays"),
            least: 1,
            most: 7 * 24 * 60,
          })}
        </Group>
      </fieldset>
      <AuditComment value={comment} onChange={setComment} atLeast={SHORTEST_REASON} keptAt={keptAt} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" disabled={!ready}>
          {busy ? t("saving") : t("putIntoForce")}
        </Button>
        <Button tone="secondary" onClick={onCancel} disabled={busy}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

type GroupProps = { title: string; on?: boolean; onToggle?: (on: boolean) => void; children: ReactNode };

function Group({ title, on, onToggle, children }: GroupProps) {
  return (
    <fieldset className="min-w-0 rounded-md border border-line px-3 pt-1 pb-3">
      <legend className="px-1 font-semibold">
        {onToggle ? (
          <label className="flex cursor-pointer items-center gap-2">
            <input
              type="checkbox"
              checked={on}
              onChange={(e) => onToggle(e.target.checked)}
              className="size-4 accent-(--accent)"
            />
            {title}
          </label>
        ) : (
          title
        )}
      </legend>
      <div className="space-y-1.5">{children}</div>
    </fieldset>
  );
}

type NumberProps = {
  label: string;
  initial: number;
  least: number;
  most: number;
  whole?: boolean;
  onValue: (value: number | null) => void;
};

function NumberField({ label, initial, least, most, whole = true, onValue }: NumberProps) {
  const t = useTranslations("console.runs");
  const id = useId();
  const [text, setText] = useState(String(Math.round(initial * 1000) / 1000));
  const value = numberIn(text, least, most, whole);
  return (
    <p className="flex flex-wrap items-center justify-between gap-x-2.5 gap-y-1">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        inputMode={whole ? "numeric" : "decimal"}
        value={text}
        maxLength={7}
        aria-invalid={value === null}
        aria-describedby={value === null ? `${id}-why` : undefined}
        onChange={(e) => {
          setText(e.target.value);
          onValue(numberIn(e.target.value, least, most, whole));
        }}
        className="h-8 w-20 rounded-md border border-line-strong bg-surface px-2 text-right tabular-nums"
      />
      {value === null && (
        <span id={`${id}-why`} className="basis-full text-danger">
          {t("aWholeNumberFromLeastTo", { isWhole: String(whole), least, most })}
        </span>
      )}
    </p>
  );
}

function numberIn(text: string, least: number, most: number, whole: boolean): number | null {
  const value = Number(text);
  const fits = (whole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(text.trim()) && value >= least && value <= most;
  return fits ? value : null;
}

type ChoiceProps = {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
};

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <p className="flex flex-wrap items-center justify-between gap-x-2.5 gap-y-1">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(e) => onChange(e.target.value)}
        className="h-8 max-w-full rounded-md border border-line-strong bg-surface px-2"
      >
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </p>
  );
}
