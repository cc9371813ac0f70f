"use client";
import { useState } from "react";
import type { PageAction } from "@/components/act";
import { plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { TriggerState } from "@/lib/monitoring/triggers/evaluate";
import { sayPolicy, TRIGGER_LABELS } from "@/lib/monitoring/triggers/policy";
import type { TrainingPolicyChange, TriggersView } from "@/lib/workflows/learning/training-policy";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";
import { TriggerForm } from "./trigger-form";

type Props = { initial: TriggersView; change: PageAction<TrainingPolicyChange, TriggersView> };

const STATES: Readonly<Record<TriggerState, string>> = {
  off: "Off",
  waiting: "Waiting",
  pausing: "Pausing",
  held: "Held back",
  ready: "Starts a run",
};

/** When a run starts: what each trigger waits for, what it said last, the common budget, and who set it. */
export function TriggerBoard({ initial, change }: Props) {
  const [view, setView] = useState(initial);
  const [editing, setEditing] = useState(false);
  const [done, setDone] = useState(false);
  const { budget } = view.policy;
  const [newest] = view.history;
  return (
    <div id="when" className="scroll-mt-16">
      <Section
        title="When a run starts"
        aside={
          newest ? (
            <>
              Set by {newest.by}, <LocalTime iso={newest.at} withDate />
            </>
          ) : (
            "As released; nobody has changed it"
          )
        }
      >
        <div aria-live="polite">{done && <Notice tone="ok" title="In force from now on." />}</div>
        <p className="text-ink-2">
          Each trigger is asked every minute. In the last seven days {plural(view.used.runs, "run")} of at
          most {budget.runsAWeek} and {view.used.minutes} of at most {budget.minutesAWeek} minutes of training
          were used; a run that has begun is finished. Early stopping: {sayPolicy(view.policy).stopping}.
        </p>
        <ScrollTable
          label="Triggers"
          heads={["Trigger", "Set to", "Now", "Asked", "Last run by it"]}
          width="min-w-200"
          className="mt-3"
        >
          {view.triggers.map((t) => (
            <tr key={t.trigger} className="border-t border-line align-top">
              <th scope="row" className={`${TABLE_CELL} font-semibold`}>
                {TRIGGER_LABELS[t.trigger]}
              </th>
              <td className={TABLE_CELL}>{t.settings}</td>
              <td className={`${TABLE_CELL} text-pretty`}>
                {t.state === "off" ? (
                  <span className="text-ink-3">Off</span>
                ) : (
                  <>
                    <b>
                      {t.trigger === "manual" && t.state === "ready" ? "May start one" : STATES[t.state]}:
                    </b>{" "}
                    {t.words}
                    {t.until && (
                      <>
                        {" "}
                        {t.state === "pausing" ? "Until" : "Next:"} <LocalTime iso={t.until} withDate />.
                      </>
                    )}
                  </>
                )}
              </td>
              <td className={TABLE_CELL}>
                {t.evaluatedAt ? <LocalTime iso={t.evaluatedAt} withDate /> : "Not yet"}
              </td>
              <td className={TABLE_CELL}>
                {t.lastRun ? (
                  <a href={`#run-${t.lastRun.id}`} className="text-accent underline underline-offset-2">
                    <LocalTime iso={t.lastRun.at} withDate />
                  </a>
                ) : (
                  "None"
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
              Change
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
              What was changed, {plural(view.history.length, "version")}
            </summary>
            <ol className="mt-2 space-y-2">
              {view.history.map((h) => (
                <li key={h.version} className="border-t border-line pt-2">
                  <p>
                    Version {h.version}, {h.by}, <LocalTime iso={h.at} withDate />: {h.reason}
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
