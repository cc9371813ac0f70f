"use client";
import { useState } from "react";
import { act } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { AuditComment } from "@/components/console/audit-comment";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { SHORTEST_REASON } from "@/lib/registry/gates/gate-policy";
import type { GatesView } from "@/lib/workflows/views";
import type { GateActions } from "./gate-board";

type Props = { view: GatesView; rotate: GateActions["rotateKey"]; onDone: (view: GatesView) => void };

/** The keys by which versions and checks are told from what somebody else put there. */
export function SigningKeys({ view, rotate, onDone }: Props) {
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(false);
  return (
    <Section title="Signing keys">
      <p className="mb-2 text-pretty text-ink-2">
        Every model version and every change of these checks is signed by this installation. What is not, or
        not by one of these keys, is not loaded and does not count.
      </p>
      {!view.canSign && (
        <Notice
          tone="danger"
          className="mb-2"
          title="Nothing can be signed: the key is gone or does not open"
        >
          New versions and other checks cannot come into use. The operator's guide says what to do
          (signing:renew).
        </Notice>
      )}
      <div aria-live="polite">
        {done && <Notice tone="ok" className="mb-2" title="Another key signs from now on." />}
      </div>
      <ul className="divide-y divide-line/70">
        {view.keys.map((key) => (
          <li key={key.id} className="py-2">
            <p>
              <b className="font-mono">{key.id}</b> {stateOf(key)}
              {key.since && (
                <>
                  {", from "}
                  <LocalTime iso={key.since} withDate />
                </>
              )}
              {key.until && (
                <>
                  {" to "}
                  <LocalTime iso={key.until} withDate />
                </>
              )}
            </p>
            {key.publicKey && (
              <p className="font-mono text-[0.857rem] break-all text-ink-2">
                <span className="sr-only">Public key: </span>
                {key.publicKey}
              </p>
            )}
          </li>
        ))}
        {view.keys.length === 0 && <li className="text-ink-3">There is no key.</li>}
      </ul>
      {view.canChange && (
        <Button className="mt-2" onClick={() => setAsking(true)}>
          Make a new key
        </Button>
      )}
      {asking && (
        <NewKey
          onClose={() => setAsking(false)}
          onConfirm={async (reason) => {
            const expectedKey = view.keys.find((k) => k.signs)?.id ?? null;
            onDone(await act(rotate, { reason, expectedKey }));
            setAsking(false);
            setDone(true);
          }}
        />
      )}
    </Section>
  );
}

function stateOf(key: GatesView["keys"][number]): string {
  if (!key.publicKey) return "✕ its record does not open; nothing it signed counts";
  if (!key.trusted) return "✕ not trusted any more; nothing it signed counts";
  return key.signs ? "● signs" : "○ signs no more; what it signed stays valid";
}

function NewKey({
  onClose,
  onConfirm,
}: {
  onClose: () => void;
  onConfirm: (reason: string) => Promise<void>;
}) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  async function confirm() {
    setBusy(true);
    setError(null);
    try {
      await onConfirm(reason.trim());
    } catch (cause) {
      setError(toActionError(cause));
      setBusy(false);
    }
  }
  return (
    <Confirm
      open
      onClose={onClose}
      title="Make a new signing key?"
      confirm="Make a new key"
      busy={busy}
      disabled={reason.trim().length < SHORTEST_REASON}
      onConfirm={confirm}
    >
      {error && <Notice tone="danger" live title={error.message} />}
      <p>
        The new key signs from now on; the private part of the one before is removed. What it signed stays
        valid. If a key was in wrong hands, this is not enough: the operator has to run signing:renew.
      </p>
      <AuditComment value={reason} onChange={setReason} atLeast={SHORTEST_REASON} />
    </Confirm>
  );
}
