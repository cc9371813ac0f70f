import {
  claimSubscription,
  deleteSubscription,
  ensureSubscription,
  keepSubscriptions,
  listSubscriptions,
  type SubscriptionRow,
  updateSubscription,
} from "@/db/queries/ehr-subscription";
import type { SmartIssuer } from "@/lib/auth/issuers";
import { HOUR, MINUTE } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { toAppError } from "@/lib/core/errors";
import { newId, newSecret } from "@/lib/core/ids";
import type { FhirClient } from "@/lib/fhir/client";
import { subscriptionOf, type Wanted, whatToAsk } from "@/lib/fhir/news";
import { appendAudit } from "../govern/append-audit";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { backendClient } from "./ehr-access";

/**
 * Asks EHRs to tell of news by themselves (R4 Subscriptions), in the product's own name: asked for, looked after, renewed and taken back
 * here. What they call with comes in by receive-news.ts. While any of this fails boards ask as they always do.
 */

/** A Subscription ends by itself after this, should nobody take it back. */
const LASTS = 24 * HOUR;
const LOOK_AGAIN = 5 * MINUTE;
const SOON = 1 * MINUTE;
const AFTER_A_REFUSAL = 30 * MINUTE;
/** A process that has not looked after them for so long has stopped. */
const KEEPER_GONE = 150_000;
/** Taking them back must not hold up a process that stops. */
const LAST_WORD_MS = 2_000;

export const keeperOf = (rt: Runtime): string => processState(rt, "news-keeper", newId);

export async function keepNews(rt: Runtime): Promise<void> {
  const known = await listSubscriptions(rt.db);
  const asking = rt.issuers.filter((i) => i.subscriptions && i.backend);
  if (known.length === 0 && asking.length === 0) return;
  const stays = new Set<string>();
  for (const issuer of asking) {
    const client = newsClient(rt, issuer.issuer);
    const says = (await client?.capabilities()) ?? null;
    const own = known.filter((k) => k.issuer === issuer.issuer);
    // Where it does not say now what it offers, what was asked of it stays.
    const wanted: Wanted[] = says
      ? whatToAsk(says.subscriptions, issuer.subscriptions?.topics ?? [])
      : own.map(({ form, criteria }) => ({ form, criteria }));
    for (const one of wanted) stays.add(`${issuer.issuer} ${one.criteria}`);
    if (client) for (const one of wanted) await keepOne(rt, issuer, client, one);
  }
  for (const row of known) if (!stays.has(`${row.issuer} ${row.criteria}`)) await giveUp(rt, row);
  await keepSubscriptions(rt.db, keeperOf(rt), rt.clock());
}

const newsClient = (rt: Runtime, iss: string, timeoutMs = rt.env.EHR_TIMEOUT_MS): FhirClient | null =>
  rt.issuers.some((i) => i.issuer === iss) ? backendClient(rt, iss, { use: "news", timeoutMs }) : null;

const after = (rt: Runtime, ms: number): Date => new Date(rt.clock().getTime() + ms);

async function keepOne(rt: Runtime, { issuer }: SmartIssuer, client: FhirClient, wanted: Wanted) {
  const now = rt.clock();
  const fresh = { id: newId(), secretHash: sha256(newSecret()), state: "asked", dueAt: now } as const;
  await ensureSubscription(rt.db, { issuer, ...wanted, ...fresh });
  const row = await claimSubscription(rt.db, { issuer, criteria: wanted.criteria }, now, after(rt, SOON));
  if (!row) return;
  try {
    const due = await tend(rt, client, row);
    if (due) await updateSubscription(rt.db, row, due);
  } catch (error) {
    const { code } = toAppError(error);
    const refused = ["ehr-refused", "unauthenticated", "launch-refused"].includes(code);
    rt.logger.warn({ code, err: toAppError(error) }, "the EHR could not be asked to tell of news");
    await updateSubscription(rt.db, row, {
      errorCode: code,
      ...(refused ? { state: "refused" as const, dueAt: after(rt, AFTER_A_REFUSAL) } : {}),
    });
  }
}

/** Answers with what else is to be noted. */
async function tend(rt: Runtime, client: FhirClient, row: SubscriptionRow) {
  if (row.reference === null) return ask(rt, client, row);
  const ends = row.endsAt?.getTime() ?? 0;
  if (row.state === "off" || row.state === "refused" || ends - rt.clock().getTime() < LASTS / 2)
    return ask(rt, client, row);
  const found = await readOr404(client, row.reference);
  if (found?.status === "active")
    return { state: "active" as const, errorCode: null, dueAt: after(rt, LOOK_AGAIN) };
  // Not yet taken up by the EHR; what it has given up is asked for anew.
  return found?.status === "requested" ? null : ask(rt, client, row);
}

