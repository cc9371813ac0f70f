import type { ReactNode } from "react";

const TONES = {
  warn: "border-warn-line bg-warn-soft text-warn",
  danger: "border-danger-line bg-danger-soft text-danger",
  ok: "border-ok-line bg-ok-soft text-ok",
  plain: "border-line-strong bg-sunken text-ink-2",
} as const;

/** A short mark with a sign and words. */
export function Flag({
  tone,
  sign,
  children,
}: {
  tone: keyof typeof TONES;
  sign: string;
  children: ReactNode;
}) {
  return (
    <span
      className={`inline-flex max-w-full items-baseline gap-1 rounded border px-1.5 text-[0.857rem] leading-[1.45] font-medium ${TONES[tone]}`}
    >
      <span aria-hidden="true">{sign}</span>
      <span className="min-w-0">{children}</span>
    </span>
  );
}
