import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { AppFrame } from "@/components/shell/app-frame";
import type { FramePlace } from "@/components/shell/place";
import { readTheme } from "@/components/shell/read-theme";
import { THEME_COOKIE } from "@/components/shell/theme-cookie";
import { BEDSIDE, EVERYWHERE, pickMessages } from "@/components/words/namespaces";
import { can, type Permission } from "@/lib/auth/permissions";
import type { Principal } from "@/lib/auth/principal";
import { isNamed } from "@/lib/workflows/govern/named-people";
import { markOf, watchSession } from "@/lib/workflows/govern/sessions";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { requirePrincipal } from "./guard";

/** The console by what one comes for; a new page goes under one of these, so that the bar never grows. */
const CONSOLE: readonly FramePlace[] = [
  { href: "/console", label: "Overview", exact: true },
  group("Watch", [
    { href: "/console/performance", label: "Performance" },
    { href: "/console/usage", label: "Usage" },
    { href: "/console/drift", label: "Drift" },
    { href: "/console/fairness", label: "Fairness" },
    { href: "/console/incidents", label: "Incidents" },
  ]),
  group("Model", [
    { href: "/console/models", label: "Models" },
    { href: "/console/runs", label: "Runs" },
    { href: "/console/explanations", label: "Explanations" },
    { href: "/console/suggestions", label: "Suggestions" },
  ]),
  group("Learning", [
    { href: "/console/decisions", label: "Decisions" },
    { href: "/console/labels", label: "Labels" },
    { href: "/console/datasets", label: "Datasets" },
    { href: "/console/deidentification", label: "De-identification" },
    { href: "/console/outcomes", label: "Outcomes" },
  ]),
  group("Connections", [
    { href: "/console/ehr", label: "EHR" },
    { href: "/console/devices", label: "Devices" },
  ]),
  group("Records", [
    { href: "/console/audit", label: "Audit log" },
    { href: "/console/people", label: "People" },
    { href: "/console/documents", label: "Documents" },
  ]),
];

function group(label: string, places: readonly [FramePlace, ...FramePlace[]]): FramePlace {
  return { href: places[0].href, label, places };
}

/** Beside the overview, for whom the settings name in a network of sites. */
const NETWORK: FramePlace = { href: "/console/network", label: "Network" };

async function placesOf(rt: Runtime, principal: Principal): Promise<readonly FramePlace[]> {
  const { role } = principal;
  if (!can(role, "board:read")) {
    const [overview, ...groups] = CONSOLE;
    const sees = can(role, "network:read") && (await isNamed(rt, principal, "network:read"));
    return overview && sees ? [overview, NETWORK, ...groups] : CONSOLE;
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
