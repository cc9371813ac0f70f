"""Fits the XGBoost baseline of the scoreboard; scripts/xgboost-baseline.ts writes what it reads and reads what it writes.

    pip install xgboost==3.2.0 scipy numpy
    python scripts/oracle/xgboost_baseline.py WORK [THREADS]

WORK/rows.txt: a row a line, "role label weight column:value ...", an absent column is missing. Depth and rounds are those that serve
the rows of role "choose" best (a tenth of the training visits), then it is fitted again on "train" and "choose" together. Rows of
any other role are answered and never fitted to. The product never needs Python.
"""
import json
import platform
import sys
from pathlib import Path

import numpy
import scipy
import scipy.sparse
import xgboost

WORK = Path(sys.argv[1])
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 1
PARAMETERS = {
    "objective": "multi:softprob",
    "num_class": 5,
    "eval_metric": "mlogloss",
    "eta": 0.2,
    "subsample": 0.8,
    "colsample_bytree": 0.5,
    "min_child_weight": 5,
    "tree_method": "hist",
    "base_score": 0.5,
    "seed": 1,
}
# Small on purpose: it travels with the product.
DEPTHS = (3, 4, 5)
ROUNDS = 120
PATIENCE = 15

roles, labels, weights, data, indices, offsets = [], [], [], [], [], [0]
with (WORK / "rows.txt").open() as f:
    for line in f:
        role, label, weight, *pairs = line.split()
        roles.append(role)
        labels.append(int(label) - 1)
        weights.append(float(weight))
        for pair in pairs:
            column, value = pair.split(":")
            indices.append(int(column))
            data.append(float(value))
        offsets.append(len(data))
columns = len(json.loads((WORK / "columns.json").read_text()))
matrix = scipy.sparse.csr_matrix((data, indices, offsets), shape=(len(roles), columns), dtype=numpy.float32)
roles, labels, weights = numpy.array(roles), numpy.array(labels), numpy.array(weights)


def part(mask):
    return xgboost.DMatrix(matrix[mask], label=labels[mask], weight=weights[mask], nthread=THREADS)


train, choose = part(roles == "train"), part(roles == "choose")
best = None
for depth in DEPTHS:
    booster = xgboost.train(
        {**PARAMETERS, "max_depth": depth, "nthread": THREADS},
        train,
        ROUNDS,
        evals=[(choose, "choose")],
        early_stopping_rounds=PATIENCE,
        verbose_eval=False,
    )
    print(f"depth {depth}: loss {booster.best_score:.4f} at round {booster.best_iteration}", flush=True)
    if best is None or booster.best_score < best[0]:
        best = (booster.best_score, depth, booster.best_iteration + 1)
loss, depth, rounds = best
booster = xgboost.train(
    {**PARAMETERS, "max_depth": depth, "nthread": THREADS}, part((roles == "train") | (roles == "choose")), rounds
)
booster.save_model(WORK / "booster.json")
held = ~((roles == "train") | (roles == "choose"))
answers = booster.predict(xgboost.DMatrix(matrix[held]))
with (WORK / "answers.txt").open("w") as f:
    for role, row in zip(roles[held], answers):
        f.write(f"{role} {' '.join(f'{p:.9g}' for p in row)}\n")
versions = {"python": platform.python_version(), "xgboost": xgboost.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__}
(WORK / "fit.json").write_text(
    json.dumps({"versions": versions, "parameters": {**PARAMETERS, "max_depth": depth, "rounds": rounds}, "loss": loss})
)
