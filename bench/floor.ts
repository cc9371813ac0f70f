// `npm run bench:floor -- --from DIR [--every N]`: what the safety rules alone do with the levels people charted: how many of each
// charted level they lift to 1-2, and on KTAS from 4-5 to 3. Every Nth visit of NHAMCS 2012-2014 (6) that has a level.
import { parseArgs } from "node:util";
import type { Level } from "@/lib/case/level";
import { wilson } from "@/lib/measures/plots-data";
import { table } from "@/lib/measures/tables";
import { assessFloor } from "@/lib/safety/rules";
import { loadSources } from "@/lib/training/sources/load";
import type { SourceVisit } from "@/lib/training/sources/visit";

const { values: options } = parseArgs({
  options: {
    from: { type: "string" },
    every: { type: "string", default: "6" },
    rules: { type: "boolean", default: false },
  },
});
if (!options.from) throw new Error("--from is needed");
const every = Number(options.every);

type Judged = { readonly charted: Level; readonly floor: Level | null; readonly rules: readonly string[] };
const judge = (visits: readonly SourceVisit[]): Judged[] =>
  visits.flatMap((v) => {
    if (!v.level) return [];
    const floor = assessFloor(v.case);
    return [
      {
        charted: v.level.value as Level,
        floor: floor?.level ?? null,
        rules: floor?.rules.filter((r) => r.level === floor.level).map((r) => r.id) ?? [],
      },
    ];
  });

const share = (members: readonly Judged[], of: (j: Judged) => boolean): string => {
  const n = members.filter(of).length;
  if (members.length === 0) return "-";
  const [low, high] = wilson(n / members.length, members.length).map((x) => (100 * x).toFixed(1));
  return `${((100 * n) / members.length).toFixed(1)} % (${low} - ${high})`;
};
const isUrgent = (j: Judged) => j.floor !== null && j.floor <= 2;
const isThree = (j: Judged) => j.floor === 3;
const ROWS: readonly (readonly [string, readonly number[]])[] = [
  ["1", [1]],
  ["2", [2]],
  ["3", [3]],
  ["4", [4]],
  ["5", [5]],
  ["4 or 5", [4, 5]],
];

const { nhamcs, ktas } = await loadSources(options.from);
for (const [name, visits] of [
  [`NHAMCS 2012-2014, every ${every}th visit`, nhamcs.filter((_, i) => i % every === 0)],
  ["KTAS", ktas],
] as const) {
  const judged = judge(visits);
  console.log(`\n## ${name}: ${judged.length} with a level\n`);
  console.log(
    table(
      ["Charted", "Visits", "Lifted to 1 or 2", "of these 1", "Lifted to 3"],
      ROWS.map(([label, levels]) => {
        const members = judged.filter((j) => levels.includes(j.charted));
        return [
          label,
          `${members.length}`,
          share(members, isUrgent),
          share(members, (j) => j.floor === 1),
          share(members, isThree),
        ];
      }),
    ),
  );
  if (!options.rules) continue;
  const counts = new Map<string, number[]>();
  for (const j of judged.filter(isUrgent))
    for (const rule of j.rules) {
      const row = counts.get(rule) ?? [0, 0, 0, 0, 0];
      row[j.charted - 1] = (row[j.charted - 1] ?? 0) + 1;
      counts.set(rule, row);
    }
  const order = [...counts].sort((a, b) => (b[1][3] ?? 0) + (b[1][4] ?? 0) - (a[1][3] ?? 0) - (a[1][4] ?? 0));
  console.log(
    `\n${table(
      ["Rule that lifts to 1-2; charted", "1", "2", "3", "4", "5"],
      order.map(([rule, row]) => [rule, ...row.map(String)]),
    )}`,
  );
}
