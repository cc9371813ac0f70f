/**
 * What we ask of a server that speaks the Open Inference Protocol (KServe's "V2", github.com/kserve/open-inference-protocol),
 * whatever it speaks it over.
 */
type Datatype = "FP32" | "INT32";

export type NamedTensor = {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** Row by row. */
  readonly data: Float32Array | Int32Array;
};

/** How a server describes a tensor; -1: any size. */
export type TensorFacts = {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
};

export type ModelFacts = {
  readonly name: string;
  /** Both empty where a server does not say. */
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  /** Free words about the model that some servers hand on. */
  readonly parameters: Readonly<Record<string, unknown>>;
};

export type InferredTensor = { readonly shape: readonly number[]; readonly data: Float32Array };

export type Inferred = {
  /** Which version answered; null where the server does not say. */
  readonly modelVersion: string | null;
  readonly outputs: ReadonlyMap<string, InferredTensor>;
};

export interface InferenceClient {
  /** How it is spoken to. */
  readonly protocol: "http" | "grpc";
  /** @throws RemoteFailure */
  describe(): Promise<ModelFacts>;
  /** FP32 outputs of these names. @throws RemoteFailure */
  infer(inputs: readonly NamedTensor[], outputs: readonly string[]): Promise<Inferred>;
  close(): Promise<void>;
}

/** `differs`: it answers, but not as the model in use does. */
export type RemoteFailureKind = "unreachable" | "timeout" | "busy" | "refused" | "malformed" | "differs";

const SAID: Readonly<Record<RemoteFailureKind, string>> = {
  unreachable: "The remote engine cannot be reached.",
  timeout: "The remote engine takes too long to answer.",
  busy: "The remote engine is overloaded or not ready.",
  refused: "The remote engine answers with an error.",
  malformed: "The remote engine sends what is not understood.",
  differs: "The remote engine answers differently from the model in use, so it is not used.",
};

/** Never quotes what was sent or received: both are about patients. */
export class RemoteFailure extends Error {
  readonly userMessage: string;
  constructor(
    readonly kind: RemoteFailureKind,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${SAID[kind]} ${detail}`, options);
    this.name = "RemoteFailure";
    this.userMessage = SAID[kind];
  }

  /** Asking again changes nothing on the server, and may be luckier. What was too slow once is not waited for twice. */
  get isPassing(): boolean {
    return this.kind === "unreachable" || this.kind === "busy";
  }
}
