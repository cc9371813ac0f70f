"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { SHORTEST_REASON } from "@/lib/feedback/reasons";
import type { CalibrationsView } from "@/lib/workflows/learning/site-calibrations";
import { AuditComment } from "../audit-comment";
import { useChanges } from "../use-changes";
import { CalibrationCard } from "./calibration-card";

export type CalibrationActions = {
  readonly ask: PageAction<null, CalibrationsView>;
  readonly lay: PageAction<{ version: string; expectedSeq: number; reason: string }, CalibrationsView>;
  readonly takeOff: PageAction<null, CalibrationsView>;
};

type Props = { initial: CalibrationsView; actions: CalibrationActions };

/** What is laid over the model now, those that were made, and who laid which on or took it off. */
export function CalibrationBoard({ initial, actions }: Props) {
  const { view, busy, error, done, change } = useChanges(initial);
  const [laying, setLaying] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const { inForce, takenOff } = view;
  const lay = async (version: string) => {
    const wanted = { version, expectedSeq: view.seq, reason: reason.trim() };
    if (
      await change(
        () => act(actions.lay, wanted),
        `${version} is laid over the model from the next answer on.`,
      )
    )
      setReason("");
    setLaying(null);
  };
  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      {view.trouble && (
        <Notice tone="warn" title="What is switched on is not served.">
          {view.trouble}
        </Notice>
      )}
      <Section title="In force">
        {inForce ? (
          <p>
            <b>{inForce.version}</b> is laid over {view.champion}, since{" "}
            <LocalTime iso={inForce.since} withDate /> ({inForce.by}).
          </p>
        ) : (
          <p className="text-pretty text-ink-2">
            None: {view.champion ?? "no version is in use, so nothing"} answers as it is.
          </p>
        )}
        {view.canChange && (
          <div className="no-print mt-3 flex flex-wrap gap-2">
            {inForce && (
              <Button
                disabled={busy}
                onClick={() =>
                  void change(
                    () => act(actions.takeOff, null),
                    "It is taken off: the model answers as it is.",
                  )
                }
              >
                Switch it off
              </Button>
            )}
            {takenOff && view.all.some((c) => c.version === takenOff && c.canLay) && (
              <Button disabled={busy} onClick={() => setLaying(takenOff)}>
                Switch {takenOff} on again
              </Button>
            )}
            <Button
              tone="primary"
              disabled={busy || view.labels < view.fewest}
              onClick={() =>
                void change(
                  () => act(actions.ask, null),
                  "Asked for: it is fitted and judged in a minute or two.",
                )
              }
            >
              Make one from the labels there are
            </Button>
          </div>
        )}
        <p className="label mt-2">
          {view.labels === 1 ? "1 label" : `${view.labels.toLocaleString("en-GB")} labels`} that the version
          in use did not learn from; three fifths of their patients are fitted on, the others judge. At least{" "}
          {view.fewest} are needed to fit on, and as many to judge by as the checks say.
        </p>
      </Section>
      {view.all.length === 0 && (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          No calibration has been made yet.
        </p>
      )}
      {view.all.map((c) => (
        <CalibrationCard key={c.version} calibration={c} lay={c.canLay ? () => setLaying(c.version) : null} />
      ))}
      {view.history.length > 0 && <History rows={view.history} />}
      <Confirm
        open={laying !== null}
        onClose={() => setLaying(null)}
        title={`Lay ${laying ?? ""} over the model?`}
        confirm="Lay it on"
        busy={busy}
        disabled={reason.trim().length < SHORTEST_REASON}
        onConfirm={() => laying && void lay(laying)}
      >
        <p className="mb-3">
          Every patient who is not decided yet is answered with it from their next assessment on. Patients’
          pages say that levels are adjusted to this department. The safety rules apply as ever.
        </p>
        <AuditComment value={reason} onChange={setReason} atLeast={SHORTEST_REASON} />
      </Confirm>
    </div>
  );
}

function History({ rows }: { rows: CalibrationsView["history"] }) {
  return (
    <Section title="Switched">
      <ul className="space-y-1">
        {rows.map((row) => (
          <li key={row.seq} className="text-pretty">
            <LocalTime iso={row.at} withDate />: {row.calibration} {row.on ? "on" : "off"}, {row.by}:{" "}
            {row.reason}
          </li>
        ))}
      </ul>
    </Section>
  );
}
