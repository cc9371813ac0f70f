import { DAY } from "@/lib/core/clock";
import { familyName, givenName, phone, street, town } from "./names";
import { type Random, random } from "./random";
import type { Vignette } from "./vignette";
import { VIGNETTES } from "./vignettes";

/**
 * What is odd about a record. Real EHRs hold such records, so the sandbox has one or two of each; each is a trap that
 * the product must not fall into.
 */
export const QUIRKS = [
  "no-vitals",
  "no-complaint",
  "no-birth-date",
  "year-of-birth-only",
  "two-temperatures",
  "alert-with-gcs-9",
  "pressure-upside-down",
  "entered-in-error",
  "future-timestamp",
  "unknown-unit",
  "implausible-value",
  "unknown-sex",
  "merged-patient",
  "old-visit",
] as const;
export type Quirk = (typeof QUIRKS)[number];

/** Everything about one synthetic patient that does not depend on the time of day. */
export type Profile = {
  readonly seed: number;
  readonly index: number;
  readonly id: string;
  readonly vignette: Vignette;
  readonly quirk: Quirk | null;
  readonly ageYears: number;
  readonly sex: "female" | "male";
  readonly given: string;
  readonly family: string;
  readonly phone: string;
  readonly street: string;
  readonly town: string;
  readonly mrn: string;
  readonly race: readonly [code: string, text: string];
  readonly hispanic: boolean;
  readonly complaint: string;
  readonly byAmbulance: boolean;
  readonly fahrenheit: boolean;
  /** How the record keeps complaint and note; sites differ. */
  readonly complaintStyle: "observation" | "reason" | "condition";
  readonly noteStyle: "document" | "observation";
  readonly waitedMinutes: number;
};

const RACES = [
  ["2106-3", "White"],
  ["2054-5", "Black or African American"],
  ["2028-9", "Asian"],
  ["1002-5", "American Indian or Alaska Native"],
  ["2131-1", "Other Race"],
] as const;

/** Longest plausible wait at the time of seeding, by level: the sickest have just come. */
const LONGEST_WAIT = { 1: 25, 2: 75, 3: 200, 4: 260, 5: 280 } as const;
/** Long enough for two sets of vital signs. */
const SHORTEST_WAIT = 7;
/** What comes through the door of an emergency department, by level (cf. NHAMCS 2012-2014). */
const DOOR_MIX = { 1: 0.03, 2: 0.17, 3: 0.45, 4: 0.27, 5: 0.08 } as const;
/** The waiting room at the start: every level is there. */
const START_MIX = { 1: 5, 2: 18, 3: 24, 4: 13, 5: 6 } as const;
type Level = Vignette["level"];
const LEVELS: readonly Level[] = [1, 2, 3, 4, 5];

export const pad = (index: number): string => String(index).padStart(3, "0");

export type Casting = { readonly vignette: Vignette; readonly quirk: Quirk | null; readonly oldest: boolean };

/** Who is in the department when the sandbox is filled: all levels, a newborn, somebody over ninety, every quirk. */
export function startingCast(seed: number, startIndex: number): Casting[] {
  const r = random(seed, "cast", startIndex);
  const chosen = LEVELS.flatMap((level) =>
    r.shuffle(VIGNETTES.filter((v) => v.level === level)).slice(0, START_MIX[level]),
  );
  const oldest = r.pick(VIGNETTES.filter((v) => v.ages[1] >= 95));
  const newborn = r.pick(VIGNETTES.filter((v) => v.ages[1] < 0.08));
  for (const required of [oldest, newborn]) {
    if (chosen.includes(required)) continue;
    // Takes the place of another of its level.
    chosen.splice(
      chosen.findIndex((v) => v.level === required.level && v !== oldest),
      1,
      required,
    );
  }
  const cast = r.shuffle(chosen);
  const quirky = r.shuffle(cast.map((_, i) => i)).filter((i) => cast[i] !== oldest && cast[i] !== newborn);
  return cast.map((vignette, i) => {
    const place = quirky.indexOf(i);
    return {
      vignette,
      quirk: place >= 0 ? (QUIRKS[place] ?? null) : null,
      oldest: vignette === oldest,
    };
  });
}

/** The next one to walk in. */
export function arrivingCast(seed: number, index: number): Casting {
  const r = random(seed, "arrival", index);
  let x = r.next();
  const level = LEVELS.find((l) => {
    x -= DOOR_MIX[l];
    return x < 0;
  });
  return {
    vignette: r.pick(VIGNETTES.filter((v) => v.level === (level ?? 3))),
    quirk: r.chance(0.1) ? r.pick(QUIRKS) : null,
    oldest: false,
  };
}

export function profile(seed: number, index: number, { vignette, quirk, oldest }: Casting): Profile {
  const r = random(seed, "person", index);
  const [youngest, eldest] = vignette.ages;
  const sex = vignette.sex ?? r.pick(["female", "male"] as const);
  const longest = LONGEST_WAIT[vignette.level];
  return {
    seed,
    index,
    id: pad(index),
    vignette,
    quirk,
    ageYears: oldest ? 90 + 5 * r.next() : youngest + (eldest - youngest) * r.next(),
    sex,
    given: givenName(r),
    family: familyName(r),
    phone: phone(r),
    street: street(r),
    town: town(r),
    mrn: `SBX${r.int(100_000, 999_999)}${pad(index)}`,
    race: r.pick([...RACES, RACES[0], RACES[0], RACES[1]]),
    hispanic: r.chance(0.2),
    complaint: r.pick(vignette.say),
    byAmbulance: r.chance(vignette.ems),
    fahrenheit: quirk === null && r.chance(0.25),
    complaintStyle: r.pick(["observation", "observation", "reason", "condition"]),
    noteStyle: r.pick(["document", "observation"]),
    waitedMinutes: SHORTEST_WAIT + Math.floor((longest - SHORTEST_WAIT) * r.next() ** 1.5),
  };
}

export const birthDate = ({ ageYears }: Profile, now: Date): string =>
  new Date(now.getTime() - ageYears * 365.25 * DAY).toISOString().slice(0, 10);

export const profileRandom = (p: Profile, ...what: (string | number)[]): Random =>
  random(p.seed, p.index, ...what);
