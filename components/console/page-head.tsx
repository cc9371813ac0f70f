import type { ReactNode } from "react";

/** The title of a console page, one sentence of what it is for, and what can be done there. */
export function PageHead({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="mb-5 flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
      <div className="max-w-[84ch]">
        <h1 className="text-[1.57rem] leading-tight font-semibold tracking-[-0.012em]">{title}</h1>
        {children && <p className="mt-1 text-pretty text-ink-2">{children}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
