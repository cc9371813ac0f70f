// `npm run bench:learning -- --from DATA --out docs/evaluation [--work DIR] [--python PYTHON]`: the learning loop at a new hospital.
// The model without KTAS is deployed on KTAS patients who arrive one by one, and retrained as the loop does it. Printed: what it
// is worth on patients it never saw after so many labels, what it forgets of the survey, and how long a run takes; beside other
// ways to learn, with clinicians who follow the model, and with people who label wrongly. A run that was stopped goes on.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { xgboostAnswers, xgboostQuestions } from "@/lib/evaluation/learning/beside";
import { OPEN_WARD, openHospital, type Ward, WRONG_PEOPLE } from "@/lib/evaluation/learning/hospital";
import { type Point, playCalibration, playLoop, type Tools, type Way } from "@/lib/evaluation/learning/play";
import { plotsOf } from "@/lib/evaluation/learning/plots";
import { type LearningReport, learningMarkdown } from "@/lib/evaluation/learning/report";
import type { Course } from "@/lib/evaluation/learning/summary";
import {
  type ArtifactModel,
  artifactModel,
  surveyFigures,
  teachArtifact,
} from "@/lib/evaluation/learning/teach";
import { withoutKtas } from "@/lib/evaluation/learning/without-ktas";
import { followedVisits } from "@/lib/evaluation/outcomes/evaluate-outcomes";
import { openArtifact } from "@/lib/model/artifact";
import { BACKENDS, type Backend, loadBackend } from "@/lib/model/backend";
import type { Policy } from "@/lib/model/calibration";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import { loadSources } from "@/lib/training/sources/load";
import { measureVersions } from "@/lib/workflows/learning/measure-versions";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    model: { type: "string", default: "models/openacuity-triage" },
    /** Folder for learning.md, learning.json and the plots; nothing is written when absent. */
    out: { type: "string" },
    /** What is done already is kept here and not done again. */
    work: { type: "string", default: join(tmpdir(), "openacuity-bench-learning") },
    /** A Python with xgboost, scipy, numpy and scikit-learn; left out when absent. */
    python: { type: "string" },
    /** The one the worker would take when absent. */
    backend: { type: "string" },
    /** Parts of the patients that are reported, each by runs of its own. */
    parts: { type: "string", default: "0" },
  },
});
const { from, work, model, python } = values;
if (!from) throw new AppError("invalid-input", "--from DIR is needed: the public data sets");
const wanted = BACKENDS.find((b) => b === values.backend) as Backend | undefined;
if (values.backend && !wanted)
  throw new AppError("invalid-input", `--backend must be one of ${BACKENDS.join(", ")}`);
const parts = values.parts.split(",").map(Number);

const COUNTS = [50, 100, 200, 400, 800];
/** Labels of the runs that are compared by what the clinicians do. */
const ONE_RUN = [400];
const FOLLOWS: Ward = { ...OPEN_WARD, follows: 0.8 };
const WRONG: Ward = { ...OPEN_WARD, wrong: WRONG_PEOPLE };

const note = (line: string) => void process.stderr.write(`${line}\n`);
const { tf, backend } = await loadBackend(wanted);
const shipped = await openArtifact(model);
const folder = join(work, sha256(`${shipped.digest} ${backend}`).slice(0, 12));
await mkdir(folder, { recursive: true });
const deployedDir = join(folder, "deployed");
if (!existsSync(join(deployedDir, "manifest.json"))) await withoutKtas(tf, shipped, deployedDir);
const deployed = artifactModel(deployedDir, shipped.identity.version);
const policy = shipped.calibration.scales.esi.policies.balanced as Policy;

note(`computing on ${backend}; reading ${from}`);
const sources = await loadSources(from);
const ktas = sources.ktas.filter((v) => v.level);
const followed = followedVisits(sources);
if (ktas.length === 0 || followed.length === 0)
  throw new AppError("insufficient-data", `KTAS and NHAMCS ED 2019 are needed in ${from}; see the README`);

