"""Serves a version's model.onnx from MLServer (docs/operations.md). Needs: pip install mlserver onnxruntime"""

import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse, MetadataTensor
from mlserver.utils import get_model_uri

DATATYPES = {"tensor(float)": "FP32", "tensor(int32)": "INT32"}


def described(tensor) -> MetadataTensor:
    """An axis of any size is a name in ONNX and -1 in the protocol."""
    shape = [n if isinstance(n, int) else -1 for n in tensor.shape]
    return MetadataTensor(name=tensor.name, datatype=DATATYPES[tensor.type], shape=shape)


class OpenAcuityOnnx(MLModel):
    async def load(self) -> bool:
        uri = await get_model_uri(self._settings)
        self._session = onnxruntime.InferenceSession(uri, providers=onnxruntime.get_available_providers())
        self.inputs = [described(t) for t in self._session.get_inputs()]
        self.outputs = [described(t) for t in self._session.get_outputs()]
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        feeds = {i.name: NumpyCodec.decode_input(i) for i in payload.inputs}
        asked = [o.name for o in payload.outputs or []] or [t.name for t in self._session.get_outputs()]
        values = self._session.run(asked, feeds)
        return InferenceResponse(
            id=payload.id,
            model_name=self.name,
            model_version=self.version,
            outputs=[NumpyCodec.encode_output(name, value) for name, value in zip(asked, values)],
        )
