"""Serves a version's model.onnx from KServe's own server (docs/operations.md). Needs: pip install kserve onnxruntime

    python openacuity_onnx.py --model_name openacuity-triage --model_path model.onnx --http_port 8080 --grpc_port 8081
"""

import argparse

import onnxruntime
from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer, model_server

DATATYPES = {"tensor(float)": "FP32", "tensor(int32)": "INT32"}


def described(tensor) -> dict:
    """An axis of any size is a name in ONNX and -1 in the protocol."""
    shape = [n if isinstance(n, int) else -1 for n in tensor.shape]
    return {"name": tensor.name, "datatype": DATATYPES[tensor.type], "shape": shape}


class OpenAcuityOnnx(Model):
    def __init__(self, name: str, path: str):
        super().__init__(name)
        self.path = path

    def load(self) -> bool:
        self.session = onnxruntime.InferenceSession(self.path, providers=onnxruntime.get_available_providers())
        self.ready = True
        return self.ready

    async def get_input_types(self):
        return [described(t) for t in self.session.get_inputs()]

    async def get_output_types(self):
        return [described(t) for t in self.session.get_outputs()]

    async def predict(self, payload: InferRequest, headers=None, response_headers=None) -> InferResponse:
        feeds = {i.name: i.as_numpy() for i in payload.inputs}
        asked = [o.name for o in payload.request_outputs or []] or [t.name for t in self.session.get_outputs()]
        values = self.session.run(asked, feeds)
        outputs = []
        for name, value in zip(asked, values):
            output = InferOutput(name=name, shape=list(value.shape), datatype="FP32")
            output.set_data_from_numpy(value, binary_data=payload.from_grpc)
            outputs.append(output)
        return InferResponse(response_id=payload.id or "", model_name=self.name, infer_outputs=outputs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(parents=[model_server.parser])
    parser.add_argument("--model_path", required=True)
    args, _ = parser.parse_known_args()
    model = OpenAcuityOnnx(args.model_name, args.model_path)
    model.load()
    ModelServer().start([model])
