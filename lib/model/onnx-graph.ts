import onnxProto from "onnx-proto";
import { AppError } from "@/lib/core/errors";
import { OutOfTime, withinTime } from "@/lib/core/within-time";

/**
 * What a graph may be before ONNX Runtime sees it: the operations this product's export writes (lib/artifact), with all
 * weights inside. A graph may otherwise name any file of the machine as its weights ("external data"), bring operations
 * of a library, or loop without end.
 */
const OPERATIONS = new Set(
  `Add And Cast Concat Div DynamicQuantizeLinear Equal Erf Gather Identity LayerNormalization MatMul MatMulInteger Mod Mul
   Not Pad ReduceSum Relu Reshape Sigmoid Slice Softmax Split Squeeze Tanh Transpose Unsqueeze`.split(/\s+/),
);
const INPUTS = new Set(["numbers", "categories", "tokens", "segments", "positions"]);
const MOST_NODES = 20_000;
const TIME_MS = 20_000;

const invalid = (message: string, cause?: unknown) => new AppError("artifact-invalid", message, { cause });

type Model = onnxProto.onnx.IModelProto;
type Tensor = onnxProto.onnx.ITensorProto;

/** @throws AppError("artifact-invalid") naming what the graph may not have */
export function refuseUnsafeGraph(file: string, bytes: Uint8Array): void {
  let model: Model;
  try {
    model = withinTime(TIME_MS, () => onnxProto.onnx.ModelProto.decode(bytes));
  } catch (cause) {
    if (cause instanceof OutOfTime) throw invalid(`${file} takes too long to read`, cause);
    throw invalid(`${file} is no ONNX model`, cause);
  }
  const why = objectionTo(model);
  if (why) throw invalid(`${file}: ${why}`);
}

function objectionTo({ graph, functions, trainingInfo, opsetImport }: Model): string | null {
  if (!graph?.node?.length) return "the model has no graph";
  if (functions?.length || trainingInfo?.length) return "functions of its own are not accepted";
  const domain = (opsetImport ?? []).map((o) => o.domain ?? "").find((d) => d !== "" && d !== "ai.onnx");
  if (domain !== undefined) return "operations outside ONNX's own are not accepted";
  if (graph.node.length > MOST_NODES) return `more than ${MOST_NODES} operations`;
  if ((graph.input ?? []).some((i) => !INPUTS.has(i.name ?? "")))
    return "an input this product does not have";
  if (graph.sparseInitializer?.length) return "sparse weights are not accepted";
  if ((graph.initializer ?? []).some(isOutside)) return "weights in another file are not accepted";
  for (const { opType, domain: of, attribute } of graph.node) {
    if ((of ?? "") !== "" || !OPERATIONS.has(opType ?? "")) return "an operation that is not on the list";
    for (const a of attribute ?? []) {
      if (a.g || a.graphs?.length || a.sparseTensor || a.sparseTensors?.length)
        return "graphs within the graph are not accepted";
      if ([...(a.t ? [a.t] : []), ...(a.tensors ?? [])].some(isOutside))
        return "weights in another file are not accepted";
    }
  }
  return null;
}

const isOutside = ({ dataLocation, externalData }: Tensor): boolean =>
  (externalData?.length ?? 0) > 0 || (dataLocation ?? 0) !== onnxProto.onnx.TensorProto.DataLocation.DEFAULT;
