import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "@/scripts/test/prometheus";

const SOURCE = fileURLToPath(new URL("./server", import.meta.url));
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/openacuity-hapi", import.meta.url));
/** Libraries come over the network the first time; the server itself is up within half a minute. */
const START_MS = 180_000;

export type HapiServer = {
  /** FHIR base URL, without a sign-in. */
  readonly url: string;
  stop(): Promise<void>;
};

/** Why a HAPI server cannot be had here; null: it can. */
export function whyNoHapi(): string | null {
  const missing = ["java", "javac", "mvn"].filter((name) => !findProgram(name));
  return missing.length > 0 ? `no ${missing.join(", ")} on this machine` : null;
}

/** Builds the server of `server/` once for its source and starts it. Throws with the tail of its log when it does not come up. */
export async function startHapi(): Promise<HapiServer> {
  const folder = build();
  const child = spawn(
    "java",
    [
      "-Xmx1g",
      "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
      "-cp",
      `${join(folder, "classes")}:${join(folder, "lib")}/*`,
      "HapiServer",
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const port = await listening(child);
  return {
    url: `http://127.0.0.1:${port}/fhir`,
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        // It ends when nobody holds its input any more, so that a killed test leaves none behind.
        child.stdin?.end();
        setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
      }),
  };
}

function build(): string {
  const source = readFileSync(join(SOURCE, "HapiServer.java"));
  const pom = readFileSync(join(SOURCE, "pom.xml"));
  const folder = join(CACHE, createHash("sha256").update(source).update(pom).digest("hex").slice(0, 16));
  if (existsSync(join(folder, "classes", "HapiServer.class"))) return folder;
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(join(folder, "classes"), { recursive: true });
  const lib = join(folder, "lib");
  run("mvn", [
    "-q",
    "-B",
    "-f",
    join(SOURCE, "pom.xml"),
    "dependency:copy-dependencies",
    `-DoutputDirectory=${lib}`,
  ]);
  run("javac", [
    "-nowarn",
    "-cp",
    `${lib}/*`,
    "-d",
    join(folder, "classes"),
    join(SOURCE, "HapiServer.java"),
  ]);
  return folder;
}

const run = (program: string, args: readonly string[]) =>
  execFileSync(program, args, { stdio: ["ignore", "inherit", "inherit"] });

function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let log = "";
    const fail = (what: string) => {
      child.kill("SIGKILL");
      reject(new Error(`HAPI ${what}:\n${log.slice(-4_000)}`));
    };
    const timer = setTimeout(() => fail("did not come up in time"), START_MS);
    child.once("exit", (code) => fail(`ended with ${code}`));
    child.stderr?.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      const port = /listening (\d+)/.exec(chunk.toString())?.[1];
      if (!port) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      resolve(Number(port));
    });
  });
}
