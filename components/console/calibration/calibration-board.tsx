"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
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
  const t = useTranslations("console.calibration");
  const { view, busy, error, done, change } = useChanges(initial);
  const [laying, setLaying] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const { inForce, takenOff } = view;
  const { count } = useFigures();
  const lay = async (version: string) => {
    const wanted = { version, expectedSeq: view.seq, reason: reason.trim() };
    if (await change(() => act(actions.lay, wanted), t("isLaidFromNowOn", { version }))) setReason("");
    setLaying(null);
  };
  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      {view.trouble && (
        <Notice tone="warn" title={t("whatIsSwitchedOnIsNot")}>
          {view.trouble}
        </Notice>
      )}
      <Section title={t("inForce")}>
        {inForce ? (
          <p>
            {t.rich("versionIsLaidOverChampionSince", {
              version: inForce.version,
              b: (words) => <b>{words}</b>,
              champion: view.champion ?? "",
              at: () => <LocalTime iso={inForce.since} withDate />,
              by: inForce.by,
            })}
          </p>
        ) : (
          <p className="text-pretty text-ink-2">
            {view.champion
              ? t("noneChampionAnswersAsItIs", { champion: view.champion })
              : t("noneNoVersionIsInUse")}
          </p>
        )}
        {view.canChange && (
          <div className="no-print mt-3 flex flex-wrap gap-2">
            {inForce && (
              <Button
                disabled={busy}
                onClick={() => void change(() => act(actions.takeOff, null), t("itIsTakenOffTheModel"))}
              >
                {t("switchItOff")}
              </Button>
            )}
            {takenOff && view.all.some((c) => c.version === takenOff && c.canLay) && (
              <Button disabled={busy} onClick={() => setLaying(takenOff)}>
                {t("switchTakenOffOnAgain", { takenOff })}
              </Button>
            )}
            <Button
              tone="primary"
              disabled={busy || view.labels < view.fewest}
              onClick={() => void change(() => act(actions.ask, null), t("askedForItIsFittedAnd"))}
            >
              {t("makeOneFromTheLabelsThere")}
            </Button>
          </div>
        )}
        <p className="label mt-2">
          {t("labelsNotLearned", {
            labels: view.labels,
            count: count(view.labels),
            fewest: view.fewest,
          })}
        </p>
      </Section>
      {view.all.length === 0 && (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {t("noCalibrationHasBeenMadeYet")}
        </p>
      )}
      {view.all.map((c) => (
        <CalibrationCard key={c.version} calibration={c} lay={c.canLay ? () => setLaying(c.version) : null} />
      ))}
      {view.history.length > 0 && <History rows={view.history} />}
      <Confirm
        open={laying !== null}
        onClose={() => setLaying(null)}
        title={t("layLayingOverTheModel", { laying: laying ?? "" })}
        confirm={t("layItOn")}
        busy={busy}
        disabled={reason.trim().length < SHORTEST_REASON}
        onConfirm={() => laying && void lay(laying)}
      >
        <p className="mb-3">{t("everyPatientWhoIsNotDecided")}</p>
        <AuditComment value={reason} onChange={setReason} atLeast={SHORTEST_REASON} />
      </Confirm>
    </div>
  );
}

function History({ rows }: { rows: CalibrationsView["history"] }) {
  const t = useTranslations("console.calibration");
  return (
    <Section title={t("switched")}>
      <ul className="space-y-1">
        {rows.map((row) => (
          <li key={row.seq} className="text-pretty">
            {t.rich("switchedOnOrOff", {
              at: () => <LocalTime iso={row.at} withDate />,
              calibration: row.calibration,
              isOn: String(row.on),
              by: row.by,
              reason: row.reason,
            })}
          </li>
        ))}
      </ul>
    </Section>
  );
}
