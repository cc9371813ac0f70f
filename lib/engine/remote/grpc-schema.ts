/**
 * The messages of the Open Inference Protocol over gRPC, written from its specification (github.com/kserve/open-inference-protocol,
 * specification/protocol/inference_grpc.md and open_inference_grpc.proto, Apache-2.0): names, types and field numbers, as protobuf.js
 * takes them. As a value and not as a .proto file, so that it is there whatever the build does with files.
 */
const text = (id: number) => ({ type: "string", id });
const flag = (id: number) => ({ type: "bool", id });
const list = (type: string, id: number) => ({ rule: "repeated", type, id });
const parameters = (id: number) => ({ keyType: "string", type: "InferParameter", id });

const tensorFacts = { fields: { name: text(1), datatype: text(2), shape: list("int64", 3) } };
const tensor = {
  fields: {
    name: text(1),
    datatype: text(2),
    shape: list("int64", 3),
    parameters: parameters(4),
    contents: { type: "InferTensorContents", id: 5 },
  },
};
const call = (name: string) => ({ requestType: `${name}Request`, responseType: `${name}Response` });

export const INFERENCE_SCHEMA = {
  nested: {
    inference: {
      nested: {
        GRPCInferenceService: {
          methods: Object.fromEntries(
            ["ServerLive", "ServerReady", "ModelReady", "ServerMetadata", "ModelMetadata", "ModelInfer"].map(
              (name) => [name, call(name)],
            ),
          ),
        },
        ServerLiveRequest: { fields: {} },
        ServerLiveResponse: { fields: { live: flag(1) } },
        ServerReadyRequest: { fields: {} },
        ServerReadyResponse: { fields: { ready: flag(1) } },
        ModelReadyRequest: { fields: { name: text(1), version: text(2) } },
        ModelReadyResponse: { fields: { ready: flag(1) } },
        ServerMetadataRequest: { fields: {} },
        ServerMetadataResponse: {
          fields: { name: text(1), version: text(2), extensions: list("string", 3) },
        },
        ModelMetadataRequest: { fields: { name: text(1), version: text(2) } },
        ModelMetadataResponse: {
          fields: {
            name: text(1),
            versions: list("string", 2),
            platform: text(3),
            inputs: list("TensorMetadata", 4),
            outputs: list("TensorMetadata", 5),
            // MLServer's; a server without it leaves it out.
            parameters: parameters(6),
          },
          nested: { TensorMetadata: tensorFacts },
        },
        ModelInferRequest: {
          fields: {
            model_name: text(1),
            model_version: text(2),
            id: text(3),
            parameters: parameters(4),
            inputs: list("InferInputTensor", 5),
            outputs: list("InferRequestedOutputTensor", 6),
            raw_input_contents: list("bytes", 7),
          },
          nested: {
            InferInputTensor: tensor,
            InferRequestedOutputTensor: { fields: { name: text(1), parameters: parameters(2) } },
          },
        },
        ModelInferResponse: {
          fields: {
            model_name: text(1),
            model_version: text(2),
            id: text(3),
            parameters: parameters(4),
            outputs: list("InferOutputTensor", 5),
            raw_output_contents: list("bytes", 6),
          },
          nested: { InferOutputTensor: tensor },
        },
        InferParameter: {
          oneofs: {
            parameter_choice: {
              oneof: ["bool_param", "int64_param", "string_param", "double_param", "uint64_param"],
            },
          },
          fields: {
            bool_param: flag(1),
            int64_param: { type: "int64", id: 2 },
            string_param: text(3),
            double_param: { type: "double", id: 4 },
            uint64_param: { type: "uint64", id: 5 },
          },
        },
        InferTensorContents: {
          fields: {
            bool_contents: list("bool", 1),
            int_contents: list("int32", 2),
            int64_contents: list("int64", 3),
            uint_contents: list("uint32", 4),
            uint64_contents: list("uint64", 5),
            fp32_contents: list("float", 6),
            fp64_contents: list("double", 7),
            bytes_contents: list("bytes", 8),
          },
        },
      },
    },
  },
};
