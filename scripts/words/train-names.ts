// Trains the tagger of names on the notes to build with, and writes lib/feedback/deidentification/name-weights.ts. Seeded; a few seconds.
// `node bin/with-node.mjs scripts/words/train-names.ts [--check]`: --check tells how it does on notes left out, and writes nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { random as randomOf } from "@/lib/core/random";
import { patternsOnly } from "@/lib/feedback/deidentification/deidentify";
import {
  nameFeatures,
  readTokens,
  type Token,
  tokensOf,
} from "@/lib/feedback/deidentification/name-features";
import { continues, isName, tagNames, type Weights } from "@/lib/feedback/deidentification/name-tagger";
import { PLANTED_NOTES } from "@/lib/feedback/testing/planted-notes";
import { identifyingTextsOf, readNotes, TO_BUILD_WITH, unmarked } from "@/lib/feedback/testing/score-notes";
import { ASSERTION_CASES } from "@/lib/findings/testing/assertion-cases";
import { everyWord } from "@/lib/language/known-words/words";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const FOLDS = 5;
const EPOCHS = 12;
const RATE = 0.15;
const L2 = 0.0015;
/** What a missed name costs against a word gone. */
const MISS = 2;
const SMALLEST = 0.02;

type Example = {
  readonly id: string;
  readonly tokens: readonly Token[];
  readonly gold: readonly (boolean | null)[];
  readonly weight: number;
};

/** What is left of a note after the patterns, word by word: in a mark or not. Tags and numbers are not learned. */
function exampleOf(id: string, marked: string, identifying: readonly string[], weight: number): Example {
  const { text, marks } = unmarked(marked);
  const left = patternsOnly(text, identifying);
  const tokens = tokensOf(left.text);
  return {
    id,
    tokens,
    gold: tokens.map(({ type, start, end }) => {
      if (type !== "word") return null;
      const [from, to] = [left.sourceOf(start), left.sourceOf(end - 1)];
      return marks.some((m) => from < m.end && to >= m.start);
    }),
    weight,
  };
}

/** The same note as a hurried hand writes it, and as an old system does. */
const inCase = (marked: string, change: (text: string) => string): string =>
  marked.replace(/\{([a-z-]+):([^{}]+)\}|[^{}]+/g, (all, kind?: string, text?: string) =>
    kind ? `{${kind}:${change(text ?? "")}}` : change(all),
  );

/** The notes to build with. */
const notes = TO_BUILD_WITH.flatMap(readNotes);
const examples: Example[] = notes.flatMap((note) => [
  exampleOf(note.id, note.text, identifyingTextsOf(note), 1),
  exampleOf(note.id, note.text, [], 0.5),
  exampleOf(
    note.id,
    inCase(note.text, (t) => t.toLowerCase()),
    [],
    0.15,
  ),
  exampleOf(
    note.id,
    inCase(note.text, (t) => t.toUpperCase()),
    [],
    0.1,
  ),
]);
/** Notes with nothing to take, so that what is usual stays: cases of the practice set and sentences about findings. */
const practice: { chiefComplaint: string; note?: string }[] = readFileSync(
  "bench/practice/dev/cases.jsonl",
  "utf8",
)
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));
const harmless = [
  ...practice.flatMap(({ chiefComplaint, note }) => [
    chiefComplaint,
    ...(note ? [note, note[0]?.toUpperCase() + note.slice(1)] : []),
  ]),
  ...ASSERTION_CASES.filter((c) => c.half === "development").map((c) => c.text),
].map((text, i) => exampleOf(`h${i}`, text.replace(/[{}]/g, ""), [], 0.3));

const { next: drawing } = randomOf("other names");
const among = <T>(list: readonly T[]): T => list[Math.floor(drawing() * list.length)] as T;
const title = (word: string) => (word[0] ?? "").toUpperCase() + word.slice(1);
const alsoNames = [...everyWord()]
  .filter(([, k]) => k.level <= 2 && k.given * 2 + k.surname >= 2 && !k.proper)
  .map(([w]) => w);
const ordinary = [...everyWord()].filter(([w, k]) => k.level <= 1 && w.length > 3).map(([w]) => w);
const STRANGE = ["Qxarvo", "Zelquist", "Ybrahmo", "Oqwenta", "Vxilda"];

