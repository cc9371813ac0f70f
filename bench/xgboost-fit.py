"""Gradient boosting on the very visits, splits and inputs the model has: the baseline that is hardest to beat.

    npm run bench:xgboost -- export --from DIR --work WORK     # TypeScript writes the splits and inputs as CSV
    python bench/xgboost-fit.py WORK [THREADS]                 # this file: fits, predicts (pip install xgboost scipy numpy scikit-learn)
    npm run bench:xgboost -- score --from DIR --work WORK      # TypeScript calibrates, measures, writes bench/results/xgboost.json

One fit for the level that was charted and one for each thing that can have happened, on the visits that say. Nothing of the
calibration or reported splits is fitted to here: the number of rounds comes from a tenth of the training visits held out by the
exporter. Stopped, the same command goes on after the last fit that was done. On KTAS, each fold of each repeat is answered by a fit on the other folds alone; the visits
are too few to choose parameters on, so that these are fixed beforehand. The folds are those of the exporter's --model: give
the same one to score. The product never needs Python.
"""
import csv
import json
import platform
import sys
import time
from pathlib import Path

import numpy
import scipy
import scipy.sparse
import sklearn
import xgboost
from sklearn.feature_extraction.text import CountVectorizer

WORK = Path(sys.argv[1])
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 1
COMMON = {
    "eta": 0.08,
    "subsample": 0.8,
    "colsample_bytree": 0.5,
    "min_child_weight": 3,
    "tree_method": "hist",
    "nthread": THREADS,
    "seed": 1,
}
DEPTHS = (4, 6, 8)
ROUNDS = 1500
PATIENCE = 40
KTAS = {"max_depth": 4, "eta": 0.05, "subsample": 0.8, "colsample_bytree": 0.5, "min_child_weight": 2}
KTAS_ROUNDS = 250
SHORTEST, LONGEST, FEWEST = 2, 5, 4
LEVELS = {"objective": "multi:softprob", "num_class": 5, "eval_metric": "mlogloss"}
HAPPENED = {"objective": "binary:logistic", "eval_metric": "logloss"}


def rows_of(path: Path):
    with path.open(newline="") as f:
        return list(csv.DictReader(f))


def read(rows):
    """Rows as a sparse matrix: numbers as they are (absent = missing), categories and word pieces as one-hot columns."""
    numbers = [c for c in rows[0] if c.startswith("number:")]
    columns = {name: i for i, name in enumerate(numbers)}
    data, indices, offsets = [], [], [0]
    for row in rows:
        for name in numbers:
            if row[name] != "":
                data.append(float(row[name]))
                indices.append(columns[name])
        for word in row["words"].split():
            data.append(1.0)
            indices.append(columns.setdefault(word, len(columns)))
        offsets.append(len(data))
    matrix = scipy.sparse.csr_matrix((data, indices, offsets), shape=(len(rows), len(columns)), dtype=numpy.float32)
    split = numpy.array([r["split"] for r in rows])
    return matrix, split, numpy.array([r["key"] for r in rows])


def labels_of(rows, target):
    """The target's labels, and of which rows they are known."""
    return numpy.array([int(r[target] or 0) for r in rows]), numpy.array([r[target] != "" for r in rows])


def fit(matrix, split, label, params):
    """The depth and number of rounds that serve the held-out tenth best, then fitted again on all training visits."""
    part = lambda name: xgboost.DMatrix(matrix[split == name], label=label[split == name])
    train, choose = part("train"), part("choose")
    best = None
    for depth in DEPTHS:
        started = time.time()
        booster = xgboost.train(
            {**COMMON, **params, "max_depth": depth},
            train,
            ROUNDS,
            evals=[(choose, "choose")],
            early_stopping_rounds=PATIENCE,
            verbose_eval=False,
        )
        print(
            f"depth {depth}: loss {booster.best_score:.4f} at round {booster.best_iteration}, {time.time() - started:.0f} s",
            flush=True,
        )
        if best is None or booster.best_score < best[0].best_score:
            best = (booster, depth)
    chosen, depth = best
    rounds = chosen.best_iteration + 1
    everybody = (split == "train") | (split == "choose")
    booster = xgboost.train(
        {**COMMON, **params, "max_depth": depth}, xgboost.DMatrix(matrix[everybody], label=label[everybody]), rounds
    )
    predict = lambda rows: booster.predict(xgboost.DMatrix(rows))
    return predict, {"max_depth": depth, "rounds": rounds, "loss": chosen.best_score}


