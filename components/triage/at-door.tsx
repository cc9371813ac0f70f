import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { QuickView } from "@/lib/decision/quick";

/** What was given before the EHR knew the patient: no decision about this visit yet, and not in the EHR. */
export function AtDoor({ triages }: { triages: readonly QuickView[] }) {
  const t = useTranslations("patient");
  return triages.map((given) => (
    <Notice key={given.id} tone="info" title={t("levelLevelWasGivenAtThe", { level: given.level })}>
      {t.rich(given.complaint ? "givenAtTheDoorFor" : "givenAtTheDoor", {
        by: given.decidedBy,
        at: () => <LocalTime iso={given.decidedAt} />,
        who: given.who,
        complaint: given.complaint ?? "",
      })}
    </Notice>
  ));
}
