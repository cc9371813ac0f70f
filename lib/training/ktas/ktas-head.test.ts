import { beforeAll, describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { loadBackend } from "@/lib/model/backend";
import type { ModelConfig } from "@/lib/model/config";
import { type CaseEncoder, createCaseEncoder } from "@/lib/model/inputs";
import type { Tf } from "@/lib/model/tf";
import { loadTokenizer } from "@/lib/model/tokenizer";
import { variablesOf } from "../build-artifact";
import { disposeWeights, initialValues } from "../fitting/fit";
import { embeddingsOf, logitsOf } from "../fitting/logits";
import { prepareModel } from "../prepare";
import { madeUpSources, madeUpVisit, tinyRecipe } from "../tiny-artifact.test-support";
import { fitKtasHead, type HeadOptions, type LabelledReading } from "./ktas-head";
import { ktasStage } from "./ktas-stage";

let tf: Tf;
let config: ModelConfig;
let encode: CaseEncoder;
const recipe = tinyRecipe();
const options: HeadOptions = { penalty: 1, visits: 80, ordinalWeight: 0.5, underTriageCost: 2 };
const r = random(5, "visits");
const visits = Array.from({ length: 80 }, (_, i) => {
  const visit = madeUpVisit(r, String(i), "ktas");
  return { ...visit, level: visit.level && { ...visit.level, scale: "ktas" as const } };
});
beforeAll(async () => {
  ({ tf } = await loadBackend("wasm"));
  const prepared = prepareModel(madeUpSources(), recipe);
  config = prepared.config;
  encode = createCaseEncoder(config, loadTokenizer(prepared.tokenizer));
});

async function readings(): Promise<LabelledReading[]> {
  const weights = variablesOf(tf, initialValues(config, 4));
  const cases = visits.map((v) => v.case);
  const embeddings = await embeddingsOf(tf, config, encode, weights, cases);
  const { esi } = await logitsOf(tf, config, encode, weights, cases);
  disposeWeights(weights);
  return visits.map((v, i) => ({
    embedding: embeddings[i] as Float32Array,
    esi: esi?.[i] as readonly number[],
    encoded: encode(v.case),
    level: v.level?.value as number,
  }));
}

describe("the KTAS head", () => {
  it("answers as the network does with its weights", async () => {
    const read = await readings();
    const head = fitKtasHead(config, read, options);
    const weights = variablesOf(tf, { ...initialValues(config, 4), ...head.tensors });
    const notes = {
      id: "n",
      ageYears: 50,
      chiefComplaint: "chest pain",
      note: "chest pain",
      history: ["asthma"],
    };
    const cases = [...visits.map((v) => v.case), notes, { id: "none", ageYears: 3 }];
    const { ktas, esi } = await logitsOf(tf, config, encode, weights, cases);
    const embeddings = await embeddingsOf(tf, config, encode, weights, cases);
    disposeWeights(weights);
    cases.forEach((c, i) => {
      const own = head.logitsOf({
        embedding: embeddings[i] as Float32Array,
        esi: esi?.[i] as readonly number[],
        encoded: encode(c),
      });
      own.forEach((z, k) => {
        expect(Math.abs(z - (ktas?.[i]?.[k] as number))).toBeLessThan(1e-4);
      });
    });
  });

  it("learns the levels, shrinks under a penalty, and fears under-triage at a price", async () => {
    const read = await readings();
    const shown = (o: Partial<HeadOptions>) => {
      const head = fitKtasHead(config, read, { ...options, ...o });
      return read.map((x) => head.logitsOf(x));
    };
    const arg = (z: readonly number[]) => z.indexOf(Math.max(...z)) + 1;
    const right = shown({ penalty: 0.1 }).filter((z, i) => arg(z) === read[i]?.level).length;
    expect(right / read.length).toBeGreaterThan(0.9);
    const size = (rows: number[][]) => rows.flat().reduce((s, z) => s + Math.abs(z), 0);
    expect(size(shown({ penalty: 100 }))).toBeLessThan(0.5 * size(shown({ penalty: 0.1 })));
    const severity = (rows: number[][]) => rows.reduce((s, z) => s + arg(z), 0);
    const dear = { penalty: 100, ordinalWeight: 20, underTriageCost: 20 };
    expect(severity(shown(dear))).toBeLessThan(severity(shown({ ...dear, underTriageCost: 1 })));
  });
});

describe("the KTAS stage", () => {
  it("answers every visit out of its fold, and gives the head of all of them", async () => {
    const weights = variablesOf(tf, initialValues(config, 4));
    const stage = () => ktasStage({ tf, config, encode, weights }, visits, recipe);
    const { head, crossValidation } = await stage();
    const again = await stage();
    disposeWeights(weights);
    expect(crossValidation.heldOut).toHaveLength(visits.length);
    expect(crossValidation.metrics.folds).toBe(2);
    expect(crossValidation.metrics.balanced.accuracy).toBeGreaterThan(0.3);
    expect(head["heads.ktas.pieces"]?.shape).toEqual([config.vocab_size, 5]);
    expect(again.head["heads.ktas.pieces"]?.data).toEqual(head["heads.ktas.pieces"]?.data);
  });
});
