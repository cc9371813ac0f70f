"""What scipy, Evidently, alibi-detect, scikit-learn and river say of made-up samples, which lib/monitoring/drift is tested
against. Evidently and alibi-detect want numpy 1, river numpy 2, so each part has an environment of its own:

    pip install scipy==1.17.1 numpy==1.26.4 pandas==2.3.3 scikit-learn evidently==0.7.23 alibi-detect==0.13.0
    python scripts/oracle/drift_oracle.py tests > lib/monitoring/drift/testing/two-sample.json
    pip install river==0.26.1
    python scripts/oracle/drift_oracle.py turns > lib/monitoring/drift/testing/page-hinkley.json
"""
import json
import sys
from importlib.metadata import version

import numpy as np

rng = np.random.default_rng(20261130)


def numbers():
    """Pairs of samples of numbers: alike, moved, wider, with ties, small against large."""
    return {
        "alike": (rng.normal(80, 15, 300), rng.normal(80, 15, 250)),
        "moved": (rng.normal(80, 15, 400), rng.normal(88, 15, 200)),
        "wider": (rng.normal(37, 0.5, 500), rng.normal(37, 1.1, 120)),
        "tied": (rng.integers(0, 11, 400), rng.integers(2, 11, 150)),
        "few": (rng.normal(0, 1, 2000), rng.normal(0.4, 1, 60)),
    }


def tables():
    return {
        "alike": ([120, 300, 80], [61, 148, 41]),
        "moved": ([120, 300, 80], [20, 148, 90]),
        "rare": ([900, 95, 5], [80, 15, 5]),
        "new": ([500, 500, 0], [40, 40, 20]),
        "five": ([20, 150, 500, 400, 90], [12, 60, 190, 110, 20]),
    }


def tests():
    import pandas as pd
    from alibi_detect.cd import ChiSquareDrift, KSDrift
    from evidently.legacy.calculations.stattests.psi import psi_stat_test
    from evidently.legacy.calculations.stattests.wasserstein_distance_norm import wasserstein_stat_test
    from evidently.legacy.core import ColumnType
    from scipy import stats
    from scipy.spatial.distance import jensenshannon
    from scipy.special import gammaincc, kolmogorov
    from sklearn.metrics.pairwise import rbf_kernel

    out = {"versions": {p: version(p) for p in ["numpy", "scipy", "evidently", "alibi-detect", "scikit-learn"]}}
    rounded = {name: tuple(np.round(x, 2) for x in pair) for name, pair in numbers().items()}
    out["numbers"] = [
        {
            "name": name,
            "a": a.tolist(),
            "b": b.tolist(),
            "ks": float(stats.ks_2samp(a, b, method="asymp").statistic),
            "ksP": float(stats.ks_2samp(a, b, method="asymp").pvalue),
            "alibiKs": float(KSDrift(a.astype(np.float64), p_val=0.05, alternative="two-sided").predict(b.astype(np.float64))["data"]["distance"][0]),
            "wasserstein": float(stats.wasserstein_distance(a, b)),
            "evidentlyWasserstein": float(wasserstein_stat_test(pd.Series(a), pd.Series(b), ColumnType.Numerical, 0.1).drift_score),
            "sd": float(np.std(a)),
        }
        for name, (a, b) in rounded.items()
    ]

    def alibi(a, b):
        x, y = (np.repeat(np.arange(len(c)), c).reshape(-1, 1) for c in (a, b))
        return float(ChiSquareDrift(x, p_val=0.05).predict(y)["data"]["distance"][0])

    def psi(a, b):
        x, y = (pd.Series(np.repeat([f"v{i}" for i in range(len(c))], c)) for c in (a, b))
        return float(psi_stat_test(x, y, ColumnType.Categorical, 0.1).drift_score)

    out["tables"] = [
        {
            "name": name,
            "a": a,
            "b": b,
            "chi2": float(stats.chi2_contingency([a, b], correction=False).statistic),
            "chi2P": float(stats.chi2_contingency([a, b], correction=False).pvalue),
            "alibiChi2": alibi(a, b),
            "jensenShannon": float(jensenshannon(a, b, base=2)),
            "evidentlyPsi": psi(a, b),
        }
        for name, (a, b) in tables().items()
    ]
    out["tails"] = {
        "chi2": [[x, df, float(gammaincc(df / 2, x / 2))] for x in (0.1, 1.0, 5.0, 20.0, 80.0) for df in (1, 2, 4, 12)],
        "kolmogorov": [[x, float(kolmogorov(x))] for x in (0.3, 0.5, 0.8, 1.0, 1.36, 2.0, 3.0)],
    }
    ps = np.round(np.concatenate([rng.uniform(0, 1, 12), rng.uniform(0, 0.01, 5)]), 6)
    out["falseDiscovery"] = {"p": ps.tolist(), "q": stats.false_discovery_control(ps, method="bh").tolist()}

    def mmd2(x, y):
        d = np.sum((np.concatenate([x, y])[:, None] - np.concatenate([x, y])[None]) ** 2, axis=-1)
        upper = np.sort(d[np.triu_indices(len(d), 1)])
        width2 = upper[len(upper) // 2]
        gamma = 1 / (2 * width2)
        kxx, kyy, kxy = rbf_kernel(x, x, gamma), rbf_kernel(y, y, gamma), rbf_kernel(x, y, gamma)
        m, n = len(x), len(y)
        return (
            (kxx.sum() - np.trace(kxx)) / (m * (m - 1)) + (kyy.sum() - np.trace(kyy)) / (n * (n - 1)) - 2 * kxy.mean(),
            np.sqrt(width2),
        )

    out["embeddings"] = []
    for name, shift in (("alike", 0.0), ("moved", 0.7)):
        x, y = np.round(rng.normal(0, 1, (40, 5)), 3), np.round(rng.normal(shift, 1, (30, 5)), 3)
        value, width = mmd2(x, y)
        out["embeddings"].append({"name": name, "a": x.tolist(), "b": y.tolist(), "mmd2": float(value), "width": float(width)})
    return out


def turns():
    from river.drift import PageHinkley

    streams = {
        "up": np.concatenate([rng.random(400) < 0.15, rng.random(400) < 0.35]),
        "down": np.concatenate([rng.random(400) < 0.4, rng.random(400) < 0.15]),
        "steady": rng.random(600) < 0.2,
    }
    out = {"versions": {"river": version("river")}, "settings": {"delta": 0.005, "threshold": 15, "alpha": 0.9999, "minimum": 30}, "streams": []}
    for name, xs in streams.items():
        ph = PageHinkley(min_instances=30, delta=0.005, threshold=15, alpha=0.9999, mode="both")
        found = None
        for i, x in enumerate(xs):
            ph.update(float(x))
            if ph.drift_detected:
                found = i
                break
        out["streams"].append({"name": name, "x": xs.astype(int).tolist(), "at": found})
    return out


print(json.dumps({"tests": tests, "turns": turns}[sys.argv[1]]()))
