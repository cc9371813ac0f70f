"use client";
import { answerLeadReview } from "@/app/(clinic)/actions";
import { asDrawn } from "@/components/act";
import { loadBoard } from "@/components/load-board";
import { type AnswerVisit, Desk } from "@/components/triage/desk";
import type { BoardView } from "@/lib/workflows/views";

const answer: AnswerVisit = (encounterId, reviewIds, note, verdict) =>
  asDrawn(answerLeadReview, { encounterId, launchId: null, reviewIds: [...reviewIds], note, verdict });

export function LiveDesk({ initial, readings }: { initial: BoardView; readings: number }) {
  return <Desk initial={initial} load={loadBoard} answer={answer} readings={readings} />;
}
