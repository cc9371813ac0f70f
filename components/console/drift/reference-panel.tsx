"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { type DriftView, LEAST_FOR_REFERENCE } from "@/lib/monitoring/drift/drift-view";

type Props = {
  view: DriftView;
  busy: boolean;
  onChoose: (month: string | null) => Promise<boolean>;
};

/** What patients are held against, and what a drift sets going. */
export function ReferencePanel({ view, busy, onChoose }: Props) {
  const { reference, retrains } = view;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Section title="Reference">
        {reference ? (
          <>
            <p>
              {reference.patients.toLocaleString("en-GB")} patients: {reference.description}.
            </p>
            <p className="text-ink-2">
              In force since <LocalTime iso={reference.setAt} withDate />, set by {reference.setBy}.
              {!reference.ofVersionInUse &&
                " Levels and decisions are not held against it: it was made with another version than the one in use."}
              {reference.ofVersionInUse &&
                !reference.decisions &&
                " It has no decisions in it: overrides and calibration are watched once a month of this site is chosen."}
            </p>
          </>
        ) : (
          <p className="text-ink-2">
            There is none yet, so that nothing is watched. Choose a month in which all was well.
          </p>
        )}
        {view.canChange && <Choose view={view} busy={busy} onChoose={onChoose} />}
      </Section>
      <Section title="When a drift is found">
        <p>
          {retrains
            ? "A retraining starts by itself, where there are labels to learn from. What it makes is a candidate and no more."
            : "It is shown here and counted. Nothing else happens by itself."}
        </p>
        <p className="mt-1">
          <a href="/console/runs#when" className="font-medium text-accent underline underline-offset-2">
            When retraining starts
          </a>
        </p>
      </Section>
    </div>
  );
}

function Choose({ view, busy, onChoose }: Props) {
  const { months, reference, releaseFile } = view;
  const options = [
    ...months.map(({ month, n }) => ({
      value: month,
      label: `${sayMonth(month)} (${n.toLocaleString("en-GB")} decisions)`,
    })),
    ...(releaseFile ? [{ value: "", label: "the release's own visits" }] : []),
  ].filter((o) => !reference || o.value !== (reference.month ?? ""));
  const [value, setValue] = useState(options[0]?.value ?? "");
  const [asking, setAsking] = useState(false);
  const chosen = options.find((o) => o.value === value) ?? options[0];
  if (!chosen)
    return (
      <p className="mt-2 text-ink-2">
        A month of this site with at least {LEAST_FOR_REFERENCE} decisions can be chosen once it is over.
      </p>
    );
  return (
    <div className="no-print mt-2 flex flex-wrap items-end gap-2">
      <label className="grid min-w-0 gap-0.5">
        <span className="label">Hold patients against</span>
        <select
          value={chosen.value}
          onChange={(e) => setValue(e.target.value)}
          className="h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2"
        >
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      </label>
      <Button tone="secondary" size="small" disabled={busy} onClick={() => setAsking(true)}>
        Choose
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Hold patients against ${chosen.label}?`}
        confirm="Choose it"
        busy={busy}
        onConfirm={() => {
          setAsking(false);
          void onChoose(chosen.value === "" ? null : chosen.value);
        }}
      >
        <p>Everything decided since then is held against it. Drifts found before stay on this page.</p>
      </Confirm>
    </div>
  );
}

const sayMonth = (month: string): string =>
  new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
