import type { ReactNode } from "react";
import { BrandMark } from "./brand";
import { SiteFooter } from "./site-footer";

/** A page with one message: signed out, refused, not found, broken. */
export function PlainPage({ title, children, code }: { title: string; children: ReactNode; code?: string }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-11 items-center gap-2.5 bg-bar px-5 font-semibold tracking-tight text-bar-ink">
        <BrandMark />
        OpenAcuity
      </header>
      <main id="main" tabIndex={-1} className="flex flex-1 justify-center px-6 pt-[14vh] pb-16 outline-none">
        <div className="w-full max-w-[36rem]">
          {code && <p className="label mb-2">{code}</p>}
          <h1 className="text-[2rem] leading-[1.15] font-semibold tracking-tight text-balance">{title}</h1>
          <div className="mt-4 space-y-4 text-[1.14rem] leading-relaxed text-pretty text-ink-2">
            {children}
          </div>
        </div>
      </main>
      <SiteFooter />
    </div>
  );
}
