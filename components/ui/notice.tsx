import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

export type NoticeTone = "info" | "warn" | "danger" | "ok";

const TONES: Readonly<Record<NoticeTone, { box: string; sign: string }>> = {
  info: { box: "bg-accent-soft text-ink border-accent/40", sign: "i" },
  warn: { box: "bg-warn-soft text-warn border-warn-line", sign: "!" },
  danger: { box: "bg-danger-soft text-danger border-danger-line", sign: "✕" },
  ok: { box: "bg-ok-soft text-ok border-ok-line", sign: "✓" },
};

type Props = {
  tone: NoticeTone;
  title: ReactNode;
  children?: ReactNode;
  /** What can be done about it. */
  action?: ReactNode;
  /** Spoken at once (danger) or when the reader is done (others); false for what was there from the start. */
  live?: boolean;
  className?: string;
};

/** Something the person must know, with what to do about it. Sign and word say the tone, not only the colour. */
export function Notice({ tone, title, children, action, live = false, className = "" }: Props) {
  const t = useTranslations("shell");
  const { box, sign } = TONES[tone];
  return (
    <div
      role={live ? (tone === "danger" ? "alert" : "status") : undefined}
      className={`flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border px-3 py-2.5 ${box} ${className}`}
    >
      <span
        aria-hidden="true"
        className="mt-px grid size-5 shrink-0 place-items-center rounded-full border-[1.5px] border-current text-[0.8rem] leading-none font-bold"
      >
        {sign}
      </span>
      <div className="min-w-0 flex-[1_1_12rem]">
        <p className="font-semibold">
          <span className="sr-only">{t(`notice.${tone}`)}: </span>
          {title}
        </p>
        {children && <div className="mt-0.5 text-pretty">{children}</div>}
      </div>
      {action && <div className="ml-8 flex shrink-0 flex-wrap gap-2 self-center">{action}</div>}
    </div>
  );
}
