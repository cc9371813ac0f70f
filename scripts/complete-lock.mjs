// Adds lock entries for optional platform packages that the registry in use could not serve.
// npm writes an optional package into the lock only if its metadata was there to read; `npm ci` on the platform that
// needs it then fails (EUSAGE). Entries added here carry no integrity hash: npm fills it in where the package is found.
// Run after every change of dependencies: `npm run lock:complete`.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = "package-lock.json";
const OS = {
  darwin: "darwin",
  linux: "linux",
  linuxmusl: "linux",
  win: "win32",
  win32: "win32",
  windows: "win32",
  android: "android",
  freebsd: "freebsd",
  openbsd: "openbsd",
  netbsd: "netbsd",
  sunos: "sunos",
  aix: "aix",
  openharmony: "openharmony",
};
const CPU = new Set([
  "x64",
  "arm64",
  "arm",
  "ia32",
  "ppc64",
  "ppc64le",
  "s390x",
  "riscv64",
  "loong64",
  "mips64el",
  "wasm32",
]);

const lock = JSON.parse(readFileSync(FILE, "utf8"));
const packages = lock.packages;

/** Node's own look-up: the package in the nearest node_modules on the way up. */
function isLocked(from, name) {
  for (let base = from; ; ) {
    if (packages[`${base ? `${base}/` : ""}node_modules/${name}`]) return true;
    if (!base) return false;
    base = base.slice(0, Math.max(0, base.lastIndexOf("node_modules/"))).replace(/\/$/, "");
  }
}

function entryFor(name, version, dev) {
  const words = name.split("/").pop().split(/[-.]/);
  const os = words.map((w) => OS[w]).find(Boolean);
  const cpu = words.find((w) => CPU.has(w)) ?? (words.some((w) => /^arm/.test(w)) ? "arm" : undefined);
  const musl = words.some((w) => /musl/.test(w));
  return {
    version,
    ...(dev ? { dev: true } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(os === "linux" && musl ? { libc: ["musl"] } : {}),
  };
}

let added = 0;
const unresolved = [];
for (let again = true; again; ) {
  again = false;
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(path, name)) continue;
      if (!/^\d/.test(version)) {
        if (!unresolved.includes(`${name}@${version}`)) unresolved.push(`${name}@${version}`);
        continue;
      }
      packages[`node_modules/${name}`] = entryFor(name, version, entry.dev);
      added++;
      again = true;
    }
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} optional platform packages added to ${FILE}`);
for (const name of unresolved) console.log(`  left out, no exact version: ${name}`);
