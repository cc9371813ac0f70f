// A few training steps of the tiny model on the backend named, from one seed: its losses as a line of JSON on stdout. A
// process of its own, because a backend's libraries and drivers are chosen when a process starts.
import { type Backend, loadBackend } from "@/lib/model/backend";
import { createCaseEncoder } from "@/lib/model/inputs";
import { loadTokenizer } from "@/lib/model/tokenizer";
import { disposeWeights, fitModel, initialWeights } from "./fit";
import { prepareModel } from "./prepare";
import { surveyStream } from "./streams";
import { madeUpSources, tinyRecipe } from "./tiny-artifact.test-support";
import { surveyOptions } from "./train";

const STEPS = 3;
console.log = console.warn = (...words: unknown[]) => console.error(...words);

const sources = madeUpSources(80);
const recipe = tinyRecipe();
const { tf, backend } = await loadBackend(process.argv[2] as Backend);
const { config, tokenizer } = prepareModel(sources, recipe);
const encode = createCaseEncoder(config, loadTokenizer(tokenizer));
const weights = initialWeights(tf, config, 1);
const losses: number[] = [];
const options = { ...surveyOptions(recipe), steps: STEPS, learningRate: 3e-3 };
await fitModel(tf, config, encode, weights, surveyStream(sources.nhamcs, [], recipe), options, {
  onStep: (_step, _weights, loss) => void losses.push(loss),
});
disposeWeights(weights);
process.stdout.write(`${JSON.stringify({ backend, losses })}\n`);
process.exit(0);
