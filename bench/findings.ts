// `npm run bench:findings [-- --failures]`: how often the reader of words says of a finding what was meant, a row a class,
// for both halves of the cases, and for the sentences that try the cues. Failures are listed of the development half alone: the other is there to be counted.
import { parseArgs } from "node:util";
import { ASSERTION_CASES, type AssertionCase } from "@/lib/findings/testing/assertion-cases";
import { CUE_CASES } from "@/lib/findings/testing/cue-cases";
import { MORE_CUE_CASES } from "@/lib/findings/testing/cue-cases-more";
import {
  measureAssertion,
  measureAssertions,
  type Outcome,
  tallyOf,
} from "@/lib/findings/testing/measure-assertions";

const { values } = parseArgs({ options: { failures: { type: "boolean", default: false } } });

const say = (line: string) => process.stdout.write(`${line}\n`);
const classes = [...new Set(ASSERTION_CASES.map((c) => c.expected))];
const cells = (outcomes: readonly Outcome[]) => {
  const { total, right, notFound, raised } = tallyOf(outcomes);
  return `${right}/${total} (${((100 * right) / total).toFixed(1)} %) | ${notFound} | ${raised}`;
};

const tableOf = (title: string, outcomes: readonly Outcome[]) => {
  say(`\n| ${title} | as meant | not found | wrongly present |\n|---|---|---|---|`);
  for (const kind of classes) say(`| ${kind} | ${cells(outcomes.filter((o) => o.expected === kind))} |`);
  say(`| all | ${cells(outcomes)} |`);
};
const halves: AssertionCase["half"][] = ["development", "unseen"];
for (const half of halves) tableOf(half, measureAssertions(half));
const cues = classes.flatMap((expected) =>
  [...CUE_CASES[expected], ...(MORE_CUE_CASES[expected] ?? [])].map(([key, text]) =>
    measureAssertion({ key, text, expected, half: "development" }),
  ),
);
tableOf("cues", cues);
if (values.failures)
  for (const o of [...measureAssertions("development"), ...cues].filter((o) => o.verdict !== "right"))
    say(`${o.expected} <- ${o.read.join(",") || "not found"} | ${o.key} | ${o.text}`);
