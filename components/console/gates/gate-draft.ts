import type { Gate } from "@/lib/registry/gates/gate-policy";

/** A gate as it stands in the form: what is typed, in the unit it is typed in. Empty: no such bound. */
export const BOUNDS = ["worse.warn", "worse.fail", "limit.warn", "limit.fail"] as const;
export type Bound = (typeof BOUNDS)[number];
export type GateDraft = {
  readonly gate: Gate;
  readonly off: boolean;
  readonly least: string;
  readonly bounds: Readonly<Record<Bound, string>>;
};

const scale = (gate: Gate): number => (gate.unit === "share" ? 100 : 1);
/** Without the crumbs of binary fractions: 0.07 * 100 is 7. */
const tidy = (value: number): number => +value.toFixed(8);

export const toDraft = (gate: Gate, off = false): GateDraft => ({
  gate,
  off,
  least: String(gate.least.count),
  bounds: Object.fromEntries(
    BOUNDS.map((key) => {
      const [which, side] = key.split(".") as ["worse" | "limit", "warn" | "fail"];
      const value = gate[which]?.[side];
      return [key, value === undefined ? "" : String(tidy(value * scale(gate)))];
    }),
  ) as Record<Bound, string>,
});

export type Read = { readonly gate: Gate } | { readonly wrong: string };

/** The gate that a row of the form means, or what is wrong with it. */
export function fromDraft({ gate, least, bounds }: GateDraft): Read {
  const count = Number(least);
  if (least.trim() === "" || !Number.isInteger(count) || count < 1)
    return { wrong: `${gate.words}: the fewest cases are a whole number from 1.` };
  const { worse: _worse, limit: _limit, ...rest } = gate;
  const read: Record<string, { warn: number; fail: number }> = {};
  for (const which of ["worse", "limit"] as const) {
    const typed = [bounds[`${which}.warn`], bounds[`${which}.fail`]].map((t) => t.trim().replace(",", "."));
    if (typed.every((t) => t === "")) continue;
    const [warn, fail] = typed.map((t) => (t === "" ? Number.NaN : tidy(Number(t) / scale(gate))));
    if (warn === undefined || fail === undefined || !(warn >= 0) || !(fail >= 0))
      return { wrong: `${gate.words}: "look at" and "fails" are both numbers from 0, or both empty.` };
    read[which] = { warn, fail };
  }
  return { gate: { ...rest, least: { ...gate.least, count }, ...read } };
}

/** The gates in force, and those of the release that are left out, to be put back. */
export const draftsOf = (inForce: readonly Gate[], release: readonly Gate[]): GateDraft[] => [
  ...inForce.map((g) => toDraft(g)),
  ...release.filter((g) => !inForce.some((known) => known.id === g.id)).map((g) => toDraft(g, true)),
];
