// `npm run bench:deidentify [-- --only a] [-- --misses]`: how much of what identifies anybody is taken out of notes with marked identifiers, by
// kind, and how many other words go with it. Misses are listed of the files to build with alone (a, d): the others are there to report with.
import { parseArgs } from "node:util";
import { type NotesFile, type NotesScore, scoreNotes, type Tally } from "@/lib/feedback/testing/score-notes";
import { wilson } from "@/lib/measures/plots-data";

const { values } = parseArgs({
  options: { only: { type: "string" }, misses: { type: "boolean", default: false } },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function cells(tally: Tally | undefined): string {
  if (!tally) return "- | - | -";
  const [low, high] = wilson(tally.found / tally.of, tally.of);
  return `${tally.found}/${tally.of} | ${percent(tally.found / tally.of)} | ${percent(low)} to ${percent(high)}`;
}

// What is read once and compiled first is no note's time.
scoreNotes("a");
const files = (["a", "d", "b", "c"] as const).filter((file) => !values.only || values.only === file);
const scores = new Map<NotesFile, NotesScore>(files.map((file) => [file, scoreNotes(file)]));
const all = [...scores.values()];
const kinds = [...new Set(all.flatMap((s) => [...s.kinds.keys()]))].sort();
say(`| Kind | ${files.map((f) => `${f}: found | recall | 95 % interval`).join(" | ")} |`);
say(`|---|${files.map(() => "---:|---:|---:|").join("")}`);
for (const kind of kinds) say(`| ${kind} | ${all.map((s) => cells(s.kinds.get(kind))).join(" | ")} |`);
say(`| all | ${all.map((s) => cells(s.all)).join(" | ")} |`);
for (const [file, { words, lost, msPerNote }] of scores)
  say(
    `\n${file}: ${lost} of ${words} other words lost (${percent(lost / words)}); ${msPerNote.toFixed(2)} ms of processor time a note`,
  );
if (values.misses)
  for (const [file, score] of scores) {
    for (const [kind, { missed }] of score.kinds) for (const miss of missed) say(`${file} ${kind}: ${miss}`);
    for (const word of score.lostWords) say(`${file} lost: ${word}`);
  }
