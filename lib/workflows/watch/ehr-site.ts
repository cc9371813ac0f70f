import { countCards } from "@/db/queries/cds-card";
import { countNotUnderstood, findSiteFacts } from "@/db/queries/ehr-site";
import { listSubscriptions } from "@/db/queries/ehr-subscription";
import type { Authorized } from "@/lib/auth/principal";
import { DAY, SECOND } from "@/lib/core/clock";
import { isErrorCode } from "@/lib/core/errors";
import { HEARTBEAT_SECONDS } from "@/lib/fhir/news";
import { MEASURES, measureLabel } from "@/lib/fhir/reshape/codes";
import type { Runtime } from "../service/runtime";
import type { EhrSiteView } from "../views";

const MOST = 100;
/** It is written down at intervals that it calls, so one time more than boards wait. */
const SILENT_AFTER_S = 3.5 * HEARTBEAT_SECONDS;

/** What the person's EHR sent and nobody here understands, and what its server was found to take. */
export async function getEhrSite(rt: Runtime, auth: Authorized): Promise<EhrSiteView> {
  const { issuer } = auth.principal;
  const counted = await countNotUnderstood(rt.db, issuer, MOST);
  const unknown = counted.map(({ lastAt, ...row }) => ({
    ...row,
    of: row.kind === "unit" ? measureLabel(row.system) : null,
    lastAt: lastAt.toISOString(),
    mapped: isMapped(rt, issuer, row),
  }));
  return {
    issuer,
    name: rt.issuers.find((i) => i.issuer === issuer)?.name ?? issuer,
    hasFile: rt.env.EHR_SITE_FILE !== undefined,
    unknown,
    measures: MEASURES.map(({ loinc, label }) => ({ loinc, label })),
    facts: await findSiteFacts(rt.db, issuer, new Date(0)),
    news: await newsOf(rt, issuer),
    cards: await cardsOf(rt, issuer),
  };
}

async function newsOf(rt: Runtime, issuer: string): Promise<EhrSiteView["news"]> {
  if (!rt.issuers.find((i) => i.issuer === issuer)?.subscriptions) return null;
  const rows = (await listSubscriptions(rt.db)).filter((r) => r.issuer === issuer);
  const now = rt.clock().getTime();
  return rows.map(({ criteria, form, state, errorCode, endsAt, heardAt, calls }) => ({
    criteria,
    state,
    errorCode: isErrorCode(errorCode) ? errorCode : null,
    endsAt: endsAt?.toISOString() ?? null,
    heardAt: heardAt?.toISOString() ?? null,
    calls,
    silent:
      form === "topic" && state === "active" && now - (heardAt?.getTime() ?? 0) > SILENT_AFTER_S * SECOND,
  }));
}

const CARD_DAYS = 30;

async function cardsOf(rt: Runtime, issuer: string): Promise<EhrSiteView["cards"]> {
  if (!rt.issuers.find((i) => i.issuer === issuer)?.cdsHooks) return null;
  const counts = await countCards(rt.db, new Date(rt.clock().getTime() - CARD_DAYS * DAY));
  const own = counts.find((c) => c.issuer === issuer);
  return {
    days: CARD_DAYS,
    shown: own?.shown ?? 0,
    accepted: own?.accepted ?? 0,
    overridden: own?.overridden ?? 0,
  };
}

type Row = { readonly kind: string; readonly system: string; readonly code: string };

/** Written into the file since it was last seen. */
function isMapped(rt: Runtime, issuer: string, { kind, system, code }: Row): boolean {
  const site = rt.sites.get(issuer) ?? {};
  if (kind === "unit") return (site.units ?? []).some((u) => u.unit === code);
  if (kind === "class")
    return (site.emergencyClasses ?? []).some((c) => c.code === code && (!c.system || c.system === system));
  return (site.codes ?? []).some((c) => c.code === code && c.system === system);
}
