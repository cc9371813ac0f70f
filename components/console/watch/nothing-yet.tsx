import type { ReactNode } from "react";

/** What a page says where there is nothing to draw, and what is needed for it. */
export function NothingYet({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center">
      <p className="font-semibold">{title}</p>
      <div className="mx-auto mt-1 max-w-[70ch] text-pretty text-ink-2">{children}</div>
    </div>
  );
}
