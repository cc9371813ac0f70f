import Link from "next/link";
import type { ReactNode } from "react";
import { can } from "@/lib/auth/permissions";
import { ROLE_LABELS, type Role } from "@/lib/auth/roles";
import { BrandMark } from "./brand";
import { KeysHelp } from "./keys-help";
import { NavLink } from "./nav-link";
import { type Theme, ThemeToggle } from "./theme-toggle";

export type FramePlace = { readonly href: string; readonly label: string; readonly exact?: boolean };

type Props = {
  principal: { readonly displayName: string; readonly role: Role };
  places: readonly FramePlace[];
  theme: Theme;
  children: ReactNode;
};

/** What stands around every signed-in page: where you are, who you are, how to leave. */
export function AppFrame({ principal, places, theme, children }: Props) {
  const home = places[0]?.href ?? "/";
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="no-print sticky top-0 z-30 flex h-11 items-stretch gap-5 bg-bar px-5 text-bar-ink">
        <Link href={home} prefetch={false} className="flex items-center gap-2.5 font-semibold tracking-tight">
          <BrandMark />
          OpenAcuity
        </Link>
        <nav aria-label="Main" className="flex items-stretch">
          {places.map((p) => (
            <NavLink key={p.href} href={p.href} exact={p.exact ?? false}>
              {p.label}
            </NavLink>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-3">
          <span className="text-right leading-tight whitespace-nowrap max-[900px]:sr-only">
            <span className="font-medium">{principal.displayName}</span>
            <span className="block text-[0.857rem] text-bar-ink-2">{ROLE_LABELS[principal.role]}</span>
          </span>
          {can(principal.role, "board:read") && <KeysHelp />}
          <ThemeToggle initial={theme} />
          <form action="/api/signout" method="post">
            <button
              type="submit"
              className="h-8 rounded-md border border-bar-line px-3 font-medium whitespace-nowrap text-bar-ink hover:bg-bar-line"
            >
              Sign out
            </button>
          </form>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <SiteFooter />
    </div>
  );
}

export function SiteFooter() {
  return (
    <footer className="border-t border-line px-5 py-2.5 text-[0.857rem] text-ink-3">
      OpenAcuity supports a clinician's decision and does not replace it. It is not a certified medical
      device.
    </footer>
  );
}
