import { readFile } from "node:fs/promises";
import type { IClientOptions, MqttClient } from "mqtt";
import { DAY, SECOND } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Runtime } from "../service/runtime";
import { receiveMessage, TOPICS } from "./receive";
import { sortInbox } from "./sort-inbox";
import { writeReadings } from "./write-readings";

/** The broker keeps what arrives for this name while the gateway is away. Two of one name end each other's connection. */
const CLIENT_ID = "openacuity-gateway";
const SESSION_KEPT = 7 * DAY;
/** Messages the broker may send ahead of our word that they arrived. */
const IN_FLIGHT = 200;
const RECONNECT = 1 * SECOND;
const AGAIN_AFTER = 0.5 * SECOND;
const LOOK_EVERY = 0.25 * SECOND;
const WRITE_EVERY = 1 * SECOND;

export type Gateway = { readonly client: MqttClient; close(): Promise<void> };

/**
 * Listens to the broker, stores what arrives before it says so, and takes it on to the EHR. Ends with the runtime.
 * @throws AppError("config-invalid") without MQTT_URL
 */
export async function startGateway(rt: Runtime): Promise<Gateway> {
  const { MQTT_URL } = rt.env;
  if (!MQTT_URL) throw new AppError("config-invalid", "The gateway needs MQTT_URL, the broker to listen to.");
  const stop = new AbortController();
  const stopping = AbortSignal.any([stop.signal, rt.queue.stopping]);
  const { connect } = await import("mqtt");
  rt.metrics.brokerConnected.set({}, 0);
  const client = connect(MQTT_URL, await optionsOf(rt));
  // A message is acknowledged by a number that belongs to its connection: on another one it could mean another message.
  let connection = 0;
  client.handleMessage = (packet, done) => {
    if (packet.cmd !== "publish") return done();
    const cameBy = connection;
    const { topic, payload } = packet;
    const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
    void takeIn(rt, topic, bytes, stopping).then((taken) => {
      // Left unanswered when process or connection ended in between: the broker sends it again.
      if (taken && cameBy === connection) done();
    });
  };
  client.on("connect", ({ sessionPresent }) => {
    rt.logger.info({ sessionPresent }, "connected to the broker");
    client.subscribe(TOPICS, { qos: 1 }, (error, granted) => {
      const refused = granted?.some((g) => Number(g.qos) >= 128) ?? false;
      rt.metrics.brokerConnected.set({}, error || refused ? 0 : 1);
      if (error || refused)
        rt.logger.error({ err: error ?? null }, "the broker does not let the gateway listen to devices");
    });
  });
  client.on("error", (error) => rt.logger.warn({ err: error }, "the connection to the broker failed"));
  client.on("close", () => {
    connection += 1;
    rt.metrics.brokerConnected.set({}, 0);
    if (!stopping.aborted) rt.logger.warn({}, "not connected to the broker; trying again");
  });
  const work = [
    keepDoing(rt, LOOK_EVERY, stopping, async () => {
      while (!stopping.aborted && (await sortInbox(rt)) > 0);
    }),
    keepDoing(rt, WRITE_EVERY, stopping, () => writeReadings(rt, stopping)),
  ];
  stopping.addEventListener("abort", () => void client.endAsync(true).catch(() => {}), { once: true });
  return {
    client,
    async close() {
      stop.abort();
      await Promise.all(work);
    },
  };
}

async function optionsOf({ env }: Runtime): Promise<IClientOptions> {
  return {
    protocolVersion: 5,
    clientId: CLIENT_ID,
    clean: false,
    properties: { sessionExpiryInterval: SESSION_KEPT / SECOND, receiveMaximum: IN_FLIGHT },
    reconnectPeriod: RECONNECT,
    rejectUnauthorized: true,
    ...(env.MQTT_USERNAME ? { username: env.MQTT_USERNAME } : {}),
    ...(env.MQTT_PASSWORD ? { password: env.MQTT_PASSWORD } : {}),
    ...(env.MQTT_CA_FILE ? { ca: await readFile(env.MQTT_CA_FILE) } : {}),
  };
}

/** Until it is stored or refused for good; false: the process stops. Meanwhile the broker is held back. */
async function takeIn(
  rt: Runtime,
  topic: string,
  payload: Uint8Array,
  stopping: AbortSignal,
): Promise<boolean> {
  while (!stopping.aborted) {
    try {
      await receiveMessage(rt, topic, payload);
      return true;
    } catch (error) {
      if (!stopping.aborted)
        rt.logger.error({ err: toAppError(error) }, "a device's message could not be stored yet");
      await wait(AGAIN_AFTER, stopping);
    }
  }
  return false;
}

async function keepDoing(
  rt: Runtime,
  everyMs: number,
  stopping: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  while (!stopping.aborted) {
    await work().catch((error: unknown) => {
      if (!stopping.aborted)
        rt.logger.error({ err: toAppError(error) }, "devices' readings could not be taken on");
    });
    await wait(everyMs, stopping);
  }
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
