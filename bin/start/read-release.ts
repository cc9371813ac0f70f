import { readFileSync } from "node:fs";

/** The version of the product that runs, from its package. */
export const readRelease = (): string =>
  (JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version;
