"use client";
import type { ActionError } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

type Props = { failure: ActionError; onReload: () => void; onAgain: () => void };

/** What went wrong, and the one thing to do about it. Nothing here was saved unless it says so. */
export function DecisionFailure({ failure, onReload, onAgain }: Props) {
  switch (failure.code) {
    case "stale-view":
      return (
        <Notice
          tone="danger"
          live
          title="Not saved: new information about this patient arrived."
          action={
            <Button size="small" onClick={onReload}>
              Show new data
            </Button>
          }
        >
          Look at it, then decide again.
        </Notice>
      );
    case "more-urgent":
      return (
        <Notice
          tone="danger"
          live
          title={
            typeof failure.detail.level === "number"
              ? `Not saved yet: the model suggests level ${failure.detail.level}, which is more urgent.`
              : "Not saved yet: the model is more urgent."
          }
        >
          Look why. Then accept it, or give your level again with a reason.
        </Notice>
      );
    case "already-decided":
      return (
        <Notice
          tone="danger"
          live
          title={alreadyTitle(failure.detail)}
          action={
            <Button size="small" onClick={onReload}>
              {failure.detail.own === true ? "Show your decision" : "Show their decision"}
            </Button>
          }
        >
          {failure.detail.own === true
            ? "This page was older than that. What you chose now was not saved; you can change the level after you have seen it."
            : "Yours was not saved. You can change theirs after you have seen it."}
        </Notice>
      );
    case "unauthenticated":
      return (
        <Notice
          tone="danger"
          live
          title="Not saved: your session has ended."
          action={
            <a href="/signed-out?reason=unauthenticated" className="font-semibold underline">
              Sign in again
            </a>
          }
        >
          {failure.message}
        </Notice>
      );
    case "visit-closed":
    case "identity-changed":
    case "other-person":
    case "earlier-launch":
    case "foreign-page":
    case "invalid-input":
    case "confirmation-needed":
    case "forbidden":
    case "not-found":
    case "launch-refused":
    case "conflict":
    case "own-level-first":
      return (
        <Notice
          tone="danger"
          live
          title="Not saved."
          action={
            <Button size="small" onClick={onReload}>
              Load again
            </Button>
          }
        >
          {failure.message}
        </Notice>
      );
    default:
      return (
        <Notice
          tone="danger"
          live
          title={failure.code === "network" ? "It is not known whether this was saved." : "Not saved."}
          action={
            <Button size="small" onClick={onAgain}>
              Try again
            </Button>
          }
        >
          {failure.message}
          {failure.requestId && <span className="block text-[0.857rem]">Reference: {failure.requestId}</span>}
        </Notice>
      );
  }
}

function alreadyTitle({ level, by, own }: Readonly<Record<string, unknown>>): string {
  if (own === true && typeof level === "number") return `You have already recorded level ${level}.`;
  return typeof level === "number" && typeof by === "string"
    ? `${by} has already recorded level ${level}.`
    : "A colleague has already recorded a level.";
}
