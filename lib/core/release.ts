import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version of the product, as its package has it: of the one that runs, or of the one in another folder. */
export const readRelease = (root = ""): string =>
  (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
