import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { AppFrame } from "@/components/shell/app-frame";
import type { FramePlace } from "@/components/shell/place";
import { readTheme } from "@/components/shell/read-theme";
import { THEME_COOKIE } from "@/components/shell/theme-cookie";
import { BEDSIDE, EVERYWHERE, pickMessages } from "@/components/words/namespaces";
import type { Words } from "@/components/words/words";
import { can, type Permission } from "@/lib/auth/permissions";
import type { Principal } from "@/lib/auth/principal";
import { isNamed } from "@/lib/workflows/govern/named-people";
import { markOf, watchSession } from "@/lib/workflows/govern/sessions";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { requirePrincipal } from "./guard";

type Menu = Words<"console.menu">;

/** The console by what one comes for; a new page goes under one of these, so that the bar never grows. */
const consoleIn = (t: Menu): readonly [FramePlace, ...FramePlace[]] => [
  { href: "/console", label: t("overview"), exact: true },
  group(t("watch"), [
    { href: "/console/performance", label: t("performance") },
    { href: "/console/usage", label: t("usage") },
    { href: "/console/drift", label: t("drift") },
    { href: "/console/fairness", label: t("fairness") },
    { href: "/console/incidents", label: t("incidents") },
  ]),
  group(t("model"), [
    { href: "/console/models", label: t("models") },
    { href: "/console/runs", label: t("runs") },
    { href: "/console/explanations", label: t("explanations") },
    { href: "/console/suggestions", label: t("suggestions") },
  ]),
  group(t("learning"), [
    { href: "/console/decisions", label: t("decisions") },
    { href: "/console/labels", label: t("labels") },
    { href: "/console/datasets", label: t("datasets") },
    { href: "/console/deidentification", label: t("deidentification") },
    { href: "/console/outcomes", label: t("outcomes") },
  ]),
  group(t("connections"), [
    { href: "/console/ehr", label: t("ehr") },
    { href: "/console/devices", label: t("devices") },
  ]),
  group(t("records"), [
    { href: "/console/audit", label: t("auditlog") },
    { href: "/console/people", label: t("people") },
    { href: "/console/documents", label: t("documents") },
  ]),
];

function group(label: string, places: readonly [FramePlace, ...FramePlace[]]): FramePlace {
  return { href: places[0].href, label, places };
}

/** Beside the overview, for whom the settings name in a network of sites. */
const networkIn = (t: Menu): FramePlace => ({ href: "/console/network", label: t("network") });

async function placesOf(rt: Runtime, principal: Principal): Promise<readonly FramePlace[]> {
  const { role } = principal;
  if (!can(role, "board:read")) {
    const t = await getTranslations("console.menu");
    const [overview, ...groups] = consoleIn(t);
    const sees = can(role, "network:read") && (await isNamed(rt, principal, "network:read"));
    return [overview, ...(sees ? [networkIn(t)] : []), ...groups];
  }
  const t = await getTranslations("shell");
  const desk = can(role, "lead:answer") ? [{ href: "/desk", label: t("desk") }] : [];
  return [{ href: "/board", label: t("board") }, ...desk];
}

/**
 * The frame around pages that need `permission`. Asked here as well as in every page: a refusal before anything is streamed
 * is a real 403.
 */
export async function Frame({ permission, children }: { permission: Permission; children: ReactNode }) {
  const { rt, auth } = await requirePrincipal(permission);
  const { principal } = auth;
  const [mark, session] = await Promise.all([markOf(rt, principal), watchSession(rt, auth)]);
  const words = can(principal.role, "board:read") ? BEDSIDE : EVERYWHERE;
  return (
    <NextIntlClientProvider messages={pickMessages(await getMessages(), words)}>
      <AppFrame
        principal={principal}
        mark={mark}
        session={session}
        places={await placesOf(rt, principal)}
        theme={readTheme((await cookies()).get(THEME_COOKIE)?.value)}
      >
        {children}
      </AppFrame>
    </NextIntlClientProvider>
  );
}
