import { useTranslations } from "next-intl";
import type { RunView } from "@/lib/workflows/views";

type Finding = RunView["findings"][number];

const SIGNS: Readonly<Record<Finding["severity"], { sign: string; tone: string }>> = {
  fail: { sign: "✕", tone: "text-danger" },
  few: { sign: "?", tone: "text-ink-2" },
  warn: { sign: "!", tone: "text-warn" },
  pass: { sign: "✓", tone: "text-ok" },
};
const ORDER: readonly Finding["severity"][] = ["fail", "few", "warn", "pass"];

/** What the checks of a candidate found, failures first. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const t = useTranslations("console.shared");
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return (
    <ul className="space-y-1">
      {sorted.map((finding) => {
        const { sign, tone } = SIGNS[finding.severity];
        return (
          <li key={finding.text} className="flex gap-2.5">
            <span className={`w-20 shrink-0 font-medium ${tone}`}>
              <span aria-hidden="true" className="inline-block w-4">
                {sign}
              </span>
              {t(`finding.${finding.severity}`)}
            </span>
            <span className="text-pretty">{finding.text}</span>
          </li>
        );
      })}
    </ul>
  );
}
