import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { requirePrincipal } from "@/app/_server/guard";
import { AppFrame } from "@/components/shell/app-frame";
import { readTheme } from "@/components/shell/read-theme";
import { THEME_COOKIE } from "@/components/shell/theme-cookie";

/** Asked here as well as in every page: a refusal before anything is streamed is a real 403. */
export default async function ClinicLayout({ children }: { children: ReactNode }) {
  const { auth } = await requirePrincipal("board:read");
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <AppFrame principal={auth.principal} places={[{ href: "/board", label: "Board" }]} theme={theme}>
      {children}
    </AppFrame>
  );
}
