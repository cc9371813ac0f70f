"""Epsilons of Google's dp-accounting that lib/training/federated/accountant.ts is tested against.

    pip install dp-accounting==0.6.0
    python scripts/oracle/privacy_oracle.py > lib/training/federated/testing/privacy-oracle.json

`same` uses the orders our accountant uses, `all` those the library chooses, `pld` its tighter privacy loss distributions.
"""
import json

import dp_accounting
from dp_accounting import pld, rdp

ORDERS = [*range(2, 65), 80, 96, 128, 192, 256, 512, 1024]
CASES = [
    (0.01, 1.1, 1000, 1e-5),
    (256 / 60000, 1.1, 14063, 1e-5),
    (0.1, 4.0, 100, 1e-5),
    (0.005, 0.7, 100, 1e-5),
    (0.05, 2.0, 400, 1e-6),
    (0.3, 1.5, 50, 1e-4),
    (0.002, 0.5, 200, 1e-5),
    (1.0, 10.0, 5, 1e-5),
    (1.0, 2.0, 1, 1e-3),
]


def epsilon(accountant, rate, noise, steps, delta):
    step = dp_accounting.PoissonSampledDpEvent(rate, dp_accounting.GaussianDpEvent(noise))
    accountant.compose(dp_accounting.SelfComposedDpEvent(step, steps))
    return accountant.get_epsilon(delta)


print(json.dumps({
    "made_by": "dp-accounting 0.6.0, scripts/oracle/privacy_oracle.py",
    "cases": [
        {
            "rate": rate, "noise": noise, "steps": steps, "delta": delta,
            "same": epsilon(rdp.RdpAccountant(ORDERS), rate, noise, steps, delta),
            "all": epsilon(rdp.RdpAccountant(), rate, noise, steps, delta),
            "pld": epsilon(pld.PLDAccountant(), rate, noise, steps, delta),
        }
        for rate, noise, steps, delta in CASES
    ],
}, indent=1))
