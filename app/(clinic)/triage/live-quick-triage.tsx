"use client";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { assessNow, matchNow, recordNow } from "@/app/(clinic)/triage/actions";
import { asDrawn } from "@/components/act";
import { loadBoard } from "@/components/load-board";
import { QuickTriage, type QuickTriageActions } from "@/components/triage/quick-triage";
import type { QuickView } from "@/lib/decision/quick";

export function LiveQuickTriage({
  initial,
  words,
}: {
  initial: readonly QuickView[];
  words: readonly string[];
}) {
  const { refresh } = useRouter();
  const actions = useMemo<QuickTriageActions>(
    () => ({
      assess: (c) => asDrawn(assessNow, { case: c }),
      record: (input) => asDrawn(recordNow, input),
      match: (input) => asDrawn(matchNow, input),
      /** Our id of the one waiting visit with this record number; null: none, or more than one. */
      visitOf: async (recordNumber) => {
        const { rows } = await loadBoard();
        const wanted = recordNumber.trim().toLowerCase();
        const found = rows.filter((r) => r.recordNumbers.some((n) => n.trim().toLowerCase() === wanted));
        return found.length === 1 ? (found[0]?.encounterId ?? null) : null;
      },
      reload: refresh,
    }),
    [refresh],
  );
  return <QuickTriage recorded={initial} words={words} actions={actions} />;
}
