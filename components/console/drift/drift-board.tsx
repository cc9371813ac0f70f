"use client";
import { act, type PageAction } from "@/components/act";
import { plural } from "@/components/format";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { DriftView, DriftWindow } from "@/lib/monitoring/drift/drift-view";
import { ChartCard } from "../charts/chart-card";
import { useChanges } from "../use-changes";
import { Alerts } from "./alerts";
import { MovedTable } from "./moved-table";
import { ReferencePanel } from "./reference-panel";

export type DriftActions = {
  readonly acknowledge: PageAction<{ days: DriftWindow; id: string; note: string }, DriftView>;
  readonly choose: PageAction<
    { days: DriftWindow; month: string | null; expected: string | null },
    DriftView
  >;
};

/** What has moved, how far and since when; what is done about it. */
export function DriftBoard({ initial, actions }: { initial: DriftView; actions: DriftActions }) {
  const { view, busy, error, done, change } = useChanges(initial);

  const { window, reference } = view;
  const { days } = window;

  const moved = window.rows?.filter((r) => r.size !== "none") ?? [];
  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      <Alerts
        alerts={view.alerts}
        aWeek={view.alertsAWeek}
        canChange={view.canChange}
        busy={busy}
        onAcknowledge={(id, note) =>
          change(() => act(actions.acknowledge, { days, id, note }), "Taken note of.")
        }
      />
      {reference && (
        <Section
          title="What has moved"
          aside={
            <>
              {window.patients.toLocaleString("en-GB")} patients in {window.days} days
            </>
          }
        >
          {window.rows === null ? (
            <p className="text-ink-2">
              {window.patients === 0
                ? "Nobody was"
                : `${plural(window.patients, "patient was", "patients were")}`}{" "}
              decided on in this window: too few to tell. At least {window.least} are needed.
            </p>
          ) : (
            <MovedTable rows={window.rows} moved={moved.length} />
          )}
          <Also view={view} />
        </Section>
      )}
      {view.overTime && <ChartCard picture={view.overTime} />}
      {view.pictures.length > 0 && (
        <div className="grid gap-4 xl:grid-cols-2">
          {view.pictures.map((picture) => (
            <ChartCard key={picture.id} picture={picture} />
          ))}
        </div>
      )}
      <ReferencePanel
        view={view}
        busy={busy}
        onChoose={(month) =>
          change(
            () => act(actions.choose, { days, month, expected: view.reference?.setAt ?? null }),
            "Patients are held against it from now on. The page fills within some minutes.",
          )
        }
      />
    </div>
  );
}

/** What stands beside the features: places of the model, new words, overrides. */
function Also({ view }: { view: DriftView }) {
  const { embeddings, newWords, newWordsOf, overridesTurned } = view;
  return (
    <ul className="mt-3 grid gap-1 text-ink-2">
      {embeddings && (
        <li>
          Where the model places patients:{" "}
          {embeddings.p <= 0.05 ? "moved" : "no move that chance would not make"} (MMD²{" "}
          {embeddings.mmd2.toFixed(4)}, p = {embeddings.p.toFixed(3)}; {embeddings.reference} against{" "}
          {embeddings.now} patients).
        </li>
      )}
      {newWords.length > 0 && (
        <li>
          Words that the reference does not have, in complaints of the last {newWordsOf} patients:{" "}
          {newWords.map((w) => `${w.word} (${w.patients})`).join(", ")}.
        </li>
      )}
      {overridesTurned && (
        <li>
          Overrides have become {overridesTurned.direction === "up" ? "more" : "less"} frequent: noticed{" "}
          <LocalTime iso={overridesTurned.at} withDate />, some {plural(overridesTurned.ago, "decision")}{" "}
          after it began.
        </li>
      )}
    </ul>
  );
}
