"""Evidently and NannyML, as they come, on the streams that `npm run bench:drift -- --streams DIR` wrote:

    pip install evidently==0.7.23 nannyml==0.13.1 pandas==2.3.3
    python bench/drift-beside.py DIR [YEAR] > beside.json
    npm run bench:drift -- --from DATA --beside beside.json

Evidently: the verdict of its DataDriftPreset with its defaults on the last WINDOW patients, each STEP patients: how many columns
have drifted by the test it chooses for each. "Any column": one has; "data set": half have, as it says of the whole. The count alone
is asked for (DriftedColumnsCount, which the preset has first): the rest of the preset draws a picture of every column, in ten times
the time. NannyML: univariate drift with its default measures and thresholds, chunks of WINDOW patients.

An alarm is counted when the window or chunk that gives it ends. One after onset counts as found; in a quiet year, and where
something creeps, Evidently is asked each QUIET_STEP. In a quiet year consecutive alarming windows count as one alarm; of what creeps
the first alarm at all is noted. What was found on a stream is kept in DIR/beside.jsonl: a run that is stopped goes on after the
last one.
"""
import glob
import json
import os
import re
import sys
import time
import warnings

import pandas as pd

# Neither is to tell its makers that it was used.
os.environ.update(NML_DISABLE_USAGE_LOGGING="1", DO_NOT_TRACK="1")
warnings.filterwarnings("ignore")
WINDOW, STEP, QUIET_STEP = 200, 50, 200
folder = sys.argv[1]
NUMBERS = ["ageYears", "heartRate", "respiratoryRate", "systolic", "diastolic", "temperature", "spo2", "pain", "historyCount"]
CATEGORIES = ["sex", "arrivalMode", "injury", "consciousness", "level", "word"]


def read(path):
    d = pd.read_csv(path, dtype=str, keep_default_na=False)
    for c in NUMBERS:
        d[c] = pd.to_numeric(d[c], errors="coerce")
    for c in CATEGORIES:
        d[c] = d[c].replace("", "missing")
    return d


def evidently(reference, stream, step, onset=None):
    from evidently import DataDefinition, Dataset, Report
    from evidently.metrics import DriftedColumnsCount

    usable = [c for c in NUMBERS if reference[c].notna().any()]
    definition = DataDefinition(numerical_columns=usable, categorical_columns=CATEGORIES)
    ref = Dataset.from_pandas(reference[usable + CATEGORIES], data_definition=definition)
    out = []
    for end in range(WINDOW, len(stream) + 1, step):
        now = stream.iloc[end - WINDOW : end][usable + CATEGORIES]
        # A column without a value cannot be tested, and the preset stops at it.
        empty = [c for c in usable if now[c].notna().sum() < 2]
        if empty:
            keep = [c for c in usable if c not in empty]
            d2 = DataDefinition(numerical_columns=keep, categorical_columns=CATEGORIES)
            r, n = (Dataset.from_pandas(x[keep + CATEGORIES], data_definition=d2) for x in (reference, now))
        else:
            r, n = ref, Dataset.from_pandas(now, data_definition=definition)
        snapshot = Report([DriftedColumnsCount()]).run(n, r).dict()
        count = next(m["value"] for m in snapshot["metrics"] if "DriftedColumnsCount" in str(m.get("metric_name", m.get("metric_id", ""))))
        out.append((end, count["count"] >= 1, count["share"] >= 0.5))
        # Of a change only the first alarm after it is asked for: once both have given theirs, the rest says nothing more.
        after = [o for o in out if onset is not None and o[0] > onset]
        if any(o[1] for o in after) and any(o[2] for o in after):
            break
    return out


def nannyml(calculator, stream):
    result = calculator.calculate(stream).filter(period="analysis")
    frame = result.to_df()
    alerts = frame.xs("alert", axis=1, level=-1).any(axis=1)
    ends = frame[("chunk", "chunk", "end_index")] if ("chunk", "chunk", "end_index") in frame else frame[("chunk", "end_index")]
    return [(int(e) + 1, bool(a)) for e, a in zip(ends, alerts)]


def calculator(reference):
    import nannyml as nml

    usable = [x for x in NUMBERS + CATEGORIES if x not in NUMBERS or reference[x].notna().any()]
    c = nml.UnivariateDriftCalculator(column_names=usable, treat_as_categorical=CATEGORIES, chunk_size=WINDOW)
    return c.fit(reference)


def first_after(alarms, onset):
    # A window that ends after onset but alarmed before it already tells of nothing new.
    return next((end - onset for end, on in alarms if on and end > onset), None)


def episodes(flags):
    count = sum(1 for i, on in enumerate(flags) if on and (i == 0 or not flags[i - 1]))
    return {"alarms": count, "windows": sum(flags) / len(flags)}


KEPT = os.path.join(folder, "beside.jsonl")
kept = {}
if os.path.exists(KEPT):
    with open(KEPT) as f:
        kept = {name: row for name, row in map(json.loads, f)}
rows = []
calculators, references = {}, {}
for path in sorted(glob.glob(os.path.join(folder, "*.csv"))):
    name = os.path.basename(path)[:-4]
    if re.search(r"-(half|before)$", name):
        continue
    year = name[:4]
    if len(sys.argv) > 2 and year != sys.argv[2]:
        continue
    if name in kept:
        rows.append(kept[name])
        continue
    started = time.time()
    quiet, slow = "-quiet-" in name, "-slow-" in name
    key = f"{year}-before" if quiet and "year-after" in name else f"{year}-half"
    if key not in references:
        references[key] = read(os.path.join(folder, f"{key}.csv"))
        calculators[key] = calculator(references[key])
    stream = read(path)
    n = nannyml(calculators[key], stream)
    onset = None if quiet else int((stream["changed"] == "0").sum())
    e = evidently(references[key], stream, QUIET_STEP if quiet or slow else STEP, onset)
    if quiet:
        rows.append({"kind": "quiet", "year": year, "name": name[11:], "patients": len(stream),
                     "nannyml": episodes([a for _, a in n]), "evidentlyAny": episodes([a for _, a, _ in e]), "evidentlySet": episodes([a for _, _, a in e])})
    elif slow:
        # It creeps from the first patient on: the first alarm at all, of whatever it speaks.
        first = lambda xs: next((end for end, on in xs if on), None)
        rows.append({"kind": "slow", "year": year, "name": name[10:], "patients": len(stream), "nannyml": first(n),
                     "evidentlyAny": first([(end, a) for end, a, _ in e]), "evidentlySet": first([(end, s) for end, _, s in e])})
    else:
        before = lambda xs: any(on for end, on in xs if end <= onset)
        any_, set_ = [(end, a) for end, a, _ in e], [(end, s) for end, _, s in e]
        rows.append({"kind": "change", "year": year, "name": re.sub(r"-\d$", "", name[5:]),
                     **{k: {"delay": first_after(xs, onset), "before": before(xs)} for k, xs in (("nannyml", n), ("evidentlyAny", any_), ("evidentlySet", set_))}})
    with open(KEPT, "a") as f:
        f.write(json.dumps([name, rows[-1]]) + "\n")
    print(f"{name}: {time.time() - started:.0f} s", rows[-1], file=sys.stderr, flush=True)

from importlib.metadata import version

print(json.dumps({"versions": {p: version(p) for p in ("evidently", "nannyml")}, "window": WINDOW, "step": STEP, "quietStep": QUIET_STEP, "rows": rows}))
