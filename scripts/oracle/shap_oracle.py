"""The reference: Python shap explains the games that our explainer explains, on the same ONNX file.

    shap_oracle.py masks FOLDER     which coalitions shap will ask for         FOLDER/spec.json -> FOLDER/masks.json
    shap_oracle.py values FOLDER    shap's values, with the time they took     FOLDER/spec.json, case-I.bin -> values.json

A coalition reaches the model as the very tensors the product feeds it: Node masks the case, reads it and writes the
tensors (games.ts); here they are looked up by coalition, run through ONNX Runtime and calibrated. So both sides play the
same game, and neither masking nor reading the text is on the clock here. Needs shap, onnxruntime and numpy.
"""
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import shap

LARGEST_BATCH = 128


class Game:
    """A case's value function over rows of 0/1, one column a player: severity, five probabilities, and four risks of models that
    say what happens next. (rows, 6 or 10)"""

    def __init__(self, spec, case, folder, session):
        self.spec, self.n, self.groups, self.session = spec, case["n"], case["groups"], session
        self.outputs = 10 if "outcomes" in spec["calibration"] else 6
        self.seconds = 0.0
        self.evaluations = 0
        if session is None:
            self.asked = set()
            return
        data = (folder / case["file"]).read_bytes()
        self.arrays, at = {}, 0
        for name, kind, shape in case["arrays"]:
            array = np.frombuffer(data, dtype=kind, count=math.prod(shape), offset=at).reshape(shape)
            self.arrays[name], at = array, at + array.nbytes

    def __call__(self, rows):
        keys = (np.asarray(rows) > 0.5).astype(np.int64) @ (1 << np.arange(self.n, dtype=np.int64))
        if self.session is None:
            self.asked.update(keys.tolist())
            return np.zeros((len(keys), self.outputs))
        start = time.perf_counter()
        answers = [self.run(keys[i : i + LARGEST_BATCH]) for i in range(0, len(keys), LARGEST_BATCH)]
        self.seconds += time.perf_counter() - start
        self.evaluations += len(keys)
        return np.concatenate(answers)

    def run(self, keys):
        a = self.arrays
        rows = np.searchsorted(a["keys"], keys)
        assert (a["keys"][rows] == keys).all(), "a coalition that was not prepared"
        longest = max(1, int(a["lengths"][rows].max()))
        feeds = {name: a[name][rows] for name in ("numbers", "categories")}
        feeds |= {name: a[name][rows, :longest] for name in ("tokens", "segments", "positions")}
        heads = self.spec["heads"]
        logits = dict(zip(heads, (x.astype(np.float64) for x in self.session.run(heads, feeds))))
        return answers(logits, self.spec["calibration"], a["ages"][rows])


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def answers(logits, calibration, ages):
    """What the product makes of logits: lib/policy/to-prediction.ts, written a second time."""
    scale = calibration["scales"]["esi"]
    p = softmax(logits["esi"] / scale["temperature"] + np.asarray(scale["bias"]))
    outcomes = calibration.get("outcomes")
    if outcomes is None:
        return np.column_stack([p @ np.arange(1, 6), p])

    def risk(head, c):
        z = c["slope"] * logits[head][:, 0] + c["intercept"]
        return 1 / (1 + np.exp(-(z + sum(w * logits[name][:, 0] for name, w in c.get("with", {}).items()))))

    saving = risk("lifeSaving", outcomes["lifeSaving"])
    critical = risk("critical", calibration["critical"])
    admission = risk("admission", outcomes["admission"])
    used = softmax(logits["resources"] / outcomes["resources"]["temperature"] + np.asarray(outcomes["resources"]["bias"]))
    if "combination" in scale:
        p = combined(p, {"life-saving": saving, "critical care": critical, "admission": admission}, used, scale["combination"], ages)
    return np.column_stack([p @ np.arange(1, 6), p, saving, critical, admission, used[:, 2]])


def combined(charted, risks, used, combination, ages):
    log = lambda x: np.log(np.maximum(1e-6, x))
    odds = lambda x: np.log(np.clip(x, 1e-6, 1 - 1e-6) / (1 - np.clip(x, 1e-6, 1 - 1e-6)))
    evidence = {f"charted {k + 1}": log(charted[:, k]) for k in range(5)} | {name: odds(r) for name, r in risks.items()}
    evidence |= {name: log(used[:, k]) for k, name in enumerate(["no resources", "one resource", "two or more resources"])}
    groups = combination["groups"]
    group = lambda age: next((g for g in groups if g["belowYears"] is None or age < g["belowYears"]), groups[-1])
    z = np.array([group(age)["bias"] for age in ages], dtype=np.float64)
    for name, weights in combination["weights"].items():
        z += evidence[name][:, None] * np.asarray(weights)
    return softmax(z)


