import { readFile } from "node:fs/promises";
import type { Facts } from "@/lib/documents/facts";

type Locked = {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
};
type Listed = {
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly { readonly expression?: string }[];
};

/**
 * The packages of others that are needed to run, each once: as the list of a package (`npm run package`) has them, else as the lock file
 * has them, what only building and testing needs left out. Null: neither is at hand.
 */
export async function readComponents(): Promise<Facts["components"]> {
  const list = (await json("sbom.cdx.json")) as { components?: readonly Listed[] } | null;
  if (list?.components)
    return sorted(
      list.components.map((c) => ({
        name: c.name,
        version: c.version,
        licence: c.licenses?.[0]?.expression ?? null,
      })),
    );
  const lock = (await json("package-lock.json")) as { packages?: Readonly<Record<string, Locked>> } | null;
  return lock?.packages ? sorted(fromLock(lock.packages)) : null;
}

type Component = NonNullable<Facts["components"]>[number];

export function fromLock(packages: Readonly<Record<string, Locked>>): Component[] {
  const found = Object.entries(packages).flatMap(
    ([path, { version, license, dev, link }]): [string, Component][] => {
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      if (path === "" || dev || link || !version) return [];
      return [[`${name}@${version}`, { name, version, licence: license ?? null }]];
    },
  );
  return [...new Map(found).values()];
}

const sorted = (all: readonly Component[]): Component[] =>
  [...all].sort((a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1));

async function json(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(/*turbopackIgnore: true*/ file, "utf8"));
  } catch {
    return null;
  }
}
