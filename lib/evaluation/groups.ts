import type { SourceVisit } from "@/lib/training/sources/visit";

/** The groups results are reported by, so that a model that serves some patients worse cannot hide in the average. */
type Grouping = { readonly name: string; readonly of: (v: SourceVisit) => string | null };

/** Age bands of reports, in years: [from, to). */
const AGES = [
  ["under 2 years", 0, 2],
  ["2-15 years", 2, 16],
  ["16-44 years", 16, 45],
  ["45-64 years", 45, 65],
  ["65 years and older", 65, 200],
] as const;

const ageGroupOf = (ageYears: number): string =>
  AGES.find(([, from, to]) => ageYears >= from && ageYears < to)?.[0] ?? "unknown";

const ARRIVALS: Readonly<Record<string, string>> = {
  ambulance: "by ambulance",
  "walk-in": "not by ambulance",
};

export const GROUPINGS: readonly Grouping[] = [
  { name: "Sex", of: (v) => v.case.sex ?? null },
  { name: "Age", of: (v) => ageGroupOf(v.case.ageYears) },
  { name: "Race and ethnicity", of: (v) => v.raceEthnicity },
  { name: "Arrival", of: (v) => ARRIVALS[v.case.arrivalMode ?? ""] ?? "not recorded" },
];

/** Groups in the order they are reported, empty ones left out. */
export function splitByGroup<T extends { readonly visit: SourceVisit }>(
  items: readonly T[],
  grouping: Grouping,
): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = grouping.of(item.visit);
    if (name === null) continue;
    const members = groups.get(name);
    if (members) members.push(item);
    else groups.set(name, [item]);
  }
  const order = (name: string) => {
    const age = AGES.findIndex(([n]) => n === name);
    return age >= 0 ? `${age}` : name;
  };
  return [...groups].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1));
}
