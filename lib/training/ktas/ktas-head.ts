import {
  bigramRow,
  categoryRows,
  HEAD_SIZES,
  type ModelConfig,
  numberWidth,
  SEGMENTS,
} from "@/lib/model/config";
import type { EncodedCase } from "@/lib/model/inputs";
import type { NamedTensors } from "@/lib/model/safetensors";
import { softmax } from "@/lib/model/softmax";
import { minimize } from "../fitting/lbfgs";
import { misplacementCost } from "../fitting/loss";

/**
 * The KTAS head is fitted exactly, on a body that stays as the survey left it: a softmax regression over the encoder's
 * vector and the wide inputs of lib/model/network.ts (`wideLogits`), with a ridge penalty and the price of misplacement. A
 * thousand expert labels are too few to move a body by, and enough for this; nothing that the body knows is forgotten.
 */
const LEVELS = HEAD_SIZES.ktas;

/**
 * How large an input is made before the fit, which is how cheap its weight is under the penalty. The vector has many
 * inputs that move together, the probabilities few that say much.
 */
const VECTOR_SCALE = 0.35;
const ACUITY_SCALE = 3;

/** One case as the head reads it: what the encoder makes of it, and the case as it was encoded. */
export type Reading = {
  readonly embedding: ArrayLike<number>;
  /** Logits of the ESI head. */
  readonly esi: readonly number[];
  readonly encoded: EncodedCase;
};
export type LabelledReading = Reading & { readonly level: number };

export type HeadOptions = {
  /** Ridge strength: the loss is the mean over readings, plus penalty / (2 x independent visits) x |weights|^2. */
  readonly penalty: number;
  /** How many visits the readings are of: several tellings of a visit are no new visits. */
  readonly visits: number;
  readonly ordinalWeight: number;
  readonly underTriageCost: number;
};

/** Where each part of the head begins among its inputs. */
type Layout = Readonly<
  Record<"vector" | "acuity" | "numbers" | "categories" | "pieces" | "bigrams" | "bias" | "width", number>
>;

function layoutOf(config: ModelConfig): Layout {
  const acuity = config.hidden_size;
  const numbers = acuity + HEAD_SIZES.esi;
  const categories = numbers + config.numbers.length * numberWidth(config);
  const pieces = categories + categoryRows(config);
  const bigrams = pieces + config.vocab_size;
  const bias = bigrams + (config.wide?.bigram_rows ?? 0);
  return { vector: 0, acuity, numbers, categories, pieces, bigrams, bias, width: bias + 1 };
}

/** Inputs that are not zero: places ascending within each part, and values. */
type Row = { readonly places: Int32Array; readonly values: Float64Array };

/** @param spread standard deviation of each number of the vector, (D) */
function rowOf(
  config: ModelConfig,
  at: Layout,
  { embedding, esi, encoded }: Reading,
  spread: Float64Array,
): Row {
  const places: number[] = [];
  const values: number[] = [];
  const put = (place: number, value: number) => {
    places.push(place);
    values.push(value);
  };
  for (let i = 0; i < config.hidden_size; i++)
    put(at.vector + i, ((embedding[i] as number) * VECTOR_SCALE) / (spread[i] as number));
  softmax(esi).forEach((p, i) => {
    put(at.acuity + i, p * ACUITY_SCALE);
  });
  encoded.numbers.forEach((x, i) => {
    if (x !== 0) put(at.numbers + i, x);
  });
  for (const row of encoded.categories) put(at.categories + row, 1);
  const complaint = encoded.tokens.filter((_, i) => encoded.segments[i] === SEGMENTS.complaint);
  complaint.forEach((piece, i) => {
    put(at.pieces + piece, 1);
    const next = complaint[i + 1];
    if (next !== undefined && config.wide)
      put(at.bigrams + bigramRow(piece, next, config.wide.bigram_rows), 1);
  });
  put(at.bias, 1);
  return { places: Int32Array.from(places), values: Float64Array.from(values) };
}

function spreadOf(readings: readonly Reading[], width: number): Float64Array {
  const spread = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    let [sum, squares] = [0, 0];
    for (const { embedding } of readings) {
      sum += embedding[i] as number;
      squares += (embedding[i] as number) ** 2;
    }
    const mean = sum / readings.length;
    spread[i] = Math.sqrt(Math.max(1e-12, squares / readings.length - mean ** 2));
  }
  return spread;
}

/** A fitted head: its weights as the network reads them, and what it would answer. */
export type KtasHead = {
  readonly tensors: NamedTensors;
  /** Logits of the five levels, as the network computes them. */
  readonly logitsOf: (reading: Reading) => number[];
};