const way = (of: Partial<Way>): Way => ({
  from: "before",
  rehearse: true,
  counting: "capped",
  ward: OPEN_WARD,
  policy,
  ...of,
});
type Plan = {
  readonly name: string;
  readonly counts: number[];
  readonly way: Way;
  readonly asks: "survey" | "gates" | null;
};
const PLANS: readonly Plan[] = [
  { name: "loop", counts: COUNTS, way: way({}), asks: "survey" },
  { name: "loop, alike", counts: COUNTS, way: way({ counting: "alike" }), asks: "survey" },
  { name: "all labels anew", counts: COUNTS, way: way({ from: "anew" }), asks: "survey" },
  { name: "no replay", counts: COUNTS, way: way({ rehearse: false }), asks: "survey" },
  { name: "unled, alike", counts: ONE_RUN, way: way({ counting: "alike" }), asks: null },
  { name: "led, alike", counts: ONE_RUN, way: way({ counting: "alike", ward: FOLLOWS }), asks: null },
  { name: "led, capped", counts: ONE_RUN, way: way({ ward: FOLLOWS }), asks: null },
  { name: "led, following", counts: ONE_RUN, way: way({ counting: "following", ward: FOLLOWS }), asks: null },
  { name: "right, readers", counts: ONE_RUN, way: way({ counting: "readers" }), asks: "gates" },
  { name: "wrong, alike", counts: ONE_RUN, way: way({ counting: "alike", ward: WRONG }), asks: "gates" },
  { name: "wrong, capped", counts: ONE_RUN, way: way({ ward: WRONG }), asks: "gates" },
  { name: "wrong, readers", counts: ONE_RUN, way: way({ counting: "readers", ward: WRONG }), asks: "gates" },
];

const tools = (asks: Plan["asks"]): Tools<ArtifactModel> => ({
  deployed,
  teach: (lesson) => teachArtifact(folder, lesson),
  onNote: note,
  ...(asks === "survey" ? { survey: (m: ArtifactModel) => surveyFigures(m, followed) } : {}),
  ...(asks === "gates" ? { passes: failedGates } : {}),
});

/** The checks that every installation begins with, as a retraining run's candidate meets them. */
const failedGates: NonNullable<Tools<ArtifactModel>["passes"]> = async (candidate, champion, validation) => {
  const { findings } = await measureVersions(candidate.dir, champion.dir, {
    validation: [...validation],
    live: [],
    gates: DEFAULT_GATE_POLICY,
  });
  return [...new Set(findings.filter((f) => f.severity === "fail").map((f) => f.gate))];
};

/** Done once, and read from the work folder after that. */
async function once<T>(name: string, make: () => Promise<T>): Promise<T> {
  const file = join(folder, `${name.replace(/[^a-z0-9]+/g, "-")}.json`);
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8")) as T;
  const made = await make();
  await writeFile(file, JSON.stringify(made));
  return made;
}

async function boosted(part: number): Promise<{ version: string; points: Point[] } | null> {
  if (!python) return null;
  const hospital = openHospital(ktas, part);
  const [asked, told] = ["in", "out"].map((end) => join(folder, `xgboost-${part}-${end}.json`)) as [
    string,
    string,
  ];
  const questions = xgboostQuestions(hospital, COUNTS, await openArtifact(deployedDir));
  await writeFile(asked, JSON.stringify(questions));
  await promisify(execFile)(python, ["bench/learning-xgboost.py", asked, told], { maxBuffer: 1e8 });
  return xgboostAnswers(hospital, COUNTS, JSON.parse(await readFile(told, "utf8")));
}

const started = performance.now();
const courses: Course[] = [];
let xgboost: string | null = null;
for (const part of parts) {
  const hospital = openHospital(ktas, part);
  const add = (name: string, points: readonly Point[]) => courses.push({ name, part, points });
  for (const plan of PLANS) {
    note(`part ${part}: ${plan.name}`);
    const play = () => playLoop(hospital, plan.counts, plan.way, tools(plan.asks));
    add(plan.name, await once(`${plan.name} ${part}`, play));
  }
  const alone = () => playCalibration(hospital, COUNTS, policy, OPEN_WARD, deployed);
  add("site calibration", await once(`site calibration ${part}`, alone));
  const fits = await once(`xgboost ${part} ${python ? "done" : "left out"}`, () => boosted(part));
  if (fits) {
    xgboost = fits.version;
    add("XGBoost", fits.points);
  }
}
note(
  `done after ${Math.round((performance.now() - started) / 1000)} s; what had been done before took none of it`,
);

const report: LearningReport = {
  model: { ...shipped.identity, digest: shipped.digest },
  machine: `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "CPU"}, ${backend}`,
  surveyVisits: followed.length,
  xgboost,
  reported: parts.map((part) => openHospital(ktas, part).reported.map((p) => p.level)),
  parts,
  counts: COUNTS,
  oneRun: ONE_RUN[0] as number,
  courses,
};
const markdown = learningMarkdown(report);
console.log(markdown);
if (values.out) {
  await mkdir(values.out, { recursive: true });
  await writeFile(join(values.out, "learning.md"), markdown);
  for (const [name, svg] of Object.entries(plotsOf(report))) await writeFile(join(values.out, name), svg);
  note(`wrote ${join(values.out, "learning.md")}`);
}
