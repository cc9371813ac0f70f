// `npm run bench:stopping -- --from DATA [--part N] [--counts 400,800]`: one retraining run with all its steps beside the same run ended
// early (the setting of the page of runs), on the KTAS patients of bench:learning, every label counted alike. Prints kappa on patients
// that nobody learned from, steps and seconds. The seed and the labels are the same for both.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { OPEN_WARD, openHospital } from "@/lib/evaluation/learning/hospital";
import { playLoop, type Tools } from "@/lib/evaluation/learning/play";
import { type ArtifactModel, artifactModel, teachArtifact } from "@/lib/evaluation/learning/teach";
import { withoutKtas } from "@/lib/evaluation/learning/without-ktas";
import { levelFigures } from "@/lib/measures/figures";
import { openArtifact } from "@/lib/model/artifact";
import { loadBackend } from "@/lib/model/backend";
import type { Policy } from "@/lib/model/calibration";
import { DEFAULT_STOPPING } from "@/lib/monitoring/triggers/policy";
import { loadSources } from "@/lib/training/sources/load";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    model: { type: "string", default: "models/openacuity-triage" },
    counts: { type: "string", default: "400,800" },
    part: { type: "string", default: "0" },
    work: { type: "string", default: join(tmpdir(), "openacuity-bench-stopping") },
  },
});
if (!values.from) throw new AppError("invalid-input", "--from DIR is needed: the public data sets");

const { tf, backend } = await loadBackend();
const shipped = await openArtifact(values.model);
const folder = join(values.work, sha256(`${shipped.digest} ${backend}`).slice(0, 12));
await mkdir(folder, { recursive: true });
const deployedDir = join(folder, "deployed");
if (!existsSync(join(deployedDir, "manifest.json"))) await withoutKtas(tf, shipped, deployedDir);
const deployed = artifactModel(deployedDir, shipped.identity.version);
const policy = shipped.calibration.scales.esi.policies.balanced as Policy;
const { ktas } = await loadSources(values.from);
const hospital = openHospital(
  ktas.filter((v) => v.level),
  Number(values.part),
);
const truth = hospital.reported.map((p) => p.level);
const { sharePercent, patience } = DEFAULT_STOPPING;

console.log(`${shipped.identity.version} without KTAS, ${backend}, ${truth.length} reported patients`);
console.log(
  "| Labels | Run | Steps | Kappa, quadratic (95 %) | Sensitivity, levels 1-2 | Run, s | Of the processor, s |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const count of values.counts.split(",").map(Number))
  for (const stopping of [undefined, { sharePercent, patience }]) {
    let steps = "all";
    const tools: Tools<ArtifactModel> = {
      deployed,
      teach: async (lesson) => {
        const taught = await teachArtifact(folder, lesson, stopping);
        const { stopped } = taught;
        if (stopped) steps = `${stopped.at} of ${stopped.planned}, those of step ${stopped.best} kept`;
        return taught;
      },
    };
    const way = { from: "anew", rehearse: true, counting: "alike", ward: OPEN_WARD, policy } as const;
    const point = (await playLoop(hospital, [count], way, tools)).at(-1);
    if (!point) continue;
    const { figures } = levelFigures("", point.answers, truth, 500);
    const said = (name: string) => {
      const f = figures.find((x) => x.name === name);
      return `${f?.value?.toFixed(3)} (${f?.low?.toFixed(3)}-${f?.high?.toFixed(3)})`;
    };
    console.log(
      `| ${count} | ${stopping ? "ended early" : "all steps"} | ${steps} | ${said("Quadratic-weighted kappa")} | ${said("Sensitivity, levels 1-2")} | ${point.spent?.seconds.toFixed(0)} | ${point.spent?.processorSeconds.toFixed(0)} |`,
    );
  }
