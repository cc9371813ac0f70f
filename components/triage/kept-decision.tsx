import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
import { OVERRIDE_REASONS } from "@/lib/decision/decision";
import type { useKeptDecision } from "./use-kept-decision";

/** What one had begun and not saved, before one's session ended or one went to another patient. */
export function KeptDecisionNotice({ kept }: { kept: ReturnType<typeof useKeptDecision> }) {
  const t = useTranslations("decision");
  const said = useSaid();
  if (!kept.offer) return null;
  const { draft, savedAt } = kept.offer;
  const reason = OVERRIDE_REASONS.find((r) => r.code === draft.reason)?.label;
  return (
    <Notice
      tone="info"
      live
      title={t.rich("youHadBegun", { level: draft.level, at: () => <LocalTime iso={savedAt} /> })}
      action={
        <>
          <Button size="small" tone="primary" onClick={kept.goOn}>
            {t("goOnWithIt")}
          </Button>
          <Button size="small" onClick={kept.discard}>
            {t("discard")}
          </Button>
        </>
      }
    >
      {reason && <span>{said(reason)}. </span>}
      {draft.comment && <span>“{draft.comment}”</span>}
    </Notice>
  );
}
