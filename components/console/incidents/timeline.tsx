import { LocalTime } from "@/components/ui/time";
import { ENTRY_WORDS, SEVERITY_WORDS, type Severity } from "@/lib/monitoring/incidents/incident";
import type { IncidentView } from "@/lib/workflows/views";

type Entry = IncidentView["entries"][number];

/** Everything that was said and done, oldest first. */
export function Timeline({ entries }: { entries: readonly Entry[] }) {
  return (
    <ol className="divide-y divide-line/70">
      {entries.map((entry) => (
        <li key={entry.id} className="py-2">
          <p>
            <span className="font-medium">{whatOf(entry)}</span>{" "}
            <span className="text-ink-2">
              <LocalTime iso={entry.at} withDate />, {entry.by}
            </span>
          </p>
          {entry.words !== null && (
            <p className="max-w-[80ch] text-pretty whitespace-pre-wrap break-words">{entry.words}</p>
          )}
          {entry.kind === "reported" && entry.words === null && (
            <p className="text-ink-3">What was said was removed with the visit it was about.</p>
          )}
        </li>
      ))}
    </ol>
  );
}

const DEEDS: Readonly<Record<string, (detail: NonNullable<Entry["detail"]>) => string>> = {
  "model.promoted": (d) => `Version ${d.to} was put into use instead of ${d.from ?? "none"}`,
  "model.rolled-back": (d) => `Back to version ${d.to} from ${d.from ?? "none"}`,
  "model.policy-changed": (d) => `The policy ${d.to} was put into force instead of ${d.from}`,
  "model.switched-off": (d) => `The model was switched off: “${d.reason}”`,
  "model.switched-on": (d) => `The model was switched on again: “${d.reason}”`,
};

function whatOf({ kind, detail }: Entry): string {
  if (kind === "deed") return DEEDS[String(detail?.event)]?.(detail ?? {}) ?? ENTRY_WORDS.deed;
  if (kind === "judged") return `Severity: ${SEVERITY_WORDS[detail?.severity as Severity] ?? "not known"}`;
  if (kind === "linked") return `Linked: ${detail?.what} ${detail?.ref}`;
  return ENTRY_WORDS[kind];
}
