// The list of what a package holds by others, as CycloneDX: from the lock file, for the packages that go along.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "./trace";

type Locked = { readonly version?: string; readonly license?: string; readonly integrity?: string };

export type Component = {
  readonly type: "library";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses: readonly { readonly expression: string }[];
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
};

/**
 * CycloneDX 1.6 (ECMA-424), without serial number or time, so that the same package always has the same list.
 * @param files the package's files, relative to its root
 */
export function sbomOf(root: string, version: string, files: readonly string[]) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  const folders = [...new Set(files.flatMap((f) => packageFolder(f) ?? []))].sort();
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": `openacuity@${version}`,
        name: "openacuity",
        version,
        licenses: [{ expression: "Apache-2.0" }],
      },
    },
    components: distinct(folders.flatMap((folder) => component(root, folder, packages[folder]))),
  };
}

function component(root: string, folder: string, locked: Locked | undefined): Component[] {
  // Libraries carry compiled copies of others in folders of that name, which no lock file knows; those stay their matter.
  if (!locked?.version) return [];
  const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
  const licence = locked.license ?? ownLicence(root, folder);
  const purl = `pkg:npm/${name.replace("@", "%40")}@${locked.version}`;
  return [
    {
      type: "library",
      "bom-ref": purl,
      name,
      version: locked.version,
      purl,
      licenses: licence ? [{ expression: licence }] : [],
      hashes: hashes(locked.integrity),
    },
  ];
}

function ownLicence(root: string, folder: string): string | null {
  const { license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as {
    license?: string | { type: string };
  };
  return typeof license === "string" ? license : (license?.type ?? null);
}

/** npm writes `sha512-<base64>`; CycloneDX wants hex. */
function hashes(integrity: string | undefined): Component["hashes"] {
  const [algorithm, base64] = integrity?.split("-") ?? [];
  if (algorithm !== "sha512" || !base64) return [];
  return [{ alg: "SHA-512", content: Buffer.from(base64, "base64").toString("hex") }];
}

const distinct = (components: readonly Component[]): Component[] => [
  ...new Map(components.map((c) => [c["bom-ref"], c])).values(),
];
