// Runs a command of ours under the Node release the libraries need, whatever Node started npm.
// fhir-router needs >= 22.18 and tfjs-node needs <= 22; the release arrives as an ordinary (optional) npm package
// per platform, so nothing is downloaded outside the registry. Plain JavaScript that any Node >= 20 can run.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split(".").map(Number);
const fits = major === 22 && minor >= 18;

function bundledNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const file = join(
    root,
    "node_modules",
    `node-${platform}-${process.arch}`,
    "bin",
    platform === "win" ? "node.exe" : "node",
  );
  return existsSync(file) ? file : null;
}

const node = fits ? process.execPath : bundledNode();
if (!node) {
  console.error(
    `OpenAcuity needs Node 22.18 or a later 22. This is ${process.version}, and no bundled Node was installed for ` +
      `${process.platform}-${process.arch}. Run "npm ci" without --omit=optional, or install Node 22 and try again.`,
  );
  process.exit(1);
}

const args = process.argv.slice(2);
const typescript = /\.m?ts$/.test(args[0] ?? "") ? ["--import", "tsx"] : [];
const env = {
  ...process.env,
  PATH: `${dirname(node)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}`,
};
const child = spawn(node, [...typescript, ...args], {
  // The channel lets our long-running commands notice that this launcher was killed hard.
  stdio: typescript.length > 0 ? ["inherit", "inherit", "inherit", "ipc"] : "inherit",
  env,
  cwd: process.cwd(),
});
// The terminal already sends Ctrl-C to the whole group; a signal sent to this process alone must reach the child.
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
process.on("SIGINT", () => {});
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
