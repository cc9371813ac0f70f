import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { ensureEncounters } from "@/db/queries/encounter";
import { appUser, device, deviceCheckOut, deviceMessage, deviceReading, deviceRefusal } from "@/db/schema";
import { testKeys } from "@/db/testing";
import { MINUTE } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { type Broker, findMosquitto, makeBroker } from "@/scripts/test/mosquitto";
import { makeDataDir } from "./support/runtime";

const DEVICES = ["drill-1", "drill-2", "drill-3"];
const SECONDS = 8;

let broker: Broker | undefined;
let gateway: ChildProcess | undefined;
let dataDir = "";
const clients: MqttClient[] = [];
afterEach(async () => {
  gateway?.kill("SIGKILL");
  await Promise.all(clients.splice(0).map((c) => c.endAsync(true)));
  await broker?.remove();
  await rm(dataDir, { recursive: true, force: true });
});

/** The embedded database of the gateway, while no gateway has it open. */
async function withDatabase<T>(
  work: (db: Awaited<ReturnType<typeof openDatabase>>["db"]) => Promise<T>,
): Promise<T> {
  const handle = await openDatabase({ dataDir, keys: testKeys });
  try {
    return await work(handle.db);
  } finally {
    await handle.close();
  }
}

/** Each device is with a patient of an EHR that is not there: readings are stored, and wait. */
const prepare = () =>
  withDatabase(async (db) => {
    const now = new Date();
    const issuer = "https://ehr.test/fhir";
    const [by, byName] = [newId(), "Test nurse"];
    await db
      .insert(appUser)
      .values({ id: by, issuer, subject: by, displayName: byName, role: "lead", createdAt: now });
    for (const code of DEVICES) {
      const [visit] = await ensureEncounters(
        db,
        [{ issuer, encounterId: code, patientId: `of-${code}` }],
        now,
      );
      const deviceId = newId();
      await db.insert(device).values({
        id: deviceId,
        issuer,
        code,
        name: code,
        registeredBy: by,
        registeredByName: byName,
        registeredAt: now,
      });
      await db.insert(deviceCheckOut).values({
        id: newId(),
        deviceId,
        encounterId: visit?.id ?? "",
        checkedOutAt: new Date(now.getTime() - 10 * MINUTE),
        checkedOutBy: by,
        checkedOutByName: byName,
      });
    }
  });

async function startGateway(at: Broker): Promise<void> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "tests/integration/support/gateway.ts", dataDir, at.url, at.caFile, at.password],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  gateway = child;
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the gateway ended with ${code}`)));
  });
}

const killGateway = async (): Promise<void> => {
  const ended = new Promise((resolve) => gateway?.once("exit", resolve));
  gateway?.kill("SIGKILL");
  await ended;
};

describe.skipIf(!findMosquitto())("a gateway and a broker that end while devices send (Mosquitto)", () => {
  it("lose nothing that a device was told had arrived", async () => {
    dataDir = await makeDataDir();
    await prepare();
    broker = await makeBroker(["openacuity-gateway", ...DEVICES]);
    const at = broker;
    await startGateway(at);
    const connect = async (username: string) => {
      const client = await connectAsync(at.url, {
        protocolVersion: 5,
        ca: at.ca,
        username,
        password: at.password,
        clientId: username,
        reconnectPeriod: 100,
        clean: false,
        properties: { sessionExpiryInterval: 600 },
      });
      client.on("error", () => {});
      clients.push(client);
      return client;
    };
    const acknowledged = new Map(DEVICES.map((code) => [code, 0]));
    const published: Promise<unknown>[] = [];
    const senders = await Promise.all(DEVICES.map(connect));
    const sendAll = (sequence: number) =>
      senders.map((client, i) => {
        const code = DEVICES[i] ?? "";
        // Another minute's value each time, so that none is dropped as no news.
        const measuredAt = new Date(Date.now() - (SECONDS * 10 - sequence) * 5_100).toISOString();
        const observations = [
          {
            code: { system: "http://loinc.org", code: "8867-4" },
            value: sequence % 2 ? 60 : 140,
            unit: "/min",
          },
        ];
        return client
          .publishAsync(
            `openacuity/devices/${code}/observations`,
            JSON.stringify({ version: 1, sequence, measuredAt, observations }),
            { qos: 1 },
          )
          .then(() => acknowledged.set(code, (acknowledged.get(code) ?? 0) + 1));
      });
    // What a device may not do: write as another one. The broker takes nothing from it.
    const [liar] = senders;
    await liar?.publishAsync("openacuity/devices/drill-2/observations", "{}", { qos: 1 }).catch(() => {});

    for (let n = 1; n <= SECONDS * 10; n++) {
      published.push(...sendAll(n));
      if (n === 20) await killGateway();
      if (n === 30) await startGateway(at);
      if (n === 50) {
        await at.stop();
        await at.start();
      }
      if (n === 65) await killGateway();
      if (n === 70) await startGateway(at);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await Promise.all(published);
    expect([...acknowledged.values()]).toEqual(DEVICES.map(() => SECONDS * 10));

    // The gateway has looked at all of it when nothing waits any more; it is then ended, and what it kept is counted.
    const counts = () =>
      withDatabase(async (db) => ({
        waiting: await db.$count(deviceMessage),
        readings: await db.$count(deviceReading),
        refused: await db.select().from(deviceRefusal),
        marks: (await db.select().from(device)).map((d) => d.lastSequence),
      }));
    const looked = async () => {
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      await killGateway();
      return counts();
    };
    const all = DEVICES.map(() => SECONDS * 10);
    let after = await looked();
    // A busy machine may need longer: what is still at the broker comes with the next start.
    for (let round = 0; round < 3 && String(after.marks) !== String(all); round++) {
      await startGateway(at);
      after = await looked();
    }
    expect(after.marks).toEqual(all);
    // Each message is in the inbox or has become its one reading; what came twice is counted, and nothing else was refused.
    expect(after.waiting + after.readings).toBe(DEVICES.length * SECONDS * 10);
    expect(after.refused.map((r) => r.reason).filter((r) => r !== "doubled")).toEqual([]);
  }, 400_000);
});
