"""A site's side: hands weights to `triage federated`, and what comes back to the server, masked."""

import os
from collections.abc import Callable

import numpy as np
from flwr.app import Context, Message
from flwr.app.message_type import MessageType
from flwr.client import ClientApp, NumPyClient
from flwr.client.mod import secaggplus_mod
from flwr.common.secure_aggregation.secaggplus_constants import RECORD_KEY_CONFIGS, Key, Stage

from .triage import Site, TakesNoPart

FEWEST_SITES = 3
# A site that counts for less than this share of `max-weight` would be rounded away.
LEAST_SHARE = 0.01


def masked(msg: Message, ctxt: Context, call_next: Callable[[Message, Context], Message]) -> Message:
    """Secure aggregation, unless this site's own node config says `secure=false`.

    The site decides: a server that asks for weights outside the protocol, or of too few sites, gets none.
    """
    if not ctxt.node_config.get("secure", True):
        return call_next(msg, ctxt)
    if msg.metadata.message_type == MessageType.TRAIN:
        asked = msg.content.config_records.get(RECORD_KEY_CONFIGS)
        if asked is None:
            raise TakesNoPart("this site sends weights by secure aggregation only")
        if asked.get(Key.STAGE) == Stage.SETUP:
            fewest = int(ctxt.node_config.get("fewest-sites", FEWEST_SITES))
            if min(int(asked[k]) for k in (Key.SAMPLE_NUMBER, Key.SHARE_NUMBER, Key.THRESHOLD)) < fewest:
                raise TakesNoPart(f"this site's weights are added to those of at least {fewest - 1} others")
    return secaggplus_mod(msg, ctxt, call_next)


class SiteClient(NumPyClient):
    """One site."""

    def __init__(self, site: Site, secure: bool) -> None:
        self.site = site
        self.secure = secure

    def fit(self, parameters: list[np.ndarray], config: dict) -> tuple[list[np.ndarray], int, dict]:
        arrays, weight = self.site.fit(
            parameters, int(config["round"]), int(config["steps"]), float(config["proximal"])
        )
        if self.secure:
            fits_range(arrays, weight, float(config["max-weight"]), float(config["clipping-range"]))
        # No metric: they are not masked.
        return arrays, int(weight), {}

    def evaluate(self, parameters: list[np.ndarray], config: dict) -> tuple[float, int, dict]:
        figures = self.site.evaluate(parameters)
        return float(figures["loss"]), int(figures["labels"]), {}


def fits_range(arrays: list[np.ndarray], weight: float, max_weight: float, clipping: float) -> None:
    """Numbers that would be cut or rounded away silently are not sent."""
    if not LEAST_SHARE <= weight / max_weight <= 1:
        raise TakesNoPart("max-weight does not suit this site's weight")
    if max(float(np.abs(a).max()) for a in arrays) * weight / max_weight > clipping:
        raise TakesNoPart("a weight is beyond the clipping range")


def client_fn(context: Context):
    """Settings of the site: `flower-supernode --node-config 'settings="/path/site.json" home="/path/openacuity"'`."""
    node = context.node_config
    home = str(node.get("home") or os.environ.get("OPENACUITY_HOME") or os.getcwd())
    return SiteClient(Site(str(node["settings"]), home), bool(node.get("secure", True))).to_client()


app = ClientApp(client_fn=client_fn, mods=[masked])
