"""Reference values for the estimators of lib/monitoring/watch/estimate.ts, from ppi-python and NannyML.

    pip install ppi-python nannyml
    python scripts/oracle/estimate_oracle.py > lib/monitoring/watch/testing/estimate.json

Made-up cases: five probabilities in thousandths, the level shown, and of some the level that was right, drawn from other
probabilities than those, so that the estimators have something to correct.
"""
import json
from importlib.metadata import version

import numpy as np
import pandas as pd
from nannyml.performance_estimation.confidence_based.metrics import estimate_recall
from nannyml.performance_estimation.confidence_based.metrics import MulticlassClassificationAccuracy as Accuracy
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate

LABELLED, REST = 200, 900
rng = np.random.default_rng(11)


def cases(count):
    logits = rng.normal(size=(count, 5)) * 1.4 + np.array([-1.2, 0.1, 0.9, 0.4, -0.8])
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    thousandths = np.floor(p * 1000).astype(int)
    thousandths[:, 2] += 1000 - thousandths.sum(1)
    shown = thousandths.argmax(1) + 1
    true = 0.8 * p + 0.2 * np.array([0.02, 0.2, 0.5, 0.2, 0.08])
    label = np.array([rng.choice(5, p=t / t.sum()) + 1 for t in true])
    return thousandths, shown, label


told, others = cases(LABELLED), cases(REST)


def ppi(measured, expected):
    y = measured(told[1], told[2]).astype(float)
    f, rest = expected(told[0] / 1000, told[1]), expected(others[0] / 1000, others[1])
    low, high = ppi_mean_ci(y, f, rest, alpha=0.05)
    return {
        "value": float(np.ravel(ppi_mean_pointestimate(y, f, rest))[0]),
        "low": float(np.ravel(low)[0]),
        "high": float(np.ravel(high)[0]),
    }


levels = np.arange(1, 6)
everybody_p = np.concatenate([told[0], others[0]]) / 1000
everybody_s = np.concatenate([told[1], others[1]])
names = {level: f"p{level}" for level in levels}
frame = pd.DataFrame({names[k]: everybody_p[:, k - 1] for k in levels}).assign(y_pred=everybody_s)
accuracy = Accuracy.__new__(Accuracy)
accuracy.y_pred, accuracy.y_pred_proba = "y_pred", names
print(
    json.dumps(
        {
            "ppi_python": version("ppi-python"),
            "nannyml": version("nannyml"),
            "cases": [
                [*map(int, p), int(s), int(y)] for p, s, y in zip(*told)
            ] + [[*map(int, p), int(s), 0] for p, s, _ in zip(*others)],
            "ppi": {
                "accuracy": ppi(lambda s, y: s == y, lambda p, s: p[np.arange(len(s)), s - 1]),
                "under-triage": ppi(lambda s, y: s > y, lambda p, s: (p * (levels < s[:, None])).sum(1)),
            },
            "cbpe": {
                "accuracy": float(accuracy._estimate(frame)),
                "sensitivity": float(estimate_recall((everybody_s <= 2).astype(int), everybody_p[:, :2].sum(1))),
            },
        },
        separators=(",", ":"),
    )
)
