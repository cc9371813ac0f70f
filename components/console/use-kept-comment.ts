"use client";
import { useEffect, useRef, useState } from "react";
import { keepDraft, keptDraft } from "@/components/kept-draft";

const PAUSE_MS = 800;

/** A comment for the audit log that outlives the session it was begun in, for its author alone. */
export function useKeptComment(place: string | null): {
  comment: string;
  setComment: (text: string) => void;
  /** When the text shown was typed, if it was in an earlier session. */
  keptAt: string | null;
} {
  const [comment, setText] = useState("");
  const [keptAt, setKeptAt] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const touched = useRef(false);
  useEffect(() => {
    if (place === null) return;
    let gone = false;
    void keptDraft(place).then((kept) => {
      if (gone || touched.current || !kept) return;
      setText(kept.content);
      setKeptAt(kept.savedAt);
    });
    return () => {
      gone = true;
      clearTimeout(timer.current);
    };
  }, [place]);
  const setComment = (text: string) => {
    touched.current = true;
    setText(text);
    setKeptAt(null);
    clearTimeout(timer.current);
    if (place === null) return;
    timer.current = setTimeout(() => void keepDraft(place, text || null), PAUSE_MS);
  };
  return { comment, setComment, keptAt };
}

/** Where the comment on a change of a version, or of the policy, is kept. */
export const commentPlace = (kind: string, what: string): string =>
  `audit-comment/${kind}/${what.replace(/[^\w.-]/g, "-").slice(0, 100)}`;
