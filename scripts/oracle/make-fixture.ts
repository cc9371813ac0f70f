// `SHAP_PYTHON=/path/to/python npm run oracle:explain`: asks Python shap for the values our explainer is tested against
// and writes lib/explain/testing/shap.json. Needed again when the shipped weights, the players or the masks change.
import { writeFile } from "node:fs/promises";
import { sandboxCases, surveyCases } from "@/bench/cases";
import type { TriageCase } from "@/lib/case/triage-case";
import { playersOf } from "@/lib/explain/players";
import {
  modelDigests,
  ORACLE_FILE,
  ORACLE_MODEL,
  type Oracle,
  type OracleCase,
} from "@/lib/explain/testing/oracle";
import { askShap, findPython, type ShapAnswer } from "./games";

const EXACT = 32;
const SAMPLED = 28;
/** 2^n coalitions of each are evaluated in the test too. */
const FEW = 9;
const PERMUTATION = { kind: "permutation", permutations: 4, blocks: 8, seed: 1 } as const;

const found = await findPython();
if ("why" in found) throw new Error(`no oracle: ${found.why}`);

const players = (c: TriageCase) => playersOf(c).length;
const survey = await surveyCases(ORACLE_MODEL, 400, 7);
const odd: TriageCase[] = [
  { id: "age", ageYears: 5 },
  { id: "words", ageYears: 40, chiefComplaint: "chest pain radiating to L arm, denies SOB" },
  { id: "scripts", ageYears: 30, chiefComplaint: "🤒 고열 لا ألم 😀 fever", vitals: { temperature: 39.4 } },
  { id: "twice", ageYears: 60, chiefComplaint: "pain pain pain", history: ["diabetes", "diabetes"] },
];
const few = survey.filter((c) => players(c) <= FEW).slice(0, EXACT - odd.length - 1);
const twelve = survey.filter((c) => players(c) === 12).slice(0, 1);
const many = [
  ...sandboxCases()
    .filter((c) => players(c) > 12)
    .filter((_, i) => i % 3 === 0),
  ...survey.filter((c) => players(c) > 12),
].slice(0, SAMPLED);

const exact = [...odd, ...few, ...twelve];
const answers = await askShap(
  found.python,
  ORACLE_MODEL,
  [
    ...exact.map((c) => ({ case: c, jobs: [{ kind: "exact" } as const, { kind: "owen" } as const] })),
    ...many.map((c) => ({ case: c, jobs: [PERMUTATION] })),
  ],
  2,
);

const rounded = (rows: readonly (readonly number[])[] = []) =>
  rows.map((row) => row.map((x) => Math.round(x * 1e7) / 1e7));
const cases = [...exact, ...many].map((c, i): OracleCase => {
  const about = { case: c, players: playersOf(c).map((p) => p.feature) };
  const [first, second] = answers.cases[i] as [ShapAnswer, ShapAnswer?];
  return second
    ? {
        ...about,
        shapley: rounded(first.values),
        owen: rounded(second.values),
        groups: rounded(second.groups),
      }
    : { ...about, permutation: rounded(first.values), standardErrors: rounded(first.standardErrors) };
});
const oracle: Oracle = { versions: answers.versions, model: await modelDigests(), cases };
const lines = oracle.cases.map((c) => `  ${JSON.stringify(c)}`).join(",\n");
await writeFile(
  ORACLE_FILE,
  `{\n "versions": ${JSON.stringify(oracle.versions)},\n "model": ${JSON.stringify(oracle.model)},\n "cases": [\n${lines}\n ]\n}\n`,
);
console.log(`${cases.length} cases, ${exact.length} of them exact: ${ORACLE_FILE}`);
