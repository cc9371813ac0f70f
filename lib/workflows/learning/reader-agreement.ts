import { namesOf } from "@/db/queries/people";
import { heldSince } from "@/db/queries/reader-hold";
import { drawnPairsByReader } from "@/db/queries/second-reading";
import type { Authorized } from "@/lib/auth/principal";
import { type Agreement, agreementOf, type Pair } from "@/lib/measures/agreement";
import type { Runtime } from "../service/runtime";

const SHOWN = ["same-level", "kappa", "quadratic-kappa"] as const;

/** Of one person, for that person. */
export type OwnAgreement = {
  readonly agreement: Agreement;
  /** Since when nothing is learned from this person's labels; null: they count. */
  readonly heldSince: string | null;
};

export async function ownAgreement(rt: Runtime, { principal }: Authorized): Promise<OwnAgreement> {
  const { userId, issuer } = principal;
  const pairs = pairsByReader(await drawnPairsByReader(rt.db, issuer, userId)).get(userId) ?? [];
  const held = await heldSince(rt.db, userId);
  return { agreement: agreementOf(pairs, SHOWN), heldSince: held?.toISOString() ?? null };
}

export type ReaderAgreement = { readonly id: string; readonly name: string; readonly agreement: Agreement };

/** Of each reader of the asker's own EHR, by name and never by figure: what they are for is a talk, not a ranking. */
export async function agreementOfReaders(rt: Runtime, { principal }: Authorized): Promise<ReaderAgreement[]> {
  const pairs = pairsByReader(await drawnPairsByReader(rt.db, principal.issuer));
  const names = await namesOf(rt.db, [...pairs.keys()]);
  const out: ReaderAgreement[] = [];
  for (const [id, own] of pairs) {
    out.push({ id, name: names.get(id) ?? "", agreement: agreementOf(own, SHOWN) });
    // A thousand resamples a reader: requests go on in between.
    await new Promise((done) => setImmediate(done));
  }
  return out.sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** Each pair speaks of both who gave an answer: their own first. */
function pairsByReader(rows: Awaited<ReturnType<typeof drawnPairsByReader>>): Map<string, Pair[]> {
  const pairs = new Map<string, Pair[]>();
  const add = (reader: string, pair: Pair) => {
    const own = pairs.get(reader);
    if (own) own.push(pair);
    else pairs.set(reader, [pair]);
  };
  for (const { firstBy, secondBy, first, second } of rows) {
    add(firstBy, { first, second });
    add(secondBy, { first: second, second: first });
  }
  return pairs;
}
