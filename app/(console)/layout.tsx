import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { requirePrincipal } from "@/app/_server/guard";
import { AppFrame, type FramePlace } from "@/components/shell/app-frame";
import { readTheme } from "@/components/shell/read-theme";
import { THEME_COOKIE } from "@/components/shell/theme-cookie";

const PLACES: readonly FramePlace[] = [
  { href: "/console", label: "Overview", exact: true },
  { href: "/console/models", label: "Models" },
  { href: "/console/explanations", label: "Explanations" },
  { href: "/console/runs", label: "Runs" },
  { href: "/console/decisions", label: "Decisions" },
  { href: "/console/audit", label: "Audit log" },
  { href: "/console/people", label: "People" },
];

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { auth } = await requirePrincipal("console:read");
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <AppFrame principal={auth.principal} places={PLACES} theme={theme}>
      <div className="mx-auto w-full max-w-[96rem] px-5 pt-6 pb-12">{children}</div>
    </AppFrame>
  );
}
