import { type ReactNode, useId } from "react";

type Props = {
  title: string;
  /** Beside the heading, quieter. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  level?: 2 | 3;
  /** What the guided tour calls it. */
  tour?: string;
};

/** A titled part of a screen: hairline above, heading, content. */
export function Section({ title, aside, children, className = "", level = 2, tour }: Props) {
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section
      aria-labelledby={id}
      data-tour={tour}
      className={`rounded-lg border border-line bg-surface ${className}`}
    >
      <header className="flex items-baseline justify-between gap-4 px-4 pt-3 pb-2">
        <Heading id={id} className="text-[1rem] font-semibold">
          {title}
        </Heading>
        {aside && <div className="label text-right">{aside}</div>}
      </header>
      <div className="px-4 pb-4">{children}</div>
    </section>
  );
}