/** The note with other names: words that are also names, and words that are none, so that how they are used is learned. */
function renamed(marked: string): string {
  return marked.replace(/\{(name-[a-z]+|place):([^{}]+)\}/g, (_, kind: string, text: string) => {
    const list = kind === "place" ? ordinary : alsoNames;
    const other = text.replace(/\p{L}{3,}/gu, (word) => {
      if (
        /^(the|and|of|del|street|ave|avenue|road|lane|school|hospital|clinic|center|home|park|near|drive|bar)$/i.test(
          word,
        )
      )
        return word;
      if (drawing() < 0.15) return among(STRANGE);
      const drawn = drawing() < 0.15 ? among(ordinary) : among(list);
      return /^\p{Ll}/u.test(word) ? drawn : /^\p{Lu}{2,}$/u.test(word) ? drawn.toUpperCase() : title(drawn);
    });
    return `{${kind}:${other}}`;
  });
}
const COPIES = 4;
const copies: Example[] = notes.flatMap((note) =>
  Array.from({ length: COPIES }, () => exampleOf(note.id, renamed(note.text), [], 0.35)),
);
const planted = PLANTED_NOTES.map((text, i) => exampleOf(`p${i}`, text, [], 0.5));

function train(of: readonly Example[]): Map<string, number> {
  const weights = new Map<string, number>();
  const squares = new Map<string, number>();
  const { next: random } = randomOf("train names");
  const items = of.flatMap(({ tokens, gold, weight }) => {
    const reading = readTokens(tokens);
    let before = false;
    return tokens.flatMap((token, i) => {
      const label = gold[i];
      const features = label == null ? [] : nameFeatures(reading, i, before);
      if (label != null) before = label;
      else if (!continues(token)) before = isName(token);
      return label == null ? [] : [{ features, label, weight: weight * (label ? MISS : 1) }];
    });
  });
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = items.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [items[i], items[j]] = [items[j] as (typeof items)[0], items[i] as (typeof items)[0]];
    }
    for (const { features, label, weight } of items) {
      const sum = features.reduce((s, f) => s + (weights.get(f) ?? 0), 0);
      const error = (label ? 1 : 0) - 1 / (1 + Math.exp(-sum));
      for (const f of features) {
        const w = weights.get(f) ?? 0;
        const g = weight * error - L2 * w;
        const square = (squares.get(f) ?? 0) + g * g;
        squares.set(f, square);
        weights.set(f, w + (RATE * g) / Math.sqrt(square + 1e-6));
      }
    }
  }
  return weights;
}

function check(): void {
  const ids = [...new Set(examples.map((e) => e.id))];
  const real = new Set(examples.filter((e) => e.weight === 1));
  const runs: { example: Example; weights: Weights }[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const out = new Set(ids.filter((_, i) => i % FOLDS === fold));
    const weights = train([
      ...[...examples, ...copies].filter((e) => !out.has(e.id)),
      ...planted,
      ...harmless,
    ]);
    for (const example of examples)
      if (out.has(example.id) && real.has(example)) runs.push({ example, weights });
  }
  let [hit, miss, lost, kept] = [0, 0, 0, 0];
  const wrong: string[] = [];
  for (const { example, weights } of runs) {
    const goes = tagNames(example.tokens, weights);
    example.gold.forEach((label, i) => {
      if (label === null) return;
      if (label && goes[i]) hit += 1;
      else if (label) miss += 1;
      else if (goes[i]) lost += 1;
      else kept += 1;
      if (label !== goes[i]) wrong.push(`${example.id}${label ? "-" : "+"}${example.tokens[i]?.text}`);
    });
  }
  process.stdout.write(
    `Words left by the patterns, in notes left out: ${hit} of ${hit + miss} that belong to a mark go, and ${lost} of ${lost + kept} others.\n${wrong.join(" ")}\n`,
  );
}

if (values.check) check();
else {
  const weights = train([...examples, ...copies, ...planted, ...harmless]);
  const lines = [...weights]
    .filter(([, w]) => Math.abs(w) >= SMALLEST)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([feature, w]) => `${w.toFixed(2)} ${feature.replace(/[\\`$]/g, "")}`);
  writeFileSync(
    "lib/feedback/deidentification/name-weights.ts",
    `// Generated by scripts/words/train-names.ts: the weight of each feature of lib/feedback/deidentification/name-features.ts.\nexport const NAME_WEIGHTS = \`\n${lines.join("\n")}\n\`;\n`,
  );
  process.stdout.write(`${lines.length} weights\n`);
}
