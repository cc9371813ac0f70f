import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { QuickView } from "@/lib/decision/quick";

/** What was given before the EHR knew the patient: no decision about this visit yet, and not in the EHR. */
export function AtDoor({ triages }: { triages: readonly QuickView[] }) {
  return triages.map((t) => (
    <Notice key={t.id} tone="info" title={`Level ${t.level} was given at the door.`}>
      {t.decidedBy}, <LocalTime iso={t.decidedAt} />, for “{t.who}”{t.complaint && `: ${t.complaint}`}. It is
      not in the EHR; what you decide here is.
    </Notice>
  ));
}
