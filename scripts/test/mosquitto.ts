import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { findProgram } from "@/bin/monitoring/programs";
import { freePort } from "@/sandbox/testing";

/** Where Mosquitto and what it needs are; null: not installed here (Debian: apt install mosquitto). */
export function findMosquitto(): { readonly broker: string; readonly passwd: string } | null {
  const [broker, passwd] = [findProgram(["mosquitto"]), findProgram(["mosquitto_passwd"])];
  return broker && passwd && findProgram(["openssl"]) ? { broker, passwd } : null;
}

export type Broker = {
  readonly url: string;
  readonly caFile: string;
  readonly ca: Buffer;
  /** Everybody's, for the test. */
  readonly password: string;
  start(): Promise<void>;
  /** As an operator or a reboot does it; it writes down what waits. */
  stop(): Promise<void>;
  remove(): Promise<void>;
};

const PASSWORD = "only-for-a-test";

/** A broker of its own with the configuration we ship, on a free port, with a certificate for localhost and these names. */
export async function makeBroker(names: readonly string[]): Promise<Broker> {
  const found = findMosquitto();
  if (!found) throw new Error("Mosquitto is not installed");
  // Mosquitto, begun by root, goes on as a user of its own, who must be able to read and write here.
  const dir = await mkdtemp("/tmp/openacuity-broker-");
  const port = await freePort();
  const [ca, key] = [join(dir, "server.crt"), join(dir, "server.key")];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"].concat([
      "-addext",
      "subjectAltName=DNS:localhost",
      "-keyout",
      key,
      "-out",
      ca,
    ]),
    { stdio: "ignore" },
  );
  const passwd = join(dir, "passwd");
  await writeFile(passwd, names.map((name) => `${name}:${PASSWORD}\n`).join(""));
  execFileSync(found.passwd, ["-U", passwd]);
  const config = readFileSync("deploy/gateway/mosquitto.conf", "utf8")
    .replace("/etc/mosquitto/openacuity.passwd", passwd)
    .replace("/etc/mosquitto/openacuity.acl", join(process.cwd(), "deploy/gateway/openacuity.acl"))
    .replace("/etc/mosquitto/certs/ca.crt", ca)
    .replace("/etc/mosquitto/certs/server.crt", ca)
    .replace("/etc/mosquitto/certs/server.key", key)
    .replace("/var/lib/mosquitto/", `${dir}/`)
    .replace("listener 8883", `listener ${port} 127.0.0.1`);
  await writeFile(join(dir, "mosquitto.conf"), `${config}user ${process.getuid?.() === 0 ? "root" : ""}\n`);
  let child: ChildProcess | null = null;
  const certificate = readFileSync(ca);
  const broker: Broker = {
    url: `mqtts://localhost:${port}`,
    caFile: ca,
    ca: certificate,
    password: PASSWORD,
    async start() {
      const started = spawn(found.broker, ["-c", join(dir, "mosquitto.conf")], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      child = started;
      let said = "";
      started.stderr?.on("data", (chunk: Buffer) => {
        said = `${said}${chunk}`.slice(-2_000);
      });
      for (let tries = 0; tries < 100; tries++) {
        if (started.exitCode !== null) throw new Error(`Mosquitto did not start: ${said}`);
        if (await answers(port, certificate)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`Mosquitto does not answer: ${said}`);
    },
    async stop() {
      const running = child;
      child = null;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise((resolve) => running.once("exit", resolve));
      running.kill("SIGTERM");
      await ended;
    },
    async remove() {
      await broker.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await broker.start();
  return broker;
}

const answers = (port: number, ca: Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTls({ port, host: "127.0.0.1", servername: "localhost", ca }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
