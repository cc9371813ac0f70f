import { resolve } from "node:path";
import type { JWK } from "jose";
import { startSandbox } from "./server";

/**
 * The sandbox EHR as a process. Settings: SANDBOX_PORT (4000), SANDBOX_HOST (127.0.0.1), SANDBOX_ORIGIN
 * (http://localhost:<port>), SANDBOX_DATA_DIR (.data/sandbox), SANDBOX_SEED (1), SANDBOX_ARRIVALS_PER_HOUR (6),
 * SANDBOX_CLIENT_SECRET (made up), SANDBOX_FAULTS (off), SANDBOX_EMBED (off), SANDBOX_BACKEND_KEY (public key as
 * JWK of the client that acts for itself; none), APP_ORIGIN (http://localhost:3000).
 */
function number(name: string, fallback: number, low: number, high: number): number {
  const text = process.env[name];
  const value = text === undefined || text === "" ? fallback : Number(text);
  if (!Number.isFinite(value) || value < low || value > high)
    throw new Error(`${name}: expected a number from ${low} to ${high}`);
  return value;
}

function origin(name: string, fallback: string): string {
  const text = process.env[name] || fallback;
  if (!URL.canParse(text) || new URL(text).origin !== text)
    throw new Error(`${name}: expected an origin such as ${fallback}`);
  return text;
}

async function main(): Promise<void> {
  const port = number("SANDBOX_PORT", 4000, 0, 65_535);
  const sandbox = await startSandbox({
    port,
    host: process.env.SANDBOX_HOST || "127.0.0.1",
    ...(process.env.SANDBOX_ORIGIN
      ? { publicOrigin: origin("SANDBOX_ORIGIN", "http://localhost:4000") }
      : {}),
    dataDir: resolve(process.env.SANDBOX_DATA_DIR || ".data/sandbox"),
    seed: number("SANDBOX_SEED", 1, 0, 2 ** 31),
    appOrigin: origin("APP_ORIGIN", "http://localhost:3000"),
    arrivalsPerHour: number("SANDBOX_ARRIVALS_PER_HOUR", 6, 0, 600),
    faults: process.env.SANDBOX_FAULTS === "1",
    embed: process.env.SANDBOX_EMBED === "1",
    ...(process.env.SANDBOX_BACKEND_KEY
      ? { backendKey: JSON.parse(process.env.SANDBOX_BACKEND_KEY) as JWK }
      : {}),
    ...(process.env.SANDBOX_CLIENT_SECRET ? { clientSecret: process.env.SANDBOX_CLIENT_SECRET } : {}),
  });
  console.log(
    `Sandbox EHR ready at ${sandbox.origin} (FHIR ${sandbox.fhirBaseUrl}), synthetic patients only`,
  );

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // Our parent was killed hard: nobody would stop us.
  process.on("disconnect", stop);
}

main().catch((error: unknown) => {
  console.error(`The sandbox EHR did not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
