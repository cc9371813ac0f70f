import { CATEGORIES, NUMBERS, RARITY } from "@/lib/monitoring/drift/features";
import type { Played } from "./play";

const COLUMNS = [
  ...NUMBERS.map((n) => n.key).filter((key) => key !== RARITY),
  ...CATEGORIES.map((c) => c.key).filter((key) => key !== "complaint" && key !== "decided"),
];

/** A stream as a table for other tools: what was recorded, the complaint's first word, and whether something is wrong yet. */
export function csvOf(stream: readonly Played[], onset = Number.POSITIVE_INFINITY): string {
  const rows = stream.map(({ patient }, i) =>
    [
      ...COLUMNS.map((key) => patient.numbers[key] ?? patient.categories[key] ?? ""),
      patient.words[0] ?? "",
      i >= onset ? 1 : 0,
    ].join(","),
  );
  return `${[...COLUMNS, "word", "changed"].join(",")}\n${rows.join("\n")}\n`;
}
