import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Addresses of the stack under test and the helpers the sandbox offers to tests only. */
export const APP = `http://localhost:${process.env.E2E_PORT}`;
export const SANDBOX = `http://localhost:${process.env.E2E_SANDBOX_PORT}`;
export const FHIR = `${SANDBOX}/fhir/r4`;
const DATA_DIR = process.env.E2E_DATA_DIR ?? "";

export type Fault = "down" | "slow" | "malformed" | "error500" | "expire-tokens" | "none";

export async function setFault(mode: Fault, ms?: number): Promise<void> {
  const response = await fetch(`${SANDBOX}/sandbox/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ mode, ms }),
  });
  if (!response.ok) throw new Error(`the sandbox refused fault ${mode}: ${response.status}`);
}

export function metricsToken(): string {
  return (JSON.parse(readFileSync(join(DATA_DIR, "secrets.json"), "utf8")) as { METRICS_TOKEN: string })
    .METRICS_TOKEN;
}

export async function metrics(): Promise<string> {
  const response = await fetch(`${APP}/api/metrics`, {
    headers: { authorization: `Bearer ${metricsToken()}` },
  });
  return response.text();
}

export async function health(): Promise<{ status: string; checks: Record<string, unknown> }> {
  return (await (await fetch(`${APP}/api/health`)).json()) as {
    status: string;
    checks: Record<string, unknown>;
  };
}
