"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { useSaid } from "@/components/words/use-said";
import type { Level } from "@/lib/case/level";

/** A level that was on its way when its page was left, and did not get through. */
export type LostDecision = {
  readonly encounterId: string;
  readonly patientName: string;
  readonly level: Level;
  readonly message: string;
};

/** Of the tab, in memory: it names a patient. */
let lost: readonly LostDecision[] = [];
const listeners = new Set<() => void>();
function change(next: readonly LostDecision[]): void {
  lost = next;
  for (const listener of listeners) listener();
}
const forget = (encounterId: string): void => change(lost.filter((l) => l.encounterId !== encounterId));
export const reportLost = (decision: LostDecision): void =>
  change([...lost.filter((l) => l.encounterId !== decision.encounterId), decision]);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const NONE: readonly LostDecision[] = [];

/** Wherever the person is by now, they are told, and it stays until they have answered. */
export function LostDecisions() {
  const t = useTranslations("decision");
  const said = useSaid();
  const open = useSyncExternalStore(
    subscribe,
    () => lost,
    () => NONE,
  );
  if (open.length === 0) return null;
  return (
    <div className="no-print space-y-2 px-5 pt-3">
      {open.map((l) => (
        <Notice
          key={l.encounterId}
          tone="danger"
          live
          title={t("levelLevelForPatientnameMayNot", { level: l.level, patientName: l.patientName })}
          action={
            <>
              <Link
                href={`/encounters/${l.encounterId}`}
                prefetch={false}
                className={buttonClass("primary", "small")}
                onClick={() => forget(l.encounterId)}
              >
                {t("openThePatient")}
              </Link>
              <Button size="small" onClick={() => forget(l.encounterId)}>
                {t("dismiss")}
              </Button>
            </>
          }
        >
          {said(l.message)}
        </Notice>
      ))}
    </div>
  );
}