def explain(kind, f, n, **call):
    """shap's values of f at all ones against all zeros. (n, outputs)"""
    explainer = {"exact": shap.ExactExplainer, "permutation": shap.PermutationExplainer}[kind]
    seed = {"seed": call.pop("seed")} if "seed" in call else {}
    masker = shap.maskers.Independent(np.zeros((1, n)), max_samples=1)
    return explainer(f, masker, **seed)(np.ones((1, n)), silent=True, **call).values[0]


def exact(game, _job):
    return {"values": explain("exact", game, game.n, max_evals=2**game.n).tolist()}


def owen(game, _job):
    """Owen values by shap's Exact explainer alone: of the game between groups, and of each group's averaged game."""
    m = len(game.groups)

    def union(present):
        rows = np.zeros((len(present), game.n))
        for g, members in enumerate(game.groups):
            rows[:, members] = np.asarray(present)[:, [g]]
        return rows

    def averaged(g):
        others = [h for h in range(m) if h != g]
        contexts = np.array([[(bits >> i) & 1 for i in range(m - 1)] for bits in range(2 ** (m - 1))])
        contexts = contexts.reshape(2 ** (m - 1), m - 1)
        sizes = contexts.sum(axis=1).astype(int)
        weights = [math.factorial(s) * math.factorial(m - s - 1) / math.factorial(m) for s in sizes]

        def f(rows):
            total = np.zeros((len(rows), game.outputs))
            for context, weight in zip(contexts, weights):
                present = np.zeros((len(rows), m))
                present[:, others] = context
                full = union(present)
                full[:, game.groups[g]] = rows
                total += weight * game(full)
            return total

        return f

    values = np.zeros((game.n, game.outputs))
    for g, members in enumerate(game.groups):
        values[members] = explain("exact", averaged(g), len(members), max_evals=2 ** len(members))
    return {"groups": explain("exact", lambda rows: game(union(rows)), m, max_evals=2**m).tolist(), "values": values.tolist()}


def permutation(game, job):
    """Blocks of permutations with seeds of their own: their mean, and its standard error where there are several."""
    evaluations = job["permutations"] * (2 * game.n + 1)
    blocks = np.array(
        [explain("permutation", game, game.n, max_evals=evaluations, seed=job["seed"] + b) for b in range(job["blocks"])]
    )
    errors = blocks.std(axis=0, ddof=1) / math.sqrt(len(blocks)) if len(blocks) > 1 else np.zeros(blocks.shape[1:])
    return {"values": blocks.mean(axis=0).tolist(), "standardErrors": errors.tolist()}


JOBS = {"exact": exact, "owen": owen, "permutation": permutation}


def masks(spec, folder):
    result = []
    for case in spec["cases"]:
        game = Game(spec, case, folder, None)
        for job in case["jobs"]:
            JOBS[job["kind"]](game, job)
        result.append([str(key) for key in sorted(game.asked)])
    (folder / "masks.json").write_text(json.dumps(result))


def values(spec, folder):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = spec["threads"]
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(spec["model"], options, providers=["CPUExecutionProvider"])
    result = []
    for number, case in enumerate(spec["cases"]):
        game = Game(spec, case, folder, session)
        answers = []
        for job in case["jobs"]:
            if number == 0:  # shap compiles on first use, ONNX Runtime allocates
                JOBS[job["kind"]](game, job)
            game.seconds, game.evaluations = 0.0, 0
            start, cpu = time.perf_counter(), time.process_time()
            answer = JOBS[job["kind"]](game, job)
            spent = {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}
            answers.append(answer | spent | {"modelSeconds": game.seconds, "evaluations": game.evaluations})
        result.append(answers)
    versions = {"shap": shap.__version__, "onnxruntime": onnxruntime.__version__, "numpy": np.__version__}
    (folder / "values.json").write_text(json.dumps({"versions": versions, "cases": result}))


if __name__ == "__main__":
    _, mode, where = sys.argv
    path = Path(where)
    {"masks": masks, "values": values}[mode](json.loads((path / "spec.json").read_text()), path)
