"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { DriftAlertView } from "@/lib/monitoring/drift/drift-view";

type Props = {
  alerts: readonly DriftAlertView[];
  aWeek: number;
  canChange: boolean;
  busy: boolean;
  onAcknowledge: (id: string, note: string) => Promise<boolean>;
};

/** Drifts found: those that nobody has taken note of first. */
export function Alerts({ alerts, aWeek, canChange, busy, onAcknowledge }: Props) {
  const t = useTranslations("console.drift");
  const open = alerts.filter((a) => !a.acknowledged);
  const known = alerts.filter((a) => a.acknowledged);
  return (
    <Section title={t("driftsFound")} aside={t("noMoreThanAWeekTold", { aWeek })}>
      {alerts.length === 0 && <p className="text-ink-2">{t("noneYet")}</p>}
      {open.length > 0 && (
        <ul className="grid gap-3">
          {open.map((a) => (
            <li key={a.id} className="rounded-md border border-warn-line bg-warn-soft px-4 py-3">
              <What alert={a} />
              {canChange && <Note id={a.id} busy={busy} onAcknowledge={onAcknowledge} />}
            </li>
          ))}
        </ul>
      )}
      {known.length > 0 && (
        <details className="mt-3" open={open.length === 0}>
          <summary className="font-medium text-accent">
            {t("countTakenNoteOf", { count: known.length })}
          </summary>
          <ul className="mt-2 grid gap-3">
            {known.map((a) => (
              <li key={a.id} className="border-l-2 border-line-strong pl-3">
                <What alert={a} />
                {a.acknowledged && (
                  <p className="text-ink-2">
                    {a.acknowledged.by}, <LocalTime iso={a.acknowledged.at} withDate />: {a.acknowledged.note}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

function What({ alert: a }: { alert: DriftAlertView }) {
  const t = useTranslations("console.drift");
  const [first, ...others] = a.causes;
  return (
    <>
      <p className="font-semibold">{first?.words ?? t("somethingMoved")}</p>
      {others.length > 0 && (
        <ul className="list-inside list-disc text-ink-2">
          {others.map((c) => (
            <li key={c.words}>{c.words}</li>
          ))}
        </ul>
      )}
      <p className="text-ink-2">
        {t("found")} <LocalTime iso={a.at} withDate />
        {first && t("someSinceAfterItBegan", { since: first.since })}
        {a.times > 1 && <>{t.rich("stillThere", { at: () => <LocalTime iso={a.lastAt} withDate /> })}</>}
        {!a.told && t("nobodyWasCalledItWas")}
        {a.retraining && t("aRetrainingWasQueued")}.
        {a.incidentId && (
          <>
            {" "}
            <Link href={`/console/incidents/${a.incidentId}`} prefetch={false} className="underline">
              {t("theIncidentThatWasOpened")}
            </Link>
          </>
        )}
      </p>
    </>
  );
}

type NoteProps = Pick<Props, "busy" | "onAcknowledge"> & { id: string };

function Note({ id, busy, onAcknowledge }: NoteProps) {
  const t = useTranslations("console.drift");
  const field = useId();
  const [note, setNote] = useState("");
  return (
    <form
      className="no-print mt-2 flex flex-wrap items-end gap-2"
      onSubmit={(e) => {
        e.preventDefault();
        void onAcknowledge(id, note);
      }}
    >
      <label htmlFor={field} className="grid min-w-0 flex-1 basis-64 gap-0.5">
        <span className="label">{t("whatItIsAndWhat")}</span>
        <input
          id={field}
          value={note}
          required
          maxLength={1_000}
          onChange={(e) => setNote(e.target.value)}
          className="h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2"
        />
      </label>
      <Button type="submit" tone="secondary" size="small" disabled={busy || note.trim() === ""}>
        {t("takeNote")}
      </Button>
    </form>
  );
}
