import { SEVERITY_WORDS, type Severity } from "@/lib/monitoring/incidents/incident";
import { Tag, type Tone } from "../status-tag";

const SEVERITY: Readonly<Record<Severity, { tone: Tone; sign: string }>> = {
  low: { tone: "quiet", sign: "○" },
  moderate: { tone: "waiting", sign: "◔" },
  high: { tone: "bad", sign: "!" },
  critical: { tone: "bad", sign: "‼" },
};

/** How bad it is; said as well where nobody has judged it. */
export function SeverityTag({ severity }: { severity: Severity | null }) {
  if (severity === null)
    return (
      <Tag tone="waiting" sign="?">
        Not judged yet
      </Tag>
    );
  const { tone, sign } = SEVERITY[severity];
  return (
    <Tag tone={tone} sign={sign}>
      {SEVERITY_WORDS[severity]}
    </Tag>
  );
}

export function StatusTag({ status }: { status: "open" | "closed" }) {
  return status === "open" ? (
    <Tag tone="strong" sign="●">
      Open
    </Tag>
  ) : (
    <Tag tone="quiet" sign="✓">
      Closed
    </Tag>
  );
}
