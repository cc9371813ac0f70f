"""Gradient boosting fitted from nothing on a site's labels alone, for bench/learning.ts, which writes its input and reads its output.

    python bench/learning-xgboost.py IN.json OUT.json      # pip install xgboost scipy numpy scikit-learn

Inputs and parameters are those that bench/xgboost-fit.py has for KTAS: the model's own numbers, categories and word pieces, and the
complaint's character n-grams; fixed beforehand. Every fit sees the labels it is given and nothing else. The product never needs Python.
"""
import json
import sys

import numpy
import scipy.sparse
import xgboost
from sklearn.feature_extraction.text import CountVectorizer

PARAMETERS = {
    "objective": "multi:softprob",
    "num_class": 5,
    "max_depth": 4,
    "eta": 0.05,
    "subsample": 0.8,
    "colsample_bytree": 0.5,
    "min_child_weight": 2,
    "tree_method": "hist",
    "nthread": 1,
    "seed": 1,
}
ROUNDS = 250


def inputs(train, others):
    """Sparse rows of the training cases and of the others; a word that no training case has is no column."""
    numbers = sorted({n for row in train for n in row["numbers"]})
    words = sorted({w for row in train for w in row["words"]})
    columns = {name: i for i, name in enumerate([*numbers, *words])}
    ngrams = CountVectorizer(analyzer="char", ngram_range=(2, 5), min_df=4, binary=True, dtype=numpy.float32)
    texts = [row["complaint"] for row in train]
    try:
        ngrams.fit(texts)
    except ValueError:  # No n-gram stands in four complaints.
        ngrams = None

    def matrix(rows):
        data, indices, offsets = [], [], [0]
        for row in rows:
            found = [(columns[k], v) for k, v in row["numbers"].items() if k in columns]
            found += [(columns[w], 1.0) for w in set(row["words"]) if w in columns]
            indices += [i for i, _ in found]
            data += [v for _, v in found]
            offsets.append(len(data))
        own = scipy.sparse.csr_matrix((data, indices, offsets), shape=(len(rows), len(columns)), dtype=numpy.float32)
        if ngrams is None:
            return own
        return scipy.sparse.hstack([own, ngrams.transform([row["complaint"] for row in rows])], format="csr")

    return matrix(train), [matrix(rows) for rows in others]


with open(sys.argv[1]) as f:
    asked = json.load(f)
out = []
for fit in asked["fits"]:
    train = [asked["cases"][i] for i in fit["train"]]
    x, others = inputs(train, [[asked["cases"][i] for i in fit[part]] for part in ("validation", "reported")])
    label = numpy.array(fit["levels"]) - 1
    booster = xgboost.train(PARAMETERS, xgboost.DMatrix(x, label=label), ROUNDS)
    answer = [booster.predict(xgboost.DMatrix(m)).tolist() if m.shape[0] else [] for m in others]
    out.append({"validation": answer[0], "reported": answer[1]})
with open(sys.argv[2], "w") as f:
    json.dump({"version": xgboost.__version__, "fits": out}, f)
