import type { EvidenceKind } from "@/lib/measures/evidence";
import { COUNTED } from "./check-gates";
import { type Gate, type GatePolicy, gatePolicySchema } from "./gate-policy";

/** What a gate is measured on, as people call it. */
export const MEASURED_ON: Readonly<Record<EvidenceKind, string>> = {
  benchmark: "the benchmark",
  drift: "the benchmark, beside the first release",
  site: "labels of this site",
  survey: "the public survey",
  live: "patients of late",
  published: "the release's own evaluation",
  "critical-care": "patients whose course is known",
  admission: "patients of whom it is known whether they were admitted",
};

const amount = ({ unit }: Pick<Gate, "unit">, value: number): string =>
  unit === "share" ? `${+(100 * value).toFixed(2)} %` : `${+value.toFixed(4)}`;

type Side = "warn" | "fail";
const boundOf = (gate: Gate, which: "worse" | "limit", side: Side): string => {
  const bound = gate[which]?.[side];
  if (bound === undefined) return "no limit";
  if (which === "worse") return `more than ${amount(gate, bound)} worse`;
  return `${gate.better === "higher" ? "below" : "above"} ${amount(gate, bound)}`;
};

/** What is different in the second, in words; nothing: they judge alike. */
export function describeChanges(from: Pick<GatePolicy, "gates">, to: Pick<GatePolicy, "gates">): string[] {
  const before = new Map(from.gates.map((g) => [g.id, g]));
  const after = new Map(to.gates.map((g) => [g.id, g]));
  return [
    ...from.gates.filter((g) => !after.has(g.id)).map((g) => `${named(g)}: not checked any more`),
    ...to.gates.filter((g) => !before.has(g.id)).map((g) => `${named(g)}: checked from now on`),
    ...to.gates.flatMap((g) => changesOf(before.get(g.id), g)),
  ];
}

const named = ({ words, on }: Gate): string => `${words} (${on.map((o) => MEASURED_ON[o]).join(", ")})`;

function changesOf(from: Gate | undefined, to: Gate): string[] {
  if (!from) return [];
  const said: string[] = [];
  const note = (what: string, a: string, b: string) => {
    if (a !== b) said.push(`${named(to)}: ${what} ${b}, before ${a}`);
  };
  for (const which of ["worse", "limit"] as const) {
    note("fails", boundOf(from, which, "fail"), boundOf(to, which, "fail"));
    note("is to be looked at", boundOf(from, which, "warn"), boundOf(to, which, "warn"));
  }
  note("needs at least", cases(from), cases(to));
  note("is called", from.words, to.words);
  note("is measured on", from.on.join(", "), to.on.join(", "));
  note("is the figure", `${from.figure}, ${from.better} is better`, `${to.figure}, ${to.better} is better`);
  return said;
}

const cases = ({ least }: Gate): string => `${least.count} ${COUNTED[least.of]}`;

/** Why a policy cannot come into force, in words; nothing: it can. */
export function problemsOf(policy: unknown): string[] {
  const parsed = gatePolicySchema.safeParse(policy);
  if (!parsed.success)
    return parsed.error.issues.map((i) => `${i.path.join(" ") || "The checks"}: ${i.message}`);
  const { gates } = parsed.data;
  const ids = gates.map((g) => g.id);
  return [
    ...(new Set(ids).size < ids.length ? ["Two checks have the same name."] : []),
    ...(gates.some((g) => g.on.includes("benchmark") && (g.limit || g.worse))
      ? []
      : ["At least one check has to be on the benchmark: it alone is always there."]),
    ...gates.flatMap(boundsInOrder),
  ];
}

/** "Look at" comes before "failed", or it never comes. */
function boundsInOrder(gate: Gate): string[] {
  const { worse, limit, better } = gate;
  const said: string[] = [];
  if (!worse && !limit) said.push(`${named(gate)}: has no limit at all.`);
  if (worse && worse.warn > worse.fail) said.push(`${named(gate)}: would fail before it is to be looked at.`);
  if (limit && (better === "higher" ? limit.warn < limit.fail : limit.warn > limit.fail))
    said.push(`${named(gate)}: its limit would fail before it is to be looked at.`);
  if (gate.unit === "share")
    for (const b of [worse, limit])
      if (b && (b.warn > 1 || b.fail > 1)) said.push(`${named(gate)}: more than 100 %.`);
  return said;
}