def write(name, keys, split, predictions):
    with (WORK / name).open("w", newline="") as f:
        out = csv.writer(f)
        for key, s, p in zip(keys, split, predictions):
            out.writerow([key, s, *[f"{v:.7g}" for v in numpy.atleast_1d(p)]])


def complaint_columns(complaints, train):
    """Character n-grams of the complaint that enough training visits have; a held-out visit adds none."""
    counts = CountVectorizer(analyzer="char", ngram_range=(SHORTEST, LONGEST), min_df=FEWEST, binary=True, dtype=numpy.float32)
    counts.fit(complaints[train])
    return counts.transform(complaints)


def cross_validate(rows):
    """Every visit once a repeat, answered by a fit on the other folds of that repeat: ids "repeat:key", folds, probabilities."""
    matrix, _, keys = read(rows)
    label, _ = labels_of(rows, "label:level")
    complaints = numpy.array([r["complaint"] for r in rows], dtype=object)
    ids, folds, predictions = [], [], []
    for column in [c for c in rows[0] if c.startswith("fold:")]:
        started = time.time()
        repeat = column.removeprefix("fold:")
        fold = numpy.array([int(r[column]) for r in rows])
        for k in sorted(set(fold)):
            held = fold == k
            inputs = scipy.sparse.hstack([matrix, complaint_columns(complaints, ~held)], format="csr")
            train = xgboost.DMatrix(inputs[~held], label=label[~held] - 1)
            booster = xgboost.train({**COMMON, **LEVELS, **KTAS}, train, KTAS_ROUNDS)
            predictions.extend(booster.predict(xgboost.DMatrix(inputs[held])))
            ids.extend(f"{repeat}:{key}" for key, h in zip(keys, held) if h)
            folds.extend(fold[held])
        print(f"KTAS, repeat {repeat}: {time.time() - started:.0f} s", flush=True)
    return ids, folds, predictions


STATE = WORK / "fit.json"
done = json.loads(STATE.read_text())["parameters"] if STATE.exists() else {}


def keep(name, parameters):
    """What was fitted so far, so that a run that is stopped goes on."""
    done[name] = parameters
    versions = {
        "python": platform.python_version(),
        "xgboost": xgboost.__version__,
        "scipy": scipy.__version__,
        "numpy": numpy.__version__,
        "scikit-learn": sklearn.__version__,
    }
    common = {k: v for k, v in COMMON.items() if k != "nthread"}
    STATE.write_text(json.dumps({"versions": versions, "parameters": common | done}, indent=1))


ktas = rows_of(WORK / "ktas.csv")
if ktas and "ktas" not in done:
    write("ktas-predictions.csv", *cross_validate(ktas))
    keep("ktas", KTAS | {"rounds": KTAS_ROUNDS, "ngrams": f"{SHORTEST}-{LONGEST} long, in {FEWEST} visits or more"})

survey = rows_of(WORK / "survey.csv")
matrix, split, keys = read(survey)
held = (split == "calibrate") | (split == "report")
# The levels take longest and come last.
for target in sorted((c for c in survey[0] if c.startswith("label:")), key="label:level".__eq__):
    name = target.removeprefix("label:")
    if name in done:
        continue
    label, known = labels_of(survey, target)
    level = name == "level"
    print(f"{name}: {int(known.sum())} visits", flush=True)
    predict, parameters = fit(
        matrix[known], split[known], label[known] - 1 if level else label[known], LEVELS if level else HAPPENED
    )
    write(f"{name}-predictions.csv", keys[held], split[held], predict(matrix[held]))
    keep(name, parameters)
