import { useTranslations } from "next-intl";
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

const VERSION: Readonly<Record<ModelVersionView["status"], { tone: Tone; sign: string }>> = {
  champion: { tone: "strong", sign: "●" },
  candidate: { tone: "waiting", sign: "◔" },
  archived: { tone: "quiet", sign: "○" },
  rejected: { tone: "quiet", sign: "✕" },
  invalid: { tone: "bad", sign: "!" },
};
const RUN: Readonly<Record<RunView["status"], { tone: Tone; sign: string }>> = {
  queued: { tone: "quiet", sign: "◌" },
  running: { tone: "strong", sign: "◔" },
  evaluating: { tone: "strong", sign: "◕" },
  succeeded: { tone: "good", sign: "✓" },
  failed: { tone: "bad", sign: "!" },
  cancelled: { tone: "quiet", sign: "✕" },
};

export function VersionTag({ status }: { status: ModelVersionView["status"] }) {
  const t = useTranslations("console.shared");
  const { tone, sign } = VERSION[status];
  return (
    <Tag tone={tone} sign={sign}>
      {t(`version.${status}`)}
    </Tag>
  );
}

export function RunTag({ status }: { status: RunView["status"] }) {
  const t = useTranslations("console.shared");
  const { tone, sign } = RUN[status];
  return (
    <Tag tone={tone} sign={sign}>
      {t(`run.${status}`)}
    </Tag>
  );
}
