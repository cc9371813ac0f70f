import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installDebianPackages } from "./browser";

/** Where a program of Prometheus' is; null: not on this machine. */
export const findProgram = (name: string): string | null =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path)) ?? null;

/**
 * On continuous integration Debian's packages are installed. Elsewhere nobody's machine is given a service: the tests that need
 * Prometheus skip themselves by name.
 */
export function ensurePrometheus(): string | null {
  const complete = () => findProgram("prometheus") && findProgram("promtool") && findProgram("amtool");
  if (!complete() && process.env.CI) installDebianPackages(["prometheus", "prometheus-alertmanager"]);
  return complete() ? null : "no Prometheus, promtool or amtool on this machine";
}
