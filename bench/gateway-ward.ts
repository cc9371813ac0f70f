// The other side of bench/gateway.ts, in a process of its own: the sandbox as EHR with a visit for each device, and the devices.
import { connectAsync } from "mqtt";
import { testSandbox } from "@/sandbox/testing";
import type { Ward, WardAnswer } from "./gateway-messages";

const tell = (answer: WardAnswer) => process.send?.(answer);
const sandbox = await testSandbox({
  backendKey: JSON.parse(process.argv[2] ?? "{}"),
  port: Number(process.argv[3]),
});
process.on("message", (ward: Ward) => {
  void (ward.do === "admit" ? admit(ward.devices) : send(ward));
});
tell({ done: "ready" });

/** A patient and a visit for each device, like the sandbox's first. */
async function admit(devices: readonly string[]): Promise<void> {
  const { store } = sandbox;
  const [patient, visit] = [store.get("Patient", "pat-001"), store.get("Encounter", "enc-001")];
  for (const id of devices) {
    store.put({ ...patient, id: `pat-${id}` } as never, "PUT");
    store.put({ ...visit, id: `enc-${id}`, subject: { reference: `Patient/pat-${id}` } } as never, "PUT");
  }
  tell({ done: "admitted" });
}

const mdc = (code: string, value: number, unit: string) => ({
  code: { system: "urn:iso:std:iso:11073:10101", code },
  value: Math.round(value),
  unit,
});
const wander = (around: number, by: number): number => around + (Math.random() - 0.5) * 2 * by;

/** One message a second of each device, spread over the second. */
async function send(ward: Extract<Ward, { do: "send" }>): Promise<void> {
  let [sent, acknowledged] = [0, 0];
  const patients = ward.devices.map(() => ({
    heartRate: wander(90, 30),
    spo2: wander(95, 4),
    breathing: wander(18, 5),
  }));
  const client = await connectAsync(ward.url, {
    protocolVersion: 5,
    ca: ward.ca,
    username: ward.devices[0] ?? "",
    password: ward.password,
  });
  // Each device signs in by its own name, as the broker's access list asks.
  const clients = await Promise.all(
    ward.devices.map((code, i) =>
      i === 0
        ? client
        : connectAsync(ward.url, {
            protocolVersion: 5,
            ca: ward.ca,
            username: code,
            password: ward.password,
          }),
    ),
  );
  tell({ done: "connected" });
  const waiting: Promise<unknown>[] = [];
  const started = Date.now();
  for (let second = 0; second < ward.seconds; second++)
    for (const [i, code] of ward.devices.entries()) {
      const due = started + second * 1000 + (i * 1000) / ward.devices.length;
      const early = due - Date.now();
      if (early > 2) await new Promise((resolve) => setTimeout(resolve, early));
      const p = patients[i] as (typeof patients)[number];
      const message = {
        version: 1,
        sequence: second + 1,
        measuredAt: new Date().toISOString(),
        observations: [
          mdc("147842", wander(p.heartRate, 3), "/min"),
          mdc("150456", Math.min(100, wander(p.spo2, 1)), "%"),
          mdc("151578", wander(p.breathing, 1), "/min"),
        ],
      };
      sent++;
      waiting.push(
        (clients[i] as (typeof clients)[number])
          .publishAsync(`openacuity/devices/${code}/observations`, JSON.stringify(message), { qos: 1 })
          .then(() => acknowledged++),
      );
    }
  await Promise.all(waiting);
  await Promise.all(clients.map((c) => c.endAsync()));
  tell({ done: "sent", sent, acknowledged, seconds: (Date.now() - started) / 1000 });
}