/** @throws Error when there is nothing to fit on */
export function fitKtasHead(
  config: ModelConfig,
  readings: readonly LabelledReading[],
  o: HeadOptions,
): KtasHead {
  if (readings.length === 0) throw new Error("no labelled KTAS visits");
  const at = layoutOf(config);
  const spread = spreadOf(readings, config.hidden_size);
  const rows = readings.map((reading) => rowOf(config, at, reading, spread));
  const levels = readings.map((r) => r.level);
  const { x } = minimize(objective(rows, levels, at, o), new Float64Array(at.width * LEVELS), {
    tolerance: 1e-4,
    maxIterations: 150,
  });
  return {
    tensors: tensorsOf(config, at, x, spread),
    logitsOf: (reading) => scores(rowOf(config, at, reading, spread), x),
  };
}

/** Scores of the five levels from weights (width, 5). Written out: this and `addOuter` are all the time of a fit. */
function scores({ places, values }: Row, x: Float64Array): number[] {
  let [a, b, c, d, e] = [0, 0, 0, 0, 0];
  for (let i = 0; i < places.length; i++) {
    const from = (places[i] as number) * LEVELS;
    const value = values[i] as number;
    a += value * (x[from] as number);
    b += value * (x[from + 1] as number);
    c += value * (x[from + 2] as number);
    d += value * (x[from + 3] as number);
    e += value * (x[from + 4] as number);
  }
  return [a, b, c, d, e];
}

/** Adds the product of a row's inputs and five slopes to a gradient (width, 5). */
function addOuter({ places, values }: Row, slope: Float64Array, gradient: Float64Array): void {
  const [a, b, c, d, e] = slope as unknown as [number, number, number, number, number];
  for (let i = 0; i < places.length; i++) {
    const from = (places[i] as number) * LEVELS;
    const value = values[i] as number;
    gradient[from] = (gradient[from] as number) + value * a;
    gradient[from + 1] = (gradient[from + 1] as number) + value * b;
    gradient[from + 2] = (gradient[from + 2] as number) + value * c;
    gradient[from + 3] = (gradient[from + 3] as number) + value * d;
    gradient[from + 4] = (gradient[from + 4] as number) + value * e;
  }
}

function objective(rows: readonly Row[], levels: readonly number[], at: Layout, o: HeadOptions) {
  const costs = [1, 2, 3, 4, 5].map((actual) =>
    [1, 2, 3, 4, 5].map((shown) => o.ordinalWeight * misplacementCost(actual, shown, o.underTriageCost)),
  );
  const ridge = o.penalty / o.visits;
  return (x: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let loss = 0;
    // The bias is not pulled to zero.
    for (let i = 0; i < at.bias * LEVELS; i++) {
      loss += (ridge / 2) * (x[i] as number) ** 2;
      gradient[i] = ridge * (x[i] as number);
    }
    const slope = new Float64Array(LEVELS);
    rows.forEach((row, r) => {
      const level = levels[r] as number;
      const cost = costs[level - 1] as readonly number[];
      const p = softmax(scores(row, x));
      let expected = 0;
      for (let k = 0; k < LEVELS; k++) expected += (p[k] as number) * (cost[k] as number);
      loss += (expected - Math.log(Math.max(1e-12, p[level - 1] as number))) / rows.length;
      for (let k = 0; k < LEVELS; k++) {
        const q = p[k] as number;
        slope[k] = (q * (1 + (cost[k] as number) - expected) - (k + 1 === level ? 1 : 0)) / rows.length;
      }
      addOuter(row, slope, gradient);
    });
    return loss;
  };
}

/** The weights under the network's names, the scales of the inputs taken into them. */
function tensorsOf(config: ModelConfig, at: Layout, x: Float64Array, spread: Float64Array): NamedTensors {
  const part = (from: number, count: number, scale: (row: number) => number = () => 1) => ({
    shape: [count, LEVELS],
    data: Float32Array.from(
      { length: count * LEVELS },
      (_, i) => (x[from * LEVELS + i] as number) * scale(Math.floor(i / LEVELS)),
    ),
  });
  return {
    "heads.ktas.weight": part(at.vector, config.hidden_size, (row) => VECTOR_SCALE / (spread[row] as number)),
    "heads.ktas.bias": { shape: [LEVELS], data: part(at.bias, 1).data },
    "heads.ktas.acuity": part(at.acuity, HEAD_SIZES.esi, () => ACUITY_SCALE),
    "heads.ktas.numbers": part(at.numbers, at.categories - at.numbers),
    "heads.ktas.categories": part(at.categories, at.pieces - at.categories),
    "heads.ktas.pieces": part(at.pieces, config.vocab_size),
    "heads.ktas.bigrams": part(at.bigrams, config.wide?.bigram_rows ?? 0),
  };
}