/** A secret is used for one time of asking: it is written down here as a hash before the EHR hears of it. */
async function ask(rt: Runtime, client: FhirClient, row: SubscriptionRow): Promise<null> {
  const known = row.reference ? await readOr404(client, row.reference) : null;
  const secret = newSecret();
  const now = rt.clock();
  const end = after(rt, LASTS);
  // Another address where it is made anew: an answer that was lost leaves one behind at the EHR, which calls in vain until it ends.
  const id = known ? row.id : newId();
  await updateSubscription(rt.db, row, {
    id,
    secretHash: sha256(secret),
    previousHash: known ? row.secretHash : null,
    state: "asked",
    askedAt: now,
    ...(known ? {} : { reference: null, calls: 0, heardAt: null }),
  });
  const endpoint = `${rt.env.APP_ORIGIN}/api/hooks/ehr/${id}`;
  const asked = { form: row.form, criteria: row.criteria, endpoint, secret, end };
  const reference = known
    ? await renew(client, row.reference, asked)
    : (await client.create(subscriptionOf(asked), `url=${endpoint}`)).reference;
  await rt.db.transaction(async (tx) => {
    const dueAt = after(rt, SOON);
    await updateSubscription(tx, row, { reference, endsAt: end, errorCode: null, dueAt });
    const detail = { issuer: row.issuer, criteria: row.criteria, renewed: known !== null };
    await appendAudit(tx, { event: "ehr.subscribed", actor: "system", requestId: id, detail }, now);
  });
  return null;
}

async function renew(
  client: FhirClient,
  reference: string | null,
  asked: Parameters<typeof subscriptionOf>[0],
) {
  await client.update(subscriptionOf({ ...asked, id: idOf(reference) }), null);
  return reference;
}

const idOf = (reference: string | null): string => reference?.replace(/^Subscription\//, "") ?? "";

const readOr404 = (client: FhirClient, reference: string) =>
  client.read("Subscription", idOf(reference)).catch((error: unknown) => {
    if (toAppError(error).code === "not-found") return null;
    throw error;
  });

/** Nobody wants it any more. Where the EHR cannot be told, it calls in vain until the Subscription ends. */
async function giveUp(rt: Runtime, row: SubscriptionRow): Promise<void> {
  const claimed = await claimSubscription(rt.db, row, rt.clock(), after(rt, SOON));
  if (!claimed) return;
  const client = newsClient(rt, row.issuer);
  if (client) await takeBack(client, claimed).catch(() => {});
  await rt.db.transaction(async (tx) => {
    await deleteSubscription(tx, claimed);
    await appendUnsubscribed(rt, tx, claimed);
  });
}

async function takeBack(client: FhirClient, { reference }: SubscriptionRow): Promise<void> {
  const found = reference ? await readOr404(client, reference) : null;
  if (found) await client.update({ ...found, status: "off" }, null);
}

const appendUnsubscribed = (
  rt: Runtime,
  tx: Parameters<typeof appendAudit>[0],
  { id, issuer, criteria }: SubscriptionRow,
) =>
  appendAudit(
    tx,
    { event: "ehr.unsubscribed", actor: "system", requestId: id, detail: { issuer, criteria } },
    rt.clock(),
  );

/** As a process stops: the last one that looked after them takes them back, so that the EHR does not call nobody. */
export async function endNews(rt: Runtime): Promise<void> {
  const keeper = keeperOf(rt);
  const now = rt.clock().getTime();
  for (const row of await listSubscriptions(rt.db)) {
    const { [keeper]: mine, ...others } = row.keepers;
    if (!mine) continue;
    const alive = Object.entries(others).filter(([, at]) => now - Date.parse(at) < KEEPER_GONE);
    await updateSubscription(rt.db, row, { keepers: Object.fromEntries(alive) });
    const client = alive.length === 0 && row.reference ? newsClient(rt, row.issuer, LAST_WORD_MS) : null;
    if (!client) continue;
    try {
      await takeBack(client, row);
      await rt.db.transaction(async (tx) => {
        await updateSubscription(tx, row, { state: "off", dueAt: rt.clock() });
        await appendUnsubscribed(rt, tx, row);
      });
    } catch (error) {
      rt.logger.warn({ err: toAppError(error) }, "the EHR could not be told that nobody listens any more");
    }
  }
}
