import { findSubscription, noteCalls, type SubscriptionRow } from "@/db/queries/ehr-subscription";
import { holdsHashed } from "@/lib/auth/bearer";
import { SECOND } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { HEARTBEAT_SECONDS, kindOfCall } from "@/lib/fhir/news";
import { ehrCalled } from "../service/changes";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";

/** However often an EHR calls, boards are told so often at most. */
const TOLD_EVERY = SECOND / 2;
/** That it calls is written down so often. */
const NOTED_EVERY = 10 * SECOND;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What a secret nobody has is compared with, so that an unknown address takes as long as a known one. */
const NOBODYS = sha256("nobody's");

/**
 * A call of an EHR: true where it holds the secret of this very subscription. The call says that boards should look again, and nothing of
 * what: they ask the EHR themselves, with the rights of whoever looks.
 */
export async function receiveNews(
  rt: Runtime,
  id: string,
  authorization: string | null,
  read: () => Promise<string>,
): Promise<boolean> {
  const row = UUID.test(id) ? await findSubscription(rt.db, id) : null;
  const current = holdsHashed(authorization, row?.secretHash ?? NOBODYS);
  const previous = holdsHashed(authorization, row?.previousHash ?? NOBODYS);
  if (!row || !(current || previous) || !(row.state === "asked" || row.state === "active")) return false;
  const news = kindOfCall(await read()) === "news";
  await noteCall(rt, row);
  lookAgain(rt, row, news);
  return true;
}

type Noted = { at: number; calls: number };

async function noteCall(rt: Runtime, { id, state }: SubscriptionRow): Promise<void> {
  const noted = processState(rt, "news-noted", () => new Map<string, Noted>());
  const last = noted.get(id) ?? { at: Number.NEGATIVE_INFINITY, calls: 0 };
  noted.set(id, last);
  last.calls++;
  const now = rt.clock();
  if (state === "active" && now.getTime() - last.at < NOTED_EVERY) return;
  const { calls } = last;
  Object.assign(last, { at: now.getTime(), calls: 0 });
  await noteCalls(rt.db, id, calls, now);
}

type Told = { at: number; timer: ReturnType<typeof setTimeout> | null; news: boolean };

/** At once where nothing was told lately, else once for all that come meanwhile: none is lost. */
function lookAgain(rt: Runtime, { issuer, form }: SubscriptionRow, news: boolean): void {
  const all = processState(rt, "news-told", () => new Map<string, Told>());
  const told = all.get(issuer) ?? { at: Number.NEGATIVE_INFINITY, timer: null, news: false };
  all.set(issuer, told);
  told.news ||= news;
  if (told.timer) return;
  const wait = Math.max(0, told.at + TOLD_EVERY - Date.now());
  told.timer = setTimeout(() => {
    const said = { news: told.news, beat: form === "topic" ? HEARTBEAT_SECONDS : null };
    Object.assign(told, { at: Date.now(), timer: null, news: false });
    void ehrCalled(rt, issuer, said);
  }, wait);
}
