"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { PageAction } from "@/components/act";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { TrainingPolicyChange, TriggersView } from "@/lib/workflows/learning/training-policy";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";
import { TriggerForm } from "./trigger-form";

type Props = { initial: TriggersView; change: PageAction<TrainingPolicyChange, TriggersView> };

/** When a run starts: what each trigger waits for, what it said last, the common budget, and who set it. */
export function TriggerBoard({ initial, change }: Props) {
  const t = useTranslations("console.runs");
  const [view, setView] = useState(initial);
  const [editing, setEditing] = useState(false);
  const [done, setDone] = useState(false);
  const { budget, stopping } = view.policy;
  const [newest] = view.history;
  return (
    <div id="when" className="scroll-mt-16">
      <Section
        title={t("whenARunStarts")}
        aside={
          newest
            ? t.rich("setByBy", { by: newest.by, at: () => <LocalTime iso={newest.at} withDate /> })
            : t("asReleasedNobodyHasChangedIt")
        }
      >
        <div aria-live="polite">{done && <Notice tone="ok" title={t("inForceFromNowOn")} />}</div>
        <p className="text-ink-2">
          {t("eachTriggerIsAskedEveryMinute", {
            runs: view.used.runs,
            runsAWeek: budget.runsAWeek,
            minutes: view.used.minutes,
            minutesAWeek: budget.minutesAWeek,
            stopping: stopping.on
              ? t("stoppingWhen", { share: stopping.sharePercent, looks: stopping.patience })
              : t("stoppingOff"),
          })}
        </p>
        <ScrollTable
          label={t("triggers")}
          heads={[t("trigger"), t("setTo"), t("now"), t("asked"), t("lastRunByIt")]}
          width="min-w-200"
          className="mt-3"
        >
          {view.triggers.map((row) => (
            <tr key={row.trigger} className="border-t border-line align-top">
              <th scope="row" className={`${TABLE_CELL} font-semibold`}>
                {t(`triggerName.${row.trigger}`)}
              </th>
              <td className={TABLE_CELL}>{row.settings}</td>
              <td className={`${TABLE_CELL} text-pretty`}>
                {row.state === "off" ? (
                  <span className="text-ink-3">{t("off")}</span>
                ) : (
                  <>
                    <b>
                      {row.trigger === "manual" && row.state === "ready"
                        ? t("mayStartOne")
                        : t(`state.${row.state}`)}
                      :
                    </b>{" "}
                    {row.words}
                    {row.until && (
                      <>
                        {" "}
                        {row.state === "pausing" ? t("until") : t("next")}{" "}
                        <LocalTime iso={row.until} withDate />.
                      </>
                    )}
                  </>
                )}
              </td>
              <td className={TABLE_CELL}>
                {row.evaluatedAt ? <LocalTime iso={row.evaluatedAt} withDate /> : t("notYet")}
              </td>
              <td className={TABLE_CELL}>
                {row.lastRun ? (
                  <a href={`#run-${row.lastRun.id}`} className="text-accent underline underline-offset-2">
                    <LocalTime iso={row.lastRun.at} withDate />
                  </a>
                ) : (
                  t("none")
                )}
              </td>
            </tr>
          ))}
        </ScrollTable>
        {view.canChange && !editing && (
          <div className="no-print mt-3">
            <Button
              tone="secondary"
              size="small"
              onClick={() => {
                setDone(false);
                setEditing(true);
              }}
            >
              {t("change")}
            </Button>
          </div>
        )}
        {editing && (
          <TriggerForm
            key={view.version}
            policy={view.policy}
            version={view.version}
            change={change}
            onCancel={() => setEditing(false)}
            onChanged={(next) => {
              setView(next);
              setEditing(false);
              setDone(true);
            }}
          />
        )}
        {view.history.length > 0 && (
          <details className="mt-3">
            <summary className="font-medium text-ink-2 hover:text-ink">
              {t("whatWasChangedHistoryPluralOne", { history: view.history.length })}
            </summary>
            <ol className="mt-2 space-y-2">
              {view.history.map((h) => (
                <li key={h.version} className="border-t border-line pt-2">
                  <p>
                    {t.rich("versionVersionByReason", {
                      version: h.version,
                      by: h.by,
                      at: () => <LocalTime iso={h.at} withDate />,
                      reason: h.reason,
                    })}
                  </p>
                  <ul className="list-disc pl-5 text-ink-2">
                    {h.changes.map((line) => (
                      <li key={line}>{line}</li>
                    ))}
                  </ul>
                </li>
              ))}
            </ol>
          </details>
        )}
      </Section>
    </div>
  );
}
