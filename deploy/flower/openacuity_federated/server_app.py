"""Runs the rounds: sends common weights out, adds up what comes back, writes the last ones down. Sees no patient's data."""

from pathlib import Path

from flwr.app import Context
from flwr.common import ndarrays_to_parameters, parameters_to_ndarrays
from flwr.compat.common.recorddict_compat import arrayrecord_to_parameters
from flwr.server import Grid, LegacyContext, ServerApp, ServerConfig
from flwr.server.strategy import FedAvg, FedMedian, FedProx, FedTrimmedAvg, Strategy
from flwr.server.workflow import DefaultWorkflow, SecAggPlusWorkflow
from flwr.server.workflow.constant import MAIN_PARAMS_RECORD
from safetensors.numpy import load_file, save_file

app = ServerApp()

NEEDS_EACH = ("median", "trimmed-mean")


def strategy_of(config: dict, start: list) -> Strategy:
    """Flower's own strategies; what a site is told of a round is no more than its number, steps and pull."""
    name = str(config["strategy"])
    sites = int(config["min-sites"])
    if config["secure"] and name in NEEDS_EACH:
        raise ValueError(f"{name} needs to see each site's weights, and secure aggregation hides them")

    def told(rnd: int) -> dict:
        return {
            "round": rnd,
            "steps": int(config["steps"]),
            "proximal": float(config["proximal"]) if name == "prox" else 0.0,
            "max-weight": float(config["max-weight"]),
            "clipping-range": float(config["clipping-range"]),
        }

    common = {
        "fraction_fit": 1.0,
        "fraction_evaluate": 0.0,
        "min_fit_clients": sites,
        "min_available_clients": sites,
        "on_fit_config_fn": told,
        "initial_parameters": ndarrays_to_parameters(start),
        # A round with a site missing is another mean than the one that was agreed on.
        "accept_failures": False,
    }
    match name:
        case "mean":
            return FedAvg(**common)
        case "prox":
            return FedProx(**common, proximal_mu=float(config["proximal"]))
        case "median":
            return FedMedian(**common)
        case "trimmed-mean":
            return FedTrimmedAvg(**common, beta=float(config["trim"]))
    raise ValueError(f"{name} is none of mean, prox, median, trimmed-mean")


@app.main()
def main(grid: Grid, context: Context) -> None:
    config = context.run_config
    start = load_file(Path(str(config["start"])))
    names = sorted(start)
    strategy = strategy_of(config, [start[name] for name in names])
    legacy = LegacyContext(
        context=context, config=ServerConfig(num_rounds=int(config["rounds"])), strategy=strategy
    )
    fit = (
        SecAggPlusWorkflow(
            # A number would have to be greater than 2 and the same at every size; 1.0 is all of them.
            num_shares=1.0,
            reconstruction_threshold=float(config["threshold"]),
            max_weight=float(config["max-weight"]),
            clipping_range=float(config["clipping-range"]),
            timeout=float(config["timeout"]),
        )
        if config["secure"]
        else None
    )
    DefaultWorkflow(fit_workflow=fit)(grid, legacy)
    last = parameters_to_ndarrays(
        arrayrecord_to_parameters(legacy.state.array_records[MAIN_PARAMS_RECORD], keep_input=True)
    )
    if all((a == start[name]).all() for name, a in zip(names, last)):
        raise RuntimeError("no round was aggregated; nothing is written")
    out = {name: a.astype("float32").reshape(start[name].shape) for name, a in zip(names, last)}
    save_file(out, Path(str(config["out"])), metadata={"format": "pt"})
