"""Runs deploy/flower's two apps against each other without a network, and looks at everything the server gets.

    python flower-in-process.py APP_DIR HOME CONFIG.json SITE.json...

Flower's own workflow, strategies and SecAgg+ run as they do behind a SuperLink; only the grid that carries messages is
this file's. Each message to the server is serialised, as on the wire, and searched. Prints what was found, as JSON.
"""

import json
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace

app_dir, home, config_file, *settings = sys.argv[1:]
sys.path.insert(0, app_dir)

import numpy as np  # noqa: E402
from flwr.app import Context, Error, Message, RecordDict  # noqa: E402
from flwr.common import bytes_to_ndarray  # noqa: E402
from flwr.common.secure_aggregation.secaggplus_constants import RECORD_KEY_CONFIGS, Key  # noqa: E402
from flwr.common.serde import message_from_proto, message_to_proto  # noqa: E402
from flwr.serverapp import Grid  # noqa: E402
from flwr.supercore.task_identity import TaskIdentity  # noqa: E402
from openacuity_federated import client_app, server_app, triage  # noqa: E402

# What a process that Flower starts is told of itself.
TaskIdentity.run_id, TaskIdentity.node_id, TaskIdentity.task_id = 1, 1, 1

config = json.loads(Path(config_file).read_text())
nodes = {
    101 + i: Context(
        run_id=1, node_id=101 + i, state=RecordDict(), run_config={},
        node_config={"settings": s, "home": home, "secure": config.get("sites-secure", True)},
    )
    for i, s in enumerate(settings)
}

# What each site really learned, by round: told by the site's side, never by the server's.
learned: list[dict] = []
fit_at_site = triage.Site.fit


def remembered(self, arrays, rnd, steps, proximal):
    after, weight = fit_at_site(self, arrays, rnd, steps, proximal)
    learned.append({"site": self.settings, "round": rnd, "before": arrays, "after": after, "weight": weight})
    return after, weight


triage.Site.fit = remembered


class InProcess(Grid):
    """Hands each message to its site's app at once, and keeps what comes back."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.masked: list[tuple[int, list[np.ndarray]]] = []
        self.errors: list[str] = []

    def set_run(self, run) -> None:
        pass

    @property
    def run(self):
        return SimpleNamespace(run_id=1)

    def create_message(self, content, message_type, dst_node_id, group_id, ttl=None):
        raise NotImplementedError

    def push_messages(self, messages):
        raise NotImplementedError

    def pull_messages(self, message_ids):
        raise NotImplementedError

    def get_node_ids(self):
        return list(nodes)

    def send_and_receive(self, messages, *, timeout=None):
        return [self._ask(m) for m in messages]

    def _ask(self, message: Message) -> Message:
        message.metadata.__dict__.update(_run_id=1, _message_id=uuid.uuid4().hex, _src_node_id=1)
        node = message.metadata.dst_node_id
        message = message_from_proto(message_to_proto(message))
        try:
            reply = client_app.app(message, nodes[node])
        except Exception as error:  # As Flower's own client process does; the text is what a server may be told.
            self.errors.append(repr(error))
            reply = Message(Error(code=2, reason=str(error)), reply_to=message)
        reply.metadata.__dict__.update(_message_id=uuid.uuid4().hex)
        self.received.append(message_to_proto(reply).SerializeToString())
        if not reply.has_error():
            asked = reply.content.config_records.get(RECORD_KEY_CONFIGS, {})
            if Key.MASKED_PARAMETERS in asked:
                self.masked.append((node, [bytes_to_ndarray(b) for b in asked[Key.MASKED_PARAMETERS]]))
        return reply


grid = InProcess()
failure = None
try:
    server_app.app(
        grid,
        Context(run_id=1, node_id=1, node_config={}, state=RecordDict(), run_config=config),
    )
except Exception as error:  # noqa: BLE001
    failure = repr(error)

# A site's own weights, as floats or in any part of a message.
wire = b"".join(grid.received)
in_clear = sum(
    np.ascontiguousarray(a, dtype=kind).tobytes() in wire
    for one in learned
    for a in one["after"]
    for kind in ("<f4", "<f8")
    if a.size > 4
)


def flat(arrays) -> np.ndarray:
    return np.concatenate([np.asarray(a, dtype=np.float64).ravel() for a in arrays])


# What was masked tells no more than chance: uniform, and like neither the site's weights nor their change.
by_site = {node: i for i, node in enumerate(nodes)}
correlations = []
for node, vectors in grid.masked:
    vector = flat(vectors[1:])
    for one in learned:
        if one["site"] != str(Path(settings[by_site[node]]).resolve()):
            continue
        for truth in (flat(one["after"]), flat(one["after"]) - flat(one["before"])):
            correlations.append(abs(float(np.corrcoef(vector, truth)[0, 1])) * np.sqrt(vector.size))
uniform = [
    float(abs(flat(vectors[1:]).mean() / 2**32 - 0.5) * np.sqrt(12 * flat(vectors[1:]).size))
    for _, vectors in grid.masked
]


def mean_of(rnd: int) -> np.ndarray:
    mine = [one for one in learned if one["round"] == rnd]
    total = sum(one["weight"] for one in mine)
    return sum(flat(one["after"]) * (one["weight"] / total) for one in mine)


result = {
    "failure": failure,
    "errors": grid.errors,
    "rounds": sorted({one["round"] for one in learned}),
    "fits": len(learned),
    "weights": [one["weight"] for one in learned],
    "messages": len(grid.received),
    "masked": len(grid.masked),
    "in_clear": in_clear,
    "largest_correlation_in_standard_errors": max(correlations, default=None),
    "largest_bias_in_standard_errors": max(uniform, default=None),
}
if failure is None:
    from safetensors.numpy import load_file

    last = load_file(config["out"])
    got = flat([last[name] for name in sorted(last)])
    rounds = result["rounds"]
    result["furthest_from_mean"] = float(np.abs(got - mean_of(rounds[-1])).max())
    result["moved"] = float(np.abs(got - flat(learned[0]["before"])).max())
    # The second round began where the first one's mean was.
    second = [one for one in learned if one["round"] == rounds[-1]]
    result["furthest_from_first_mean"] = float(np.abs(flat(second[0]["before"]) - mean_of(rounds[0])).max())
print(json.dumps(result))
