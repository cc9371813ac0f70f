import type { ModelVersionView, RunView } from "@/lib/workflows/views";

export type Tone = "strong" | "good" | "bad" | "waiting" | "quiet";
const TONES: Readonly<Record<Tone, string>> = {
  strong: "border-transparent bg-accent text-accent-ink",
  good: "border-ok-line bg-ok-soft text-ok",
  bad: "border-danger-line bg-danger-soft text-danger",
  waiting: "border-warn-line bg-warn-soft text-warn",
  quiet: "border-line-strong bg-transparent text-ink-2",
};

/** A state in one word, with a sign so that colour never says it alone. */
export function Tag({ tone, sign, children }: { tone: Tone; sign: string; children: string }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full border px-2 py-px text-[0.93rem] font-medium whitespace-nowrap ${TONES[tone]}`}
    >
      <span aria-hidden="true">{sign}</span>
      {children}
    </span>
  );
}

const VERSION: Readonly<Record<ModelVersionView["status"], { tone: Tone; sign: string; word: string }>> = {
  champion: { tone: "strong", sign: "●", word: "In use" },
  candidate: { tone: "waiting", sign: "◔", word: "Waiting for a decision" },
  archived: { tone: "quiet", sign: "○", word: "Was in use" },
  rejected: { tone: "quiet", sign: "✕", word: "Rejected" },
  invalid: { tone: "bad", sign: "!", word: "Damaged" },
};
const RUN: Readonly<Record<RunView["status"], { tone: Tone; sign: string; word: string }>> = {
  queued: { tone: "quiet", sign: "◌", word: "Queued" },
  running: { tone: "strong", sign: "◔", word: "Training" },
  evaluating: { tone: "strong", sign: "◕", word: "Measuring" },
  succeeded: { tone: "good", sign: "✓", word: "Succeeded" },
  failed: { tone: "bad", sign: "!", word: "Failed" },
  cancelled: { tone: "quiet", sign: "✕", word: "Cancelled" },
};

export function VersionTag({ status }: { status: ModelVersionView["status"] }) {
  const { tone, sign, word } = VERSION[status];
  return (
    <Tag tone={tone} sign={sign}>
      {word}
    </Tag>
  );
}

export function RunTag({ status }: { status: RunView["status"] }) {
  const { tone, sign, word } = RUN[status];
  return (
    <Tag tone={tone} sign={sign}>
      {word}
    </Tag>
  );
}
