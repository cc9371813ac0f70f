"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import type { ButtonTone } from "@/components/ui/button-class";
import { LONGEST_WORDS, SHORTEST_WORDS } from "@/lib/monitoring/incidents/incident";
import { FIELD } from "./fields";

type Props = {
  label: string;
  button: string;
  tone?: ButtonTone;
  busy: boolean;
  className?: string;
  /** Whether it was saved; only then does what was typed go. */
  onSave: (words: string) => Promise<boolean>;
};

/** A field for words and the button that saves them. */
export function Words({ label, button, tone = "secondary", busy, className = "", onSave }: Props) {
  const t = useTranslations("console.incidents");
  const id = useId();
  const [words, setWords] = useState("");
  const ready = words.trim().length >= SHORTEST_WORDS && !busy;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (ready && (await onSave(words.trim()))) setWords("");
  };
  return (
    <form className={className} onSubmit={(event) => void save(event)}>
      <label htmlFor={id} className="block font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        value={words}
        maxLength={LONGEST_WORDS}
        aria-describedby={`${id}-hint`}
        onChange={(e) => setWords(e.target.value)}
        className={`${FIELD} mt-1 block w-full py-1.5`}
      />
      <div className="mt-1.5 flex flex-wrap items-center justify-between gap-2">
        <span id={`${id}-hint`} className="label">
          {t("doNotNamePatients")}
        </span>
        <Button type="submit" size="small" tone={tone} disabled={!ready}>
          {button}
        </Button>
      </div>
    </form>
  );
}
