// `npm run bench:readers`: how soon a reader whose labels do not go with the cases is held back, and how often an honest one is.
// Wards of 20 people; 10, 20 and 40 % of all labels are turned round (1 for 5, 2 for 4) by some of them. Simulated readers
// (lib/feedback/testing/simulated-readers.ts), honest ones also strict, lenient, careless, or taking over whatever is shown.
import { cpus } from "node:os";
import { random } from "@/lib/core/random";
import { pooledTable, readConsistency } from "@/lib/feedback/reader-consistency";
import {
  answersOf,
  HONEST_HABITS,
  poisonedWard,
  WRONG_HABITS,
} from "@/lib/feedback/testing/simulated-readers";
import { table } from "@/lib/measures/tables";

const WARDS = 30;
const SOLO = 200;
const LABELS = 300;
const percent = (n: number, of: number) => `${((100 * n) / of).toFixed(1)} %`;
const quantile = (xs: readonly number[], q: number) =>
  [...xs].sort((a, b) => a - b)[Math.min(xs.length - 1, Math.floor(q * xs.length))];

const wards = [0, 0.1, 0.2, 0.4].map((share) => {
  const readers = Array.from({ length: WARDS }, (_, seed) => poisonedWard(seed, share)).flat();
  const wrong = readers.filter((r) => r.poisoned);
  const honest = readers.filter((r) => !r.poisoned);
  const found = wrong.flatMap((r) => r.heldAt ?? []);
  return [
    percent(share, 1),
    String(wrong.length),
    wrong.length ? percent(found.filter((n) => n <= 30).length, wrong.length) : "-",
    found.length ? `${quantile(found, 0.5)}, ${quantile(found, 0.95)}, ${Math.max(...found)}` : "-",
    `${honest.filter((r) => r.heldAt !== null).length} of ${honest.length}`,
  ];
});
console.log(`${WARDS} wards each, 200 labels a reader; Node ${process.version}, ${cpus()[0]?.model}\n`);
console.log(
  table(
    [
      "Labels turned round",
      "Readers who do",
      "Held back within 30 labels",
      "Labels until then: middle, 95 %, most",
      "Honest ones held back",
    ],
    wards,
  ),
);

const people = pooledTable(
  Array.from({ length: 12 }, (_, i) =>
    answersOf(`${i}`, HONEST_HABITS.usual, 100, random(i, "people")),
  ).flat(),
);
const kinds = [...Object.entries(HONEST_HABITS), ...Object.entries(WRONG_HABITS)].map(([name, habit]) => {
  const held = Array.from({ length: SOLO }, (_, i) =>
    readConsistency(answersOf("x", habit, LABELS, random(i, name)), people),
  ).flatMap((c) => c.heldAt ?? []);
  return [
    name,
    Object.hasOwn(HONEST_HABITS, name) ? "honest" : "wrong",
    percent(held.length, SOLO),
    percent(held.filter((n) => n <= 30).length, SOLO),
    held.length ? String(quantile(held, 0.5)) : "-",
  ];
});
console.log(`\n${SOLO} readers of each kind, ${LABELS} labels each, looked at after every label\n`);
console.log(table(["Reader", "", "Held back at all", "within 30 labels", "Middle"], kinds));
