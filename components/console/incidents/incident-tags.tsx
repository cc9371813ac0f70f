import { useTranslations } from "next-intl";
import type { Severity } from "@/lib/monitoring/incidents/incident";
import { Tag, type Tone } from "../status-tag";

const SEVERITY: Readonly<Record<Severity, { tone: Tone; sign: string }>> = {
  low: { tone: "quiet", sign: "○" },
  moderate: { tone: "waiting", sign: "◔" },
  high: { tone: "bad", sign: "!" },
  critical: { tone: "bad", sign: "‼" },
};

/** How bad it is; said as well where nobody has judged it. */
export function SeverityTag({ severity }: { severity: Severity | null }) {
  const t = useTranslations("console.incidents");
  if (severity === null)
    return (
      <Tag tone="waiting" sign="?">
        {t("notJudgedYet")}
      </Tag>
    );
  const { tone, sign } = SEVERITY[severity];
  return (
    <Tag tone={tone} sign={sign}>
      {t(`severityOf.${severity}`)}
    </Tag>
  );
}

export function StatusTag({ status }: { status: "open" | "closed" }) {
  const t = useTranslations("console.incidents");
  return status === "open" ? (
    <Tag tone="strong" sign="●">
      {t("open")}
    </Tag>
  ) : (
    <Tag tone="quiet" sign="✓">
      {t("closed")}
    </Tag>
  );
}
