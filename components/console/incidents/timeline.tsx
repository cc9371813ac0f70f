import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/ui/time";
import type { Words } from "@/components/words/words";
import { SEVERITIES } from "@/lib/monitoring/incidents/incident";
import type { IncidentView } from "@/lib/workflows/views";

type Entry = IncidentView["entries"][number];

/** Everything that was said and done, oldest first. */
export function Timeline({ entries }: { entries: readonly Entry[] }) {
  const t = useTranslations("console.incidents");
  return (
    <ol className="divide-y divide-line/70">
      {entries.map((entry) => (
        <li key={entry.id} className="py-2">
          <p>
            <span className="font-medium">{whatOf(entry, t)}</span>{" "}
            <span className="text-ink-2">
              <LocalTime iso={entry.at} withDate />, {entry.by}
            </span>
          </p>
          {entry.words !== null && (
            <p className="max-w-[80ch] text-pretty whitespace-pre-wrap break-words">{entry.words}</p>
          )}
          {entry.kind === "reported" && entry.words === null && (
            <p className="text-ink-3">{t("whatWasSaidWasRemoved")}</p>
          )}
        </li>
      ))}
    </ol>
  );
}

const DEEDS = {
  "model.promoted": "promoted",
  "model.rolled-back": "rolledBack",
  "model.policy-changed": "policyChanged",
  "model.switched-off": "switchedOff",
  "model.switched-on": "switchedOn",
} as const;
const isDeed = (event: string): event is keyof typeof DEEDS => Object.hasOwn(DEEDS, event);

function whatOf({ kind, detail }: Entry, t: Words<"console.incidents">): string {
  const told = (value: unknown) => String(value ?? t("noVersion"));
  const event = String(detail?.event);
  if (kind === "deed" && isDeed(event))
    return t(`deed.${DEEDS[event]}`, {
      to: told(detail?.to),
      from: told(detail?.from),
      reason: told(detail?.reason),
    });
  if (kind === "judged") {
    const severity = SEVERITIES.find((s) => s === detail?.severity);
    return t("severityWas", { severity: severity ? t(`severityOf.${severity}`) : t("notKnown") });
  }
  if (kind === "linked") return t("linkedTo", { what: told(detail?.what), ref: told(detail?.ref) });
  return t(`entry.${kind}`);
}
