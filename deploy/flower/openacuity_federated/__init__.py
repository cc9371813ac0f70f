"""Carries weights between sites that teach one OpenAcuity model together (docs/federated.md)."""
