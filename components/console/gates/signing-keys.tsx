"use client";
import { useTranslations } from "next-intl";
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
  const t = useTranslations("console.gates");
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(false);
  return (
    <Section title={t("signingKeys")}>
      <p className="mb-2 text-pretty text-ink-2">{t("everyModelVersionAndEveryChange")}</p>
      {!view.canSign && (
        <Notice tone="danger" className="mb-2" title={t("nothingCanBeSignedTheKey")}>
          {t("newVersionsAndOtherChecksCannot")}
        </Notice>
      )}
      <div aria-live="polite">
        {done && <Notice tone="ok" className="mb-2" title={t("anotherKeySignsFromNowOn")} />}
      </div>
      <ul className="divide-y divide-line/70">
        {view.keys.map((key) => (
          <li key={key.id} className="py-2">
            <p>
              <b className="font-mono">{key.id}</b> {t(`keyState.${stateOf(key)}`)}
              {key.since && t.rich("fromDay", { at: () => <LocalTime iso={key.since as string} withDate /> })}
              {key.until && t.rich("toDay", { at: () => <LocalTime iso={key.until as string} withDate /> })}
            </p>
            {key.publicKey && (
              <p className="font-mono text-[0.857rem] break-all text-ink-2">
                <span className="sr-only">{t("publicKey")} </span>
                {key.publicKey}
              </p>
            )}
          </li>
        ))}
        {view.keys.length === 0 && <li className="text-ink-3">{t("thereIsNoKey")}</li>}
      </ul>
      {view.canChange && (
        <Button className="mt-2" onClick={() => setAsking(true)}>
          {t("makeANewKey")}
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

function stateOf(key: GatesView["keys"][number]) {
  if (!key.publicKey) return "shut";
  if (!key.trusted) return "distrusted";
  return key.signs ? "signs" : "retired";
}

function NewKey({
  onClose,
  onConfirm,
}: {
  onClose: () => void;
  onConfirm: (reason: string) => Promise<void>;
}) {
  const t = useTranslations("console.gates");
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
      title={t("makeANewSigningKey")}
      confirm={t("makeANewKey")}
      busy={busy}
      disabled={reason.trim().length < SHORTEST_REASON}
      onConfirm={confirm}
    >
      {error && <Notice tone="danger" live title={error.message} />}
      <p>{t("theNewKeySignsFromNow")}</p>
      <AuditComment value={reason} onChange={setReason} atLeast={SHORTEST_REASON} />
    </Confirm>
  );
}
