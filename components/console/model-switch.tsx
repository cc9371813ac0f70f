"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { ModelSwitchView } from "@/lib/workflows/views";
import { AuditComment } from "./audit-comment";

type Props = {
  initial: ModelSwitchView;
  /** Shortest reasons, characters. */
  shortest: { readonly stop: number; readonly resume: number };
  stop: PageAction<{ reason: string }, ModelSwitchView>;
  resume: PageAction<{ reason: string; expectedSeq: number }, ModelSwitchView>;
};

/** Says whether the model is on, switches it with a reason, and shows who did before. */
export function ModelSwitch({ initial, shortest, stop, resume }: Props) {
  const [view, setView] = useState(initial);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const { off, seq, history } = view;
  const may = off ? view.mayResume : view.mayStop;
  const least = off ? shortest.resume : shortest.stop;

  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      const said = reason.trim();
      setView(await (off ? act(resume, { reason: said, expectedSeq: seq }) : act(stop, { reason: said })));
      setReason("");
    } catch (cause) {
      // The words typed stay, for whoever presses again.
      setError(toActionError(cause));
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };

  return (
    <div className="space-y-4">
      {error && (
        <Notice
          tone="danger"
          live
          title={error.message}
          action={
            <Button size="small" onClick={() => window.location.reload()}>
              Show the current state
            </Button>
          }
        />
      )}
      <Section title="Now">
        <div aria-live="polite">
          <p className="figure-xl mt-1">{off ? "Off: safety rules only" : "On"}</p>
          {history[0] && (
            <p className="mt-1 text-pretty text-ink-2">
              Since <LocalTime iso={history[0].at} withDate />, by {history[0].by}: “{history[0].reason}”
            </p>
          )}
        </div>
        {may ? (
          <Button className="mt-4" tone={off ? "primary" : "danger"} onClick={() => setAsking(true)}>
            {off ? "Switch the model on" : "Switch the model off"}
          </Button>
        ) : (
          <p className="mt-3 text-ink-2">Only a model steward (admin) can switch it on again.</p>
        )}
      </Section>
      <Section title="Who switched it">
        {history.length === 0 ? (
          <p className="text-ink-3">Nobody has switched it yet.</p>
        ) : (
          <ol className="divide-y divide-line/70">
            {history.map((h) => (
              <li key={h.seq} className="py-2">
                <p>
                  <span className="font-medium">{h.off ? "Off" : "On"}</span>{" "}
                  <span className="text-ink-2">
                    <LocalTime iso={h.at} withDate />, {h.by}
                  </span>
                </p>
                <p className="text-pretty text-ink-2">{h.reason}</p>
              </li>
            ))}
          </ol>
        )}
      </Section>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={off ? "Switch the model on for everybody?" : "Switch the model off for everybody?"}
        confirm={off ? "Switch the model on" : "Switch the model off"}
        tone={off ? "primary" : "danger"}
        busy={busy}
        disabled={reason.trim().length < least}
        onConfirm={() => void confirm()}
      >
        <p>
          {off
            ? "Within seconds, every screen shows the model’s suggestions again. Patients who wait are judged anew; levels already decided stay as they are."
            : "Within seconds, no screen and no card in the EHR shows an answer of the model. Patients without a safety rule get no suggested level. Levels already decided stay as they are, and the model stays off until a model steward switches it on."}
        </p>
        <AuditComment value={reason} onChange={setReason} atLeast={least} />
      </Confirm>
    </div>
  );
}
