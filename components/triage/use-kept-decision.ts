"use client";
import { useEffect, useRef, useState } from "react";
import { z } from "zod";
import { LEVELS, type Level } from "@/lib/case/level";
import { OVERRIDE_REASON_CODES } from "@/lib/decision/decision";
import type { DraftView, PatientView } from "@/lib/workflows/views";
import type { Draft } from "./decision-draft";
import type { DecisionGesture } from "./use-decision";

/** Long enough that a gesture of two keys writes nothing, short enough that no sentence is lost. */
const PAUSE_MS = 800;

export type DraftActions = {
  /** What this person had begun on this visit. */
  readonly kept: () => Promise<DraftView | null>;
  readonly keep: (content: string | null) => Promise<void>;
};
type Begun = Extract<Draft, { step: "details" }>;
export type KeptDecision = { readonly draft: Begun; readonly savedAt: string };

const schema = z.object({
  level: z.custom<Level>((l) => LEVELS.includes(l as Level)),
  reason: z.enum(OVERRIDE_REASON_CODES).nullable(),
  comment: z.string(),
});

/** What was kept, if it still means something: not when the visit has been decided since. */
export function offerOf(kept: DraftView | null, decision: PatientView["decision"]): KeptDecision | null {
  if (!kept || (decision && decision.decidedAt >= kept.savedAt)) return null;
  try {
    const { level, reason, comment } = schema.parse(JSON.parse(kept.content));
    return { draft: { step: "details", level, reason, comment }, savedAt: kept.savedAt };
  } catch {
    return null;
  }
}

/**
 * Keeps a decision that somebody has begun, and offers it when they come back after their session has ended. Offered, not
 * opened: with the form open a number key would save, and nobody has looked yet.
 */
export function useKeptDecision(view: PatientView, gesture: DecisionGesture, actions: DraftActions) {
  const [offer, setOffer] = useState<KeptDecision | null>(null);
  const { draft } = gesture;
  const written = useRef(false);
  const latest = useRef({ actions, decision: view.decision });
  latest.current = { actions, decision: view.decision };

  const { canDecide } = view;
  useEffect(() => {
    if (!canDecide) return;
    let gone = false;
    void latest.current.actions.kept().then((kept) => {
      if (!gone) setOffer(offerOf(kept, latest.current.decision));
    });
    return () => {
      gone = true;
    };
  }, [canDecide]);

  useEffect(() => {
    if (draft.step === "level") return;
    if (draft.step === "closed") {
      if (written.current) void latest.current.actions.keep(null);
      written.current = false;
      return;
    }
    setOffer(null);
    const { level, reason, comment } = draft;
    const timer = setTimeout(() => {
      written.current = true;
      void latest.current.actions.keep(JSON.stringify({ level, reason, comment }));
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);

  return {
    offer: draft.step === "closed" ? offer : null,
    goOn: () => {
      if (!offer) return;
      if (view.decision) gesture.startChange();
      gesture.setDraft(offer.draft);
      written.current = true;
    },
    discard: () => {
      setOffer(null);
      void actions.keep(null);
    },
  };
}
