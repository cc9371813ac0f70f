// Fits the tiny model in a process of its own, because a backend's libraries and drivers are chosen when a process starts,
// and because a process can be killed: `fit-child.test-support.ts BACKEND|auto STEPS [CHECKPOINT [KILL_AFTER [SIZE]]]`. A line of JSON on
// stdout for every step, {step, loss, size}, and a last one, {backend, weights: sha256, stopped}. Given a size, it looks at the weights every
// two steps and ends early, three looks after they were nearest to it. It kills itself, as kill -9 does, after so many
// steps of its own: a parent that is told of a step would come too late on a busy machine.
import { sha256 } from "@/lib/core/crypto";
import { type Backend, loadBackend } from "@/lib/model/backend";
import { createCaseEncoder } from "@/lib/model/inputs";
import { encodeSafetensors } from "@/lib/model/safetensors";
import { loadTokenizer } from "@/lib/model/tokenizer";
import { tensorsOf } from "../build-artifact";
import { prepareModel } from "../prepare";
import { surveyStream } from "../text/streams";
import { madeUpSources, tinyRecipe } from "../tiny-artifact.test-support";
import { surveyOptions } from "../train";
import { fitModel, initialWeights } from "./fit";

console.log = console.warn = (...words: unknown[]) => console.error(...words);
const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const [wanted, steps, checkpointFile, killAfter, size] = process.argv.slice(2);
let done = 0;
const sources = madeUpSources(80);
const recipe = tinyRecipe();
const { tf, backend } = await loadBackend(wanted === "auto" ? undefined : (wanted as Backend));
const { config, tokenizer } = prepareModel(sources, recipe);
const encode = createCaseEncoder(config, loadTokenizer(tokenizer));
const weights = initialWeights(tf, config, 1);
const options = { ...surveyOptions(recipe), steps: Number(steps), learningRate: 3e-3 };
/** The sum of a weight's squares: moves with every step, whatever the data. */
async function sizeOf(all: typeof weights): Promise<number> {
  const values = (await all["heads.esi.weight"]?.data()) ?? [];
  return Array.from(values).reduce((sum, v) => sum + v * v, 0);
}
const stopped = await fitModel(tf, config, encode, weights, surveyStream(sources.nhamcs, recipe), options, {
  ...(checkpointFile ? { checkpointFile, fingerprint: "f" } : {}),
  ...(size
    ? { stop: { every: 2, patience: 3, measure: async (w) => Math.abs((await sizeOf(w)) - Number(size)) } }
    : {}),
  onStep: async (step, weights, loss) => {
    say({ step, loss, size: await sizeOf(weights) });
    if (++done === Number(killAfter)) process.kill(process.pid, "SIGKILL");
  },
});
say({ backend, weights: sha256(encodeSafetensors(await tensorsOf(weights))), stopped });
process.exit(0);
