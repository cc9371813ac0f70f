"use client";
import { answerLeadReview } from "@/app/(clinic)/actions";
import { asDrawn } from "@/components/act";
import { getJson } from "@/components/get-json";
import { type AnswerVisit, Desk } from "@/components/triage/desk";
import type { BoardView } from "@/lib/workflows/views";

const load = () => getJson<BoardView>("/board/data");
const answer: AnswerVisit = (encounterId, reviewIds, note, verdict) =>
  asDrawn(answerLeadReview, { encounterId, launchId: null, reviewIds: [...reviewIds], note, verdict });

export function LiveDesk({ initial, readings }: { initial: BoardView; readings: number }) {
  return <Desk initial={initial} load={load} answer={answer} readings={readings} />;
}
