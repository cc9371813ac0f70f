import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { appendFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { Foreign } from "@/lib/fhir/client";

/**
 * NDJSON of a bulk export (FHIR Bulk Data Access) has a file a type of resource, each with everybody's. Here everything is sorted
 * into parts by patient, so that one patient's whole chart is in one part and a part fits into memory.
 */

/** What a case is made from: what an export is asked for, and what is kept of one. */
export const CHART_TYPES: readonly string[] = [
  "Patient",
  "Encounter",
  "Observation",
  "Condition",
  "MedicationRequest",
  "MedicationStatement",
  "AllergyIntolerance",
  "DocumentReference",
];
/** About as much of the export goes into one part. */
const PART_BYTES = 16 * 2 ** 20;
const MOST_PARTS = 2_048;
const FLUSH_BYTES = 1 * 2 ** 20;
/** Says that all parts are whole; written last. */
const WHOLE = "whole.json";

export type Parted = {
  readonly parts: readonly string[];
  /** Lines that are no FHIR resource, and resources that name no patient. */
  readonly unreadable: number;
  readonly unowned: number;
};

/** Parts in `folder` (readable by its owner alone: they are charts); those of an earlier run are taken up when they are whole. */
export async function partByPatient(
  from: string,
  names: readonly string[],
  folder: string,
  onProgress?: (done: number, of: number) => void,
): Promise<Parted> {
  const whole = join(folder, WHOLE);
  if (existsSync(whole)) return JSON.parse(await readFile(whole, "utf8")) as Parted;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const sizes = await Promise.all(names.map(async (n) => (await stat(join(from, n))).size));
  const total = sizes.reduce((a, b) => a + b, 0);
  const writer = partWriter(folder, Math.min(MOST_PARTS, Math.max(1, Math.ceil(total / PART_BYTES))));
  let [unreadable, unowned] = [0, 0];
  for (const [i, name] of names.entries()) {
    for await (const line of linesOf(join(from, name))) {
      if (line.trim() === "") continue;
      const resource = parse(line);
      if (!resource) unreadable++;
      else if (CHART_TYPES.includes(String(resource.resourceType))) {
        const patient = patientOf(resource);
        if (patient) await writer.add(patient, line);
        else unowned++;
      }
    }
    onProgress?.(i + 1, names.length);
  }
  const parted = { parts: await writer.end(), unreadable, unowned };
  await writeFile(whole, JSON.stringify(parted), { mode: 0o600 });
  return parted;
}

/** One part's charts, by patient. */
export async function chartsOf(path: string): Promise<Map<string, Foreign[]>> {
  const charts = new Map<string, Foreign[]>();
  for (const line of (await readFile(path, "utf8")).split("\n")) {
    const resource = line === "" ? null : parse(line);
    const patient = resource && patientOf(resource);
    if (!resource || !patient) continue;
    const chart = charts.get(patient);
    if (chart) chart.push(resource);
    else charts.set(patient, [resource]);
  }
  return charts;
}

function partWriter(folder: string, parts: number) {
  const waiting = new Map<string, string[]>();
  const written = new Set<string>();
  let bytes = 0;
  async function flush(): Promise<void> {
    for (const [part, lines] of waiting)
      await appendFile(join(folder, part), lines.map((l) => `${l}\n`).join(""), { mode: 0o600 });
    waiting.clear();
    bytes = 0;
  }
  return {
    async add(patient: string, line: string): Promise<void> {
      const number = createHash("sha256").update(patient).digest().readUInt32BE() % parts;
      const part = `part-${String(number).padStart(4, "0")}`;
      written.add(part);
      const lines = waiting.get(part) ?? [];
      lines.push(line);
      waiting.set(part, lines);
      bytes += line.length;
      if (bytes > FLUSH_BYTES) await flush();
    },
    async end(): Promise<string[]> {
      await flush();
      return [...written].sort();
    },
  };
}

function linesOf(path: string): AsyncIterable<string> {
  const raw = createReadStream(path);
  const input = path.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

function parse(line: string): Foreign | null {
  try {
    const resource = JSON.parse(line) as Foreign | null;
    return typeof resource?.resourceType === "string" ? resource : null;
  } catch {
    return null;
  }
}

/** Whose it is, by the reference's last two parts: an export is of one server. */
function patientOf(resource: Foreign): string | null {
  if (resource.resourceType === "Patient") return typeof resource.id === "string" ? resource.id : null;
  const about = (resource.subject ?? resource.patient) as { reference?: unknown } | undefined;
  return (
    /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/.exec(String(about?.reference))?.[1] ?? null
  );
}
