import { HOUR, MINUTE } from "@/lib/core/clock";
import type { ResourceOf, Stored } from "../fhir/types";
import type { ResourceStore } from "../store/store";
import { fate, happen } from "./afterwards";
import { nextVitals } from "./chart";
import { arrival, WAITING_AT_START } from "./department";
import { arrivingCast, type Profile, profile, profileRandom, startingCast } from "./profile";
import type { Random } from "./random";
import { type Entry, TEST_TAG } from "./resources";

type Encounter = Stored<ResourceOf<"Encounter">>;
const WAITING = ["arrived", "triaged", "in-progress"];
/** Minutes between two sets of vitals, by level. */
const RECHECK = { 1: 10, 2: 20, 3: 45, 4: 120, 5: 180 } as const;
/** Nobody waits longer than this; then they were seen and have gone. */
const LONGEST_STAY = 8 * HOUR;
/** A restart after a long time finds at least so many waiting. */
const FEWEST_WAITING = 30;
const MOST_SETS = 60;

/** What the simulation must know to go on: from which seed and number the department was filled. */
export type Filling = { readonly seed: number; readonly startIndex: number };

export const waiting = (store: ResourceStore): Encounter[] =>
  [...(store.all("Encounter") as Iterable<Encounter>)].filter(
    (e) => e.class.code === "EMER" && WAITING.includes(e.status),
  );

export function put(store: ResourceStore, entries: readonly Entry[]): void {
  for (const { resource, at } of entries) store.put(resource, "POST", at);
}

const indexOf = (id: string | undefined): number =>
  Number(/^(?:enc|pat)-(\d+)$/.exec(id ?? "")?.[1] ?? Number.NaN);

/** The number after the highest patient number ever used. */
export function nextIndex(store: ResourceStore): number {
  let highest = 0;
  for (const patient of store.all("Patient")) highest = Math.max(highest, indexOf(patient.id) || 0);
  return highest + 1;
}

/** Lets the department go on by one step: new patients when due, new vitals, and those seen go home. */
export function advance(store: ResourceStore, filling: Filling, now: Date, arrivals: number): void {
  for (let i = 0; i < arrivals; i++) put(store, arrival(filling.seed, nextIndex(store), now, 0));
  for (const encounter of waiting(store)) {
    const index = indexOf(encounter.id);
    const start = Date.parse(encounter.period?.start ?? "");
    if (!Number.isInteger(index) || Number.isNaN(start)) continue;
    const p = profileOf(filling, index);
    if (now.getTime() - start > LONGEST_STAY)
      happen(store, encounter.id, fate(p.vignette.level, profileRandom(p, "afterwards")), now);
    else recheck(store, p, encounter, now);
  }
}

function profileOf({ seed, startIndex }: Filling, index: number): Profile {
  const cast =
    index < startIndex + WAITING_AT_START ? startingCast(seed, startIndex)[index - startIndex] : undefined;
  return profile(seed, index, cast ?? arrivingCast(seed, index));
}

function recheck(store: ResourceStore, p: Profile, encounter: Encounter, now: Date): void {
  if (p.quirk === "no-vitals") return;
  let sets = 0;
  let last = 0;
  for (const observation of store.about([`Encounter/${encounter.id}`], "Observation")) {
    const { code, effectiveDateTime, meta } = observation as Stored<ResourceOf<"Observation">>;
    if (!code.coding?.some((c) => c.code === "8867-4") || !meta?.tag?.some((t) => t.code === TEST_TAG.code))
      continue;
    sets += 1;
    const at = Date.parse(effectiveDateTime ?? "");
    if (at <= now.getTime()) last = Math.max(last, at);
  }
  const start = new Date(encounter.period?.start ?? now);
  const due = sets === 0 ? start.getTime() + 3 * MINUTE : last + RECHECK[p.vignette.level] * MINUTE;
  if (sets >= MOST_SETS || due > now.getTime()) return;
  put(store, nextVitals(p, sets + 1, start, now));
  if (encounter.status === "arrived") store.put({ ...encounter, status: "triaged" }, "PUT");
}

/** After a pause: those who waited too long have gone, others have come in the last hours. */
export function catchUp(store: ResourceStore, filling: Filling, now: Date, r: Random): void {
  advance(store, filling, now, 0);
  for (let missing = FEWEST_WAITING - waiting(store).length; missing > 0; missing--)
    put(store, arrival(filling.seed, nextIndex(store), now, r.int(2, 150)));
}

/** How many come in a stretch of time (Poisson, Knuth's method; the stretches are short). */
export function arrivalsIn(milliseconds: number, perHour: number, r: Random): number {
  const limit = Math.exp((-perHour * milliseconds) / HOUR);
  let product = r.next();
  let count = 0;
  while (product > limit) {
    product *= r.next();
    count += 1;
  }
  return count;
}
