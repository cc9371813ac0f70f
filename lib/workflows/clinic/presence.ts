import type { Authorized } from "@/lib/auth/principal";
import { SECOND } from "@/lib/core/clock";
import { hearChanges, siteOf, tell } from "../service/changes";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { requireVisit, type VisitRef } from "./visit-access";

/** A page says this often that somebody sees it... */
export const SEEN_EVERY_MS = 8 * SECOND;
/** ...and who has not said so for this long has gone. */
const GONE_AFTER = 20 * SECOND;

type Seeing = { readonly site: string; readonly user: string; readonly name: string; readonly at: number };
/** Of each visit who sees it, by person; kept in memory alone, and told by each process to all. */
type Present = Map<string, Map<string, Seeing>>;

function present(rt: Runtime): Present {
  return processState(rt, "presence", () => {
    const known: Present = new Map();
    hearChanges(rt, (change) => {
      if (change === "missed" || change.what !== "presence") return;
      const { visit, at: site, user, name, how } = change;
      const people = known.get(visit) ?? new Map<string, Seeing>();
      if (how === "left") people.delete(user);
      else people.set(user, { site, user, name, at: Date.now() });
      if (people.size === 0) known.delete(visit);
      else known.set(visit, people);
    });
    return known;
  });
}

function stillThere(known: Present, visit: string): Seeing[] {
  const people = known.get(visit);
  if (!people) return [];
  for (const [user, { at }] of people) if (Date.now() - at > GONE_AFTER) people.delete(user);
  if (people.size === 0) known.delete(visit);
  return [...people.values()];
}

/**
 * Says that this person sees a patient's page, or has left it; answers with the names of the others who do.
 * @throws what requireVisit throws
 */
export async function noteSeeing(
  rt: Runtime,
  auth: Authorized,
  { left, ...ref }: VisitRef & { readonly left: boolean },
): Promise<string[]> {
  const { encounter } = await requireVisit(rt, auth, ref);
  const { userId: user, displayName: name, issuer } = auth.principal;
  const known = present(rt);
  const there = stillThere(known, encounter.id).some((p) => p.user === user);
  await tell(rt.db, {
    what: "presence",
    at: siteOf(issuer),
    visit: encounter.id,
    user,
    name,
    how: left ? "left" : there ? "still" : "came",
  });
  return othersAt(known, encounter.id, user);
}

const othersAt = (known: Present, visit: string, user: string): string[] =>
  stillThere(known, visit)
    .filter((p) => p.user !== user)
    .map((p) => p.name)
    .sort();

/** Who sees which patient now at the asker's EHR, the asker left out; by our opaque id of the visit. */
export async function listSeeing(
  rt: Runtime,
  { principal }: Authorized,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const known = present(rt);
  const site = siteOf(principal.issuer);
  return Object.fromEntries(
    [...known.keys()].flatMap((visit) => {
      const others = stillThere(known, visit).filter((p) => p.site === site && p.user !== principal.userId);
      return others.length > 0 ? [[visit, others.map((p) => p.name).sort()]] : [];
    }),
  );
}
