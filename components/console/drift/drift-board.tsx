"use client";
import { useTranslations } from "next-intl";
import { act, type PageAction } from "@/components/act";
import { useRefusal } from "@/components/console/use-refusal";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
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
  const figures = useFigures();
  const refused = useRefusal();
  const t = useTranslations("console.drift");
  const { view, busy, error, done, change } = useChanges(initial);

  const { window, reference } = view;
  const { days } = window;

  const moved = window.rows?.filter((r) => r.size !== "none") ?? [];
  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={refused(error)} />}
      <Alerts
        alerts={view.alerts}
        aWeek={view.alertsAWeek}
        canChange={view.canChange}
        busy={busy}
        onAcknowledge={(id, note) =>
          change(() => act(actions.acknowledge, { days, id, note }), t("takenNoteOf"))
        }
      />
      {reference && (
        <Section
          title={t("whatHasMoved")}
          aside={t("patientsPatientsInDaysDays", {
            patients: figures.count(window.patients),
            days: window.days,
          })}
        >
          {window.rows === null ? (
            <p className="text-ink-2">
              {t("isPatientsDecidedOnInThis", {
                isPatients: String(Boolean(window.patients === 0)),
                patients: window.patients,
                least: window.least,
              })}
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
            t("patientsAreHeldAgainstIt"),
          )
        }
      />
    </div>
  );
}

/** What stands beside the features: places of the model, new words, overrides. */
function Also({ view }: { view: DriftView }) {
  const figures = useFigures();
  const t = useTranslations("console.drift");
  const { embeddings, newWords, newWordsOf, overridesTurned } = view;
  return (
    <ul className="mt-3 grid gap-1 text-ink-2">
      {embeddings && (
        <li>
          {t("whereTheModelPlacesPatients", {
            isP: String(Boolean(embeddings.p <= 0.05)),
            mmd2: figures.fixed(embeddings.mmd2, 4),
            p: figures.fixed(embeddings.p, 3),
            reference: embeddings.reference,
            now: embeddings.now,
          })}
        </li>
      )}
      {newWords.length > 0 && (
        <li>
          {t("wordsThatTheReferenceDoes", {
            newWordsOf,
            newWords: newWords.map((w) => `${w.word} (${w.patients})`).join(", "),
          })}
        </li>
      )}
      {overridesTurned && (
        <li>
          {t.rich("overridesHaveBecomeIsDirectionFrequent", {
            isDirection: String(Boolean(overridesTurned.direction === "up")),
            at: () => <LocalTime iso={overridesTurned.at} withDate />,
            ago: overridesTurned.ago,
          })}
        </li>
      )}
    </ul>
  );
}
