"use client";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { useSaid } from "@/components/words/use-said";
import type { Level } from "@/lib/case/level";
import { OVERRIDE_REASONS } from "@/lib/decision/decision";
import { chooseLevel, type Draft, kindOf, obstacle } from "./decision-draft";
import { LevelButtons } from "./level-buttons";

type Props = {
  draft: Draft;
  shown: Level | null;
  busy: boolean;
  commentRef: RefObject<HTMLTextAreaElement | null>;
  onDraft: (draft: Draft) => void;
  /** Saves what is chosen, or says what is missing. */
  onSave: (at: number) => void;
  onCancel: () => void;
};

/** Another level, then why. Opens in place: the patient stays in sight. */
export function DecideForm({ draft, shown, busy, commentRef, onDraft, onSave, onCancel }: Props) {
  const t = useTranslations("decision");
  const said = useSaid();
  const chosen = draft.step === "details" ? draft : null;
  const kind = chosen && kindOf(chosen.level, shown);
  const why = obstacle(draft, shown);
  const form = useRef<HTMLFormElement>(null);
  // Whoever opens the form by key goes on in it by key.
  useEffect(() => {
    form.current?.focus({ preventScroll: true });
  }, []);
  return (
    <form
      ref={form}
      tabIndex={-1}
      aria-label={t("chooseAnotherLevel")}
      onSubmit={(e) => {
        e.preventDefault();
        onSave(e.timeStamp);
      }}
      onKeyDown={(e) => {
        if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) e.currentTarget.requestSubmit();
      }}
      className="space-y-3 outline-none"
    >
      <fieldset>
        <legend className="mb-1.5 font-semibold">
          {shown === null ? t("whichLevelDoYouGive") : t("whichLevelInstead")}
        </legend>
        <LevelButtons
          chosen={chosen?.level ?? null}
          shown={shown}
          onChoose={(l) => onDraft(chooseLevel(draft, l))}
        />
      </fieldset>
      {chosen && kind === "override" && (
        <fieldset>
          <legend className="mb-1 font-semibold">{t("why")}</legend>
          <div>
            {OVERRIDE_REASONS.map((r, i) => (
              <label
                key={r.code}
                className="flex cursor-pointer items-center gap-2.5 rounded px-1.5 py-[3px] hover:bg-hover has-checked:bg-accent-soft has-checked:font-medium"
              >
                <input
                  type="radio"
                  name="reason"
                  className="size-4 accent-(--accent)"
                  checked={chosen.reason === r.code}
                  onChange={() => {
                    onDraft({ ...chosen, reason: r.code });
                    if (r.code === "other") commentRef.current?.focus();
                  }}
                />
                <span className="flex-1">{said(r.label)}</span>
                <Kbd>{String(i + 1)}</Kbd>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {chosen && (
        <>
          <label className="block">
            <span className="mb-1 flex items-center justify-between">
              <span>
                {t.rich(chosen.reason === "other" ? "commentNeeded" : "commentIfYouLike", {
                  quiet: (words) => <span className="text-ink-3">{words}</span>,
                })}
              </span>
              <Kbd>C</Kbd>
            </span>
            <textarea
              ref={commentRef}
              rows={2}
              maxLength={500}
              value={chosen.comment}
              aria-required={chosen.reason === "other"}
              onChange={(e) => onDraft({ ...chosen, comment: e.target.value })}
              className="w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5"
            />
          </label>
          <p className="text-[0.93rem] text-ink-2" id="why-not">
            {kind === "override" && chosen.reason === null
              ? t("aNumberKeyChoosesTheReason")
              : why === null
                ? t("enterSavesInTheCommentCtrl")
                : said(why)}
          </p>
        </>
      )}
      {/* Always in sight, however little room the screen leaves the reasons. */}
      <div className="sticky bottom-0 -mx-4 -mb-4 flex gap-2 rounded-b-lg border-t border-line bg-surface px-4 py-3">
        <Button
          type="submit"
          tone="primary"
          disabled={why !== null || busy}
          aria-describedby={chosen ? "why-not" : undefined}
          className="flex-1"
        >
          {t(saveLabel(chosen?.level ?? null, kind), { level: chosen?.level ?? "" })}
        </Button>
        <Button onClick={onCancel} disabled={busy}>
          {t("cancel")} <Kbd>Esc</Kbd>
        </Button>
      </div>
    </form>
  );
}

const saveLabel = (level: Level | null, kind: string | null) =>
  level === null || kind === "override"
    ? "saveOverride"
    : kind === "accept"
      ? "acceptLevelLevel"
      : "saveLevel";
