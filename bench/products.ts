// Plain matrix products, to be timed beside a model: what a runtime can do at all on this machine.
import onnxProto from "onnx-proto";
import type { InferenceSession } from "onnxruntime-node";
import { attentionSize, type ModelConfig } from "@/lib/model/config";
import type { Tf } from "@/lib/model/tf";

type Shape = readonly [m: number, k: number, n: number];
export type Product = {
  readonly at: string;
  /** Arithmetic of one run, in units of 10^9 operations. */
  readonly work: number;
  run(): Promise<void>;
};

/** A model's own sizes at so many rows, and large squares. */
export function productShapes(config: ModelConfig, rows: number): Shape[] {
  const { hidden_size: D, intermediate_size: F } = config;
  return [
    [rows, D, F],
    [rows, F, D],
    [rows, D, attentionSize(config)],
    [512, 512, 512],
    [1024, 1024, 1024],
  ];
}

const described = ([m, k, n]: Shape) => ({ at: `${m}x${k}x${n}`, work: (2 * m * k * n) / 1e9 });

/** By TensorFlow.js; tensors are made for each run and cost the first little. */
export function tfProduct(tf: Tf, shape: Shape): Product & { dispose(): void } {
  const [m, k, n] = shape;
  const [a, b] = [tf.randomNormal([m, k]), tf.randomNormal([k, n])];
  return {
    ...described(shape),
    async run() {
      const product = tf.matMul(a, b);
      // Read back one number: a GPU's work has ended then, and little was copied.
      const corner = tf.slice(product, [0, 0], [1, 1]);
      await corner.data();
      tf.dispose([product, corner]);
    },
    dispose: () => tf.dispose([a, b]),
  };
}

/** By ONNX Runtime, as the artifact's graphs have them: floats, or bytes against int8 weights. */
export async function onnxProduct(
  shape: Shape,
  precision: "fp32" | "int8",
  options: InferenceSession.SessionOptions,
): Promise<Product> {
  const ort = await import("onnxruntime-node");
  const [m, k] = shape;
  const session = await ort.InferenceSession.create(productGraph(shape, precision), options);
  const a =
    precision === "fp32"
      ? new ort.Tensor("float32", new Float32Array(m * k).fill(0.5), [m, k])
      : new ort.Tensor("uint8", new Uint8Array(m * k).fill(99), [m, k]);
  return {
    ...described(shape),
    async run() {
      await session.run({ a });
    },
  };
}

const { onnx } = onnxProto;
const [FLOAT, UINT8, INT8, INT32] = [1, 2, 3, 6] as const;

function productGraph([m, k, n]: Shape, precision: "fp32" | "int8"): Buffer {
  const float = precision === "fp32";
  const weights = float ? new Float32Array(k * n) : new Int8Array(k * n);
  for (let i = 0; i < weights.length; i++) weights[i] = float ? (i % 17) / 17 - 0.5 : (i % 251) - 125;
  const value = (name: string, elemType: number, dims: number[]) => ({
    name,
    type: { tensorType: { elemType, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
  });
  const model = onnx.ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: "", version: 17 }],
    graph: {
      name: "product",
      node: [
        onnx.NodeProto.create({
          opType: float ? "MatMul" : "MatMulInteger",
          input: ["a", "b"],
          output: ["c"],
        }),
      ],
      initializer: [
        { name: "b", dims: [k, n], dataType: float ? FLOAT : INT8, rawData: new Uint8Array(weights.buffer) },
      ],
      input: [value("a", float ? FLOAT : UINT8, [m, k])],
      output: [value("c", float ? FLOAT : INT32, [m, n])],
    },
  });
  return Buffer.from(onnx.ModelProto.encode(model).finish());
}
