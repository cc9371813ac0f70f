import { expect, it } from "vitest";
import { startSandbox } from "./server";
import { freePort } from "./testing";

it("answers whoever asks while it starts, and does not leave them waiting", async () => {
  const port = await freePort();
  const seen = new Set<number>();
  const ask = async (): Promise<void> => {
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${port}/fhir/r4/metadata`).catch(() => null);
      if (response) seen.add(response.status);
      if (response?.ok) return;
      await new Promise((wait) => setImmediate(wait));
    }
  };
  const [sandbox] = await Promise.all([
    startSandbox({
      port,
      dataDir: null,
      seed: 1,
      appOrigin: "http://localhost:3000",
      arrivalsPerHour: 0,
    }),
    ask(),
  ]);
  await sandbox.close();
  expect([...seen].filter((status) => status !== 503)).toEqual([200]);
});
