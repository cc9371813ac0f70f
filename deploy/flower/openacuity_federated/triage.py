"""Calls the product's own command line: patients' data and the model's code stay there, arrays of numbers come here."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file


class TakesNoPart(RuntimeError):
    """This site does not do what was asked. Why is in its own log: what is raised here is told to the server."""


class Site:
    """A site's part in a round, done by `triage federated`."""

    def __init__(self, settings: str, home: str) -> None:
        self.settings = str(Path(settings).resolve())
        self.home = Path(home).resolve()
        self._like: list[tuple[str, list[int]]] | None = None

    def tensors(self) -> list[tuple[str, list[int]]]:
        """Names and shapes of what this site shares, by its own settings; in this order they are sent."""
        if self._like is None:
            told = self._ask("tensors", "--settings", self.settings)
            self._like = [(t["name"], t["shape"]) for t in told["shared"]]
        return self._like

    def fit(
        self, arrays: list[np.ndarray], rnd: int, steps: int, proximal: float
    ) -> tuple[list[np.ndarray], float]:
        """One round. Returns the site's weights and how much they count."""
        with tempfile.TemporaryDirectory(prefix="openacuity-federated-") as folder:
            weights, out = Path(folder) / "in.safetensors", Path(folder) / "out.safetensors"
            save_file(self._named(arrays), weights)
            told = self._ask(
                "fit", "--settings", self.settings, "--weights", str(weights), "--out", str(out),
                "--round", str(rnd), "--steps", str(steps), "--proximal", str(proximal),
            )
            learned = load_file(out)
            return [learned[name] for name, _ in self.tensors()], float(told["leaves"]["weight"])

    def evaluate(self, arrays: list[np.ndarray]) -> dict:
        """Figures on held-out labels; refused unless the site's settings share them."""
        with tempfile.TemporaryDirectory(prefix="openacuity-federated-") as folder:
            weights = Path(folder) / "in.safetensors"
            save_file(self._named(arrays), weights)
            return self._ask("evaluate", "--settings", self.settings, "--weights", str(weights))

    def _named(self, arrays: list[np.ndarray]) -> dict[str, np.ndarray]:
        like = self.tensors()
        if [list(a.shape) for a in arrays] != [shape for _, shape in like]:
            raise TakesNoPart("the weights are not those this site shares")
        return {name: np.ascontiguousarray(a, dtype=np.float32) for (name, _), a in zip(like, arrays)}

    def _ask(self, *args: str) -> dict:
        command = ["node", "bin/with-node.mjs", "bin/triage.ts", "federated", *args]
        # Only what a program needs: no secret of the machine goes along by accident.
        env = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR", "LANG")}
        done = subprocess.run(command, cwd=self.home, env=env, capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stderr, file=sys.stderr)
            raise TakesNoPart(f"this site does not do: {args[0]}")
        return json.loads(done.stdout)
