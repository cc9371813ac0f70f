"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Confirm } from "@/components/ui/confirm";
import { useLevelName } from "@/components/words/use-level-name";
import { useSaid } from "@/components/words/use-said";
import type { Concern } from "@/lib/decision/concerns";
import { OVERRIDE_REASONS } from "@/lib/decision/decision";
import { ConcernList } from "./concern-list";
import type { Draft, Intent } from "./decision-draft";
import { answerKey } from "./key-answer";
import { useSeen } from "./use-seen";

type Props = {
  draft: Extract<Draft, { step: "details" }>;
  concerns: readonly Concern[];
  act: (intent: Intent, at: number) => void;
};

/** Asked once before a level that a safety rule or a wide gap speaks against. Enter and Esc mean no. */
export function ConfirmLevel({ draft, concerns, act }: Props) {
  const t = useTranslations("decision");
  const said = useSaid();
  const levelName = useLevelName();
  const { level, reason, comment } = draft;
  // Held as state: the dialog comes into the page a moment after this does.
  const [question, setQuestion] = useState<HTMLElement | null>(null);
  const below = concerns.some((c) => c.kind === "below-rule");
  return (
    <Confirm
      open
      onClose={() => act({ do: "back" }, performance.now())}
      title={below ? t("levelLevelGoesAgainstASafety", { level }) : t("levelLevelIsFarFromThe", { level })}
      confirm={t("giveLevelLevelAllTheSame", { level })}
      cancel={t("goBack")}
      cautious
      tone="danger"
      {...useAsked(`${level}`, question, act)}
    >
      <div ref={setQuestion} className="space-y-3 text-ink">
        <ConcernList concerns={concerns} level={level} />
        <p>
          {t("youGiveLevelBecause", {
            level,
            name: levelName(level).toLowerCase(),
            reason: reasonInWords(reason, comment, said),
          })}
        </p>
        <p className="text-ink-2">{t("aLeadWillBeAskedTo")}</p>
      </div>
    </Confirm>
  );
}

/** Yes counts once the question has been on the screen for as long as it takes to read. */
function useAsked(what: string, question: HTMLElement | null, act: Props["act"]) {
  const { seen, mayActAt } = useSeen(what, question);
  return {
    waiting: !seen,
    onConfirm: (at: number) =>
      mayActAt(at) ? act({ do: "confirm" }, at) : answerKey("Too soon: read the question first."),
  };
}

function reasonInWords(
  reason: Props["draft"]["reason"],
  comment: string,
  inWords: (text: string) => string,
): string {
  const label = inWords(OVERRIDE_REASONS.find((r) => r.code === reason)?.label ?? "");
  const said = comment.trim();
  return reason === "other" ? `“${said}”` : said ? `${label}. “${said}”` : `${label}.`;
}
