import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Tour } from "@/components/tour/tour";
import { type PageMark, writeMark } from "@/lib/auth/page-mark";
import { can } from "@/lib/auth/permissions";
import type { Role } from "@/lib/auth/roles";
import type { FrameSession } from "@/lib/workflows/views";
import { BrandMark } from "./brand";
import { KeysHelp } from "./keys-help";
import { NavLink } from "./nav-link";
import type { FramePlace } from "./place";
import { PlacesBeneath } from "./places-beneath";
import { SessionGuard } from "./session-guard";
import { SiteFooter } from "./site-footer";
import { type Theme, ThemeToggle } from "./theme-toggle";

type Props = {
  principal: { readonly displayName: string; readonly role: Role };
  /** Whom everything in the frame is drawn for. */
  mark: PageMark;
  session: FrameSession;
  places: readonly FramePlace[];
  theme: Theme;
  children: ReactNode;
};

/** What stands around every signed-in page: where you are, who you are, how to leave. */
export function AppFrame({ principal, mark, session, places, theme, children }: Props) {
  const t = useTranslations("shell");
  const home = places[0]?.href ?? "/";
  const many = places.length > 2;
  return (
    <SessionGuard initial={session} name={principal.displayName}>
      <div data-drawn-for={writeMark(mark)} className="flex min-h-dvh flex-col">
        {/* On a phone: the sign without the name, and many places in a row of their own. Where they do not fit, they scroll. */}
        <header
          className={`no-print sticky top-0 z-30 flex min-h-11 items-stretch gap-x-5 bg-bar px-5 text-bar-ink max-[600px]:gap-x-2 max-[600px]:px-4 ${many ? "flex-wrap" : ""}`}
        >
          <Link
            href={home}
            prefetch={false}
            className="flex items-center gap-2.5 font-semibold tracking-tight"
          >
            <BrandMark />
            <span className="max-[600px]:sr-only">OpenAcuity</span>
          </Link>
          <nav
            aria-label={t("main")}
            className={`flex items-stretch ${many ? "min-w-0 overflow-x-auto [scrollbar-width:thin] max-[900px]:order-last max-[900px]:-mx-2 max-[900px]:h-10 max-[900px]:basis-full" : ""}`}
          >
            {places.map((p) => (
              <NavLink key={p.href} place={p} />
            ))}
          </nav>
          <div className="ml-auto flex min-h-11 shrink-0 items-center gap-3 max-[600px]:gap-1">
            <Link
              href="/sessions"
              prefetch={false}
              title={t("whereYouAreSignedIn")}
              className="rounded-md px-2 py-0.5 text-right leading-tight whitespace-nowrap hover:bg-bar-line"
            >
              <span className="font-medium max-[900px]:sr-only">{principal.displayName}</span>
              {/* Long names of roles do not push the rest into a second row. */}
              <span className="block text-[0.857rem] text-bar-ink-2 max-[1200px]:max-w-40 max-[1200px]:truncate max-[900px]:sr-only">
                {t(`role.${principal.role}`)}
              </span>
              <span aria-hidden="true" className="font-medium min-[901px]:hidden">
                {t("you")}
              </span>
              <span className="sr-only">{t("whereYouAreSignedIn2")}</span>
            </Link>
            {can(principal.role, "board:read") && <KeysHelp />}
            <ThemeToggle initial={theme} />
            <form action="/api/signout" method="post">
              <button
                type="submit"
                className="h-8 rounded-md border border-bar-line px-3 font-medium whitespace-nowrap text-bar-ink hover:bg-bar-line"
              >
                {t("signOut")}
              </button>
            </form>
          </div>
          {many && <PlacesBeneath places={places} />}
        </header>
        <main id="main" tabIndex={-1} className="flex-1 outline-none">
          {children}
        </main>
        <SiteFooter />
        {can(principal.role, "board:read") && <Tour />}
      </div>
    </SessionGuard>
  );
}
