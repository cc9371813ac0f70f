import type { RunView } from "@/lib/workflows/views";

type Finding = RunView["findings"][number];

const SIGNS: Readonly<Record<Finding["severity"], { sign: string; word: string; tone: string }>> = {
  fail: { sign: "✕", word: "Failed", tone: "text-danger" },
  few: { sign: "?", word: "Can't tell", tone: "text-ink-2" },
  warn: { sign: "!", word: "Look at", tone: "text-warn" },
  pass: { sign: "✓", word: "Passed", tone: "text-ok" },
};
const ORDER: readonly Finding["severity"][] = ["fail", "few", "warn", "pass"];

/** What the checks of a candidate found, failures first. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return (
    <ul className="space-y-1">
      {sorted.map((finding) => {
        const { sign, word, tone } = SIGNS[finding.severity];
        return (
          <li key={finding.text} className="flex gap-2.5">
            <span className={`w-20 shrink-0 font-medium ${tone}`}>
              <span aria-hidden="true" className="inline-block w-4">
                {sign}
              </span>
              {word}
            </span>
            <span className="text-pretty">{finding.text}</span>
          </li>
        );
      })}
    </ul>
  );
}
