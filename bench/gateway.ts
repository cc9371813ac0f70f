// `npm run bench:gateway [-- --devices 200 --seconds 60]`: monitors at one message a second, three vital signs each, through a real
// Mosquitto (TLS, QoS 1), the gateway on the embedded database, and the sandbox as EHR. Devices and EHR are a process of their own.
import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exportJWK, generateKeyPair } from "jose";
import { ensureEncounters } from "@/db/queries/encounter";
import { appUser, device, deviceCheckOut, deviceMessage, deviceReading, deviceRefusal } from "@/db/schema";
import { MINUTE } from "@/lib/core/clock";
import { parseEnv } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { startGateway } from "@/lib/workflows/devices/gateway";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/workflows/service/runtime";
import { freePort } from "@/sandbox/testing";
import { findMosquitto, makeBroker } from "@/scripts/test/mosquitto";
import type { Ward, WardAnswer } from "./gateway-messages";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "200" },
    seconds: { type: "string", default: "60" },
  },
});
const [count, seconds] = [Number(values.devices), Number(values.seconds)];
if (!findMosquitto()) throw new Error("Mosquitto is not installed (Debian: apt install mosquitto)");

const codes = Array.from({ length: count }, (_, i) => `bench-${String(i + 1).padStart(3, "0")}`);
const { privateKey, publicKey } = await generateKeyPair("ES384", { extractable: true });
const about = { alg: "ES384", kid: "backend" };
const port = await freePort();
const issuer = `http://localhost:${port}/fhir/r4`;
const known = { ...(await exportJWK(publicKey)), ...about, use: "sig" };
const ward = fork("bench/gateway-ward.ts", [JSON.stringify(known), String(port)], {
  execArgv: ["--import", "tsx"],
});
const answers: WardAnswer[] = [];
ward.on("message", (answer: WardAnswer) => void answers.push(answer));
const heard = async <D extends WardAnswer["done"]>(done: D): Promise<Extract<WardAnswer, { done: D }>> => {
  for (;;) {
    const answer = answers.find((a): a is Extract<WardAnswer, { done: D }> => a.done === done);
    if (answer) return answer;
    if (ward.exitCode !== null) throw new Error("the devices' process ended");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const ask = (what: Ward) => void ward.send(what);

await heard("ready");
ask({ do: "admit", devices: codes });
await heard("admitted");
const broker = await makeBroker(["openacuity-gateway", ...codes]);
const dir = await mkdtemp(join(tmpdir(), "bench-gateway-"));
const backend = {
  clientId: "openacuity-backend",
  privateKeyJwk: { ...(await exportJWK(privateKey)), ...about },
};
const rt = await createRuntime(
  parseEnv({
    DATA_DIR: dir,
    NEXTAUTH_SECRET: randomUUID() + randomUUID(),
    DATA_KEYS: `bench:${Buffer.alloc(32, 1).toString("base64")}`,
    SMART_ISSUERS: JSON.stringify([
      { name: "Sandbox", issuer, clientId: "openacuity", allowHttp: true, backend },
    ]),
    MODEL_DIR: "models/openacuity-triage",
    MQTT_URL: broker.url,
    MQTT_CA_FILE: broker.caFile,
    MQTT_USERNAME: "openacuity-gateway",
    MQTT_PASSWORD: broker.password,
    SANDBOX: "true",
    LOG_LEVEL: "warn",
  }),
);
await giveOut(rt);
const gateway = await startGateway(rt);
/** From measuring to the acknowledgement by the gateway, ms. */
const stored: number[] = [];
const takeIn = gateway.client.handleMessage;
gateway.client.handleMessage = (packet, done) =>
  takeIn.call(gateway.client, packet, (error) => {
    if (packet.cmd === "publish")
      stored.push(Date.now() - Date.parse(JSON.parse(String(packet.payload)).measuredAt));
    done(error);
  });

ask({
  do: "send",
  devices: codes,
  seconds,
  url: broker.url,
  ca: broker.ca.toString(),
  password: broker.password,
});
await heard("connected");
const cpu = process.cpuUsage();
const began = performance.now();
const sent = await heard("sent");
const used = process.cpuUsage(cpu);
const busy = (used.user + used.system) / 1000 / (performance.now() - began);
await untilQuiet(rt);
const readings = await rt.db
  .select({
    state: deviceReading.state,
    measuredAt: deviceReading.measuredAt,
    endedAt: deviceReading.endedAt,
  })
  .from(deviceReading);
const written = readings.filter((r) => r.state === "written");
const refusals = await rt.db.select().from(deviceRefusal);
const took = written.map((r) => (r.endedAt?.getTime() ?? 0) - r.measuredAt.getTime());
const lines = [
  `${count} devices, one message a second for ${seconds} s, 3 vital signs each; ${availableParallelism()} cores; embedded database, sandbox as EHR`,
  `sent ${sent.sent} in ${sent.seconds.toFixed(1)} s, acknowledged by the broker ${sent.acknowledged}`,
  `stored ${stored.length}, lost ${sent.acknowledged - stored.length}; time to be stored: median ${at(stored, 0.5)}, p95 ${at(stored, 0.95)} ms`,
  `written to the EHR ${written.length} of ${sent.sent * 3} values (the rest is no news); time to be written: median ${at(took, 0.5)}, p95 ${at(took, 0.95)} ms`,
  `refused: ${refusals.map((r) => `${r.reason} ${r.count}`).join(", ") || "nothing"}; not written yet ${readings.filter((r) => r.state === "pending").length}`,
  `the gateway's process used ${busy.toFixed(2)} cores`,
];
process.stdout.write(`${lines.join("\n")}\n`);
await gateway.close();
await closeRuntime(rt);
ward.kill();
await broker.remove();
await rm(dir, { recursive: true, force: true });

function at(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return String(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? "none");
}

/** Each device with the patient of its visit, for a minute already. */
async function giveOut({ db, clock }: Runtime): Promise<void> {
  const now = clock();
  const [by, byName] = [newId(), "Bench"];
  await db
    .insert(appUser)
    .values({ id: by, issuer, subject: by, displayName: byName, role: "lead", createdAt: now });
  const visits = await ensureEncounters(
    db,
    codes.map((code) => ({ issuer, encounterId: `enc-${code}`, patientId: `pat-${code}` })),
    now,
  );
  const registered = { issuer, registeredBy: by, registeredByName: byName, registeredAt: now };
  const out = {
    checkedOutAt: new Date(now.getTime() - MINUTE),
    checkedOutBy: by,
    checkedOutByName: byName,
  };
  for (const [i, code] of codes.entries()) {
    const deviceId = newId();
    await db.insert(device).values({ id: deviceId, code, name: code, ...registered });
    await db
      .insert(deviceCheckOut)
      .values({ id: newId(), deviceId, encounterId: visits[i]?.id ?? "", ...out });
  }
}

/** Until nothing is under way, for two minutes at most. */
async function untilQuiet({ db }: Runtime): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const open = readingsOpen();
    if (stored.length >= sent.acknowledged && (await open) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  async function readingsOpen(): Promise<number> {
    const rows = await db.select({ state: deviceReading.state }).from(deviceReading);
    return (await db.$count(deviceMessage)) + rows.filter((r) => r.state === "pending").length;
  }
}
