// `npm run audit:packages`: asks the registry for advisories on what the lock holds and holds them against the reviewed
// list. Exit status: 0 nothing to do, 1 something is, 2 the registry could not be asked.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findingsOf, judge, type Reviewed, reviewedSchema } from "./judge";

export const readReviewed = (): Reviewed =>
  reviewedSchema.parse(JSON.parse(readFileSync(new URL("reviewed.json", import.meta.url), "utf8")));

/** Null where the registry has no audit endpoint or there is no network. */
export async function askRegistry(): Promise<ReturnType<typeof findingsOf>> {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["audit", "--json", "--package-lock-only", "--fetch-retries=0", "--fetch-timeout=15000"];
  const text = await new Promise<string>((resolve) => {
    // It ends with an error also when it only found something; what it says is what counts.
    execFile(npm, args, { timeout: 45_000, maxBuffer: 2 ** 26 }, (_error, stdout) => resolve(stdout));
  });
  try {
    return findingsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const findings = await askRegistry();
  if (findings === null) {
    console.error("The registry's audit endpoint cannot be reached: nothing was checked.");
    process.exit(2);
  }
  const toDo = judge(findings, readReviewed(), new Date().toISOString().slice(0, 10));
  for (const line of toDo) console.error(line);
  if (toDo.length === 0) console.log(`Nothing to do: ${findings.length} known advisories, all reviewed.`);
  process.exit(toDo.length === 0 ? 0 : 1);
}
