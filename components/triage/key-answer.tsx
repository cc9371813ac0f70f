"use client";
import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { useSaid } from "@/components/words/use-said";

/** Long enough to read twice, short enough not to be taken for an answer to a later key. */
const SHOWN_MS = 6_000;

/** Of the page, not of one screen: an answer given on one patient's page is still there on the next. */
let current = "";
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function change(text: string): void {
  clearTimeout(timer);
  current = text;
  if (text) timer = setTimeout(() => change(""), SHOWN_MS);
  for (const listener of listeners) listener();
}

/** Answers a key or a click that did nothing, in words. */
export const answerKey = (text: string): void => change(text);
/** What was asked for is being done: an older answer would now be wrong. */
export const hushKeys = (): void => change("");

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Runs with the page's first bytes: the keys of somebody who was quicker than the page's own scripts are not done, but they are
 * answered too.
 */
export const HEAR_EARLY_KEYS = `addEventListener("keydown",function(e){
if(!e.repeat&&!e.ctrlKey&&!e.metaKey&&!e.altKey&&/^([nao]|\\d)$/i.test(e.key))window.openacuityEarlyKey??=true},true)`;

function answerEarlyKeys(): void {
  const page = window as { openacuityEarlyKey?: boolean };
  if (page.openacuityEarlyKey)
    answerKey("A key came before the page was ready and did nothing. Look first, then press it again.");
  // From here on keys are heard by those who act on them.
  page.openacuityEarlyKey = false;
}

/** Where the answers stand: over the page's lower edge, below the decision, moving nothing that a hand may be about to press. */
export function KeyAnswer() {
  const t = useTranslations("decision");
  const said = useSaid();
  const text = useSyncExternalStore(
    subscribe,
    () => current,
    () => "",
  );
  useEffect(answerEarlyKeys, []);
  return (
    <p
      role="status"
      aria-label={t("answerToAKey")}
      className={`no-print pointer-events-none fixed right-5 bottom-5 z-50 w-[23rem] max-w-[calc(100vw-2.5rem)] rounded-md border-2 border-warn-line bg-warn-soft px-4 py-3 font-semibold text-pretty text-warn shadow-(--shadow) ${text ? "" : "invisible"}`}
    >
      {said(text)}
    </p>
  );
}

/** While a patient is being loaded nobody is there to decide about: the keys for it are answered, not lost. */
export function AnswerWhileLoading() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (/^([naoc]|\d)$/i.test(event.key))
        answerKey("The patient is still being loaded. Look first, then press the key again.");
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return null;
}
