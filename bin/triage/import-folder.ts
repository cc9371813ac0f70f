import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, open, readdir, readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { MINUTE } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { assembleContext } from "@/lib/fhir/assemble";
import type { Foreign } from "@/lib/fhir/client";
import { isEmergency } from "@/lib/fhir/reshape/encounter";
import { buildNamedCase } from "@/lib/findings/named-case";
import { chartsOf, partByPatient } from "./part-ndjson";

/**
 * Past emergency visits as batch cases (docs/batch-format.md), a file at a time, so that memory does not grow with the folder.
 * Each file's cases are appended together, then its name is noted beside the output: one that was stopped or killed goes on
 * where it was, and a half-written file's cases are cut off and made again. A bulk export (NDJSON) is first sorted into parts by
 * patient, which are then done one at a time.
 */
export type ImportOptions = {
  readonly from: string;
  readonly out: string;
  readonly issuer: string;
  /** Not only emergency visits. */
  readonly every: boolean;
  readonly onProgress?: (done: number, of: number, what: "files" | "files sorted" | "parts") => void;
};
export type ImportReport = {
  /** Read now. */
  readonly files: number;
  /** Done by an earlier run. */
  readonly before: number;
  readonly cases: number;
  readonly skipped: ReadonlyMap<string, number>;
  /** By kind, without a word of any patient. */
  readonly notUnderstood: ReadonlyMap<string, number>;
};

/** A visit is seen as it stood so long after arrival: what was measured at the door, not what was found out later. */
const AT_TRIAGE = 30 * MINUTE;

export async function importFolder(o: ImportOptions): Promise<ImportReport> {
  const all = await readdir(o.from).catch((cause: unknown) => {
    throw new AppError("invalid-input", `${o.from} is no folder that can be read`, { cause });
  });
  const bundles = all.filter((n) => /\.json(\.gz)?$/.test(n)).sort();
  const exported = all.filter((n) => /\.ndjson(\.gz)?$/.test(n)).sort();
  if (bundles.length + exported.length === 0)
    throw new AppError("invalid-input", `${o.from} holds no .json or .ndjson file (or .gz of one)`);
  const done = await readJournal(o.out);
  const counts = { cases: 0, skipped: new Map<string, number>(), notUnderstood: new Map<string, number>() };
  const keep = await keeper(o.out, await settle(o.out, done));
  const todo = bundles.filter((n) => !done.has(n));
  for (const [i, name] of todo.entries()) {
    await keep(name, await casesOfBundle(o, name, counts));
    o.onProgress?.(i + 1, todo.length, "files");
  }
  const files = todo.length + (await importExport(o, exported, done, keep, counts));
  return { files, before: bundles.length + exported.length - files, ...counts };
}

type Keep = (name: string, lines: readonly string[]) => Promise<void>;

/** Appends a file's cases and then notes its name: in this order, and each safely on disk. */
async function keeper(out: string, from: number): Promise<Keep> {
  let size = from;
  return async (name, lines) => {
    const text = lines.map((l) => `${l}\n`).join("");
    await appendFile(out, text);
    await sync(out);
    size += Buffer.byteLength(text);
    await appendFile(journalOf(out), `${JSON.stringify({ file: name, size })}\n`);
  };
}

/** Stands in the journal for a whole bulk export. */
const EXPORT = "(bulk export)";

/** Whether the whole of a bulk export is in this output. */
export const isImported = async (out: string): Promise<boolean> =>
  existsSync(journalOf(out)) && (await readJournal(out)).has(EXPORT);

/** How many of the export's files were read now: all of them, or none where an earlier run had finished. */
async function importExport(
  o: ImportOptions,
  names: readonly string[],
  done: ReadonlyMap<string, number>,
  keep: Keep,
  counts: Counts,
): Promise<number> {
  if (names.length === 0 || done.has(EXPORT)) return 0;
  const folder = `${o.out}.parts`;
  const { parts, unreadable, unowned } = await partByPatient(o.from, names, folder, (n, of) =>
    o.onProgress?.(n, of, "files sorted"),
  );
  if (unreadable > 0) add(counts.skipped, "lines that are no FHIR resource", unreadable);
  if (unowned > 0) add(counts.skipped, "resources that name no patient", unowned);
  for (const [i, part] of parts.entries()) {
    if (done.has(part)) continue;
    const lines: string[] = [];
    for (const [patient, chart] of await chartsOf(join(folder, part)))
      lines.push(...casesOfPatient(o, patient, chart, counts));
    await keep(part, lines);
    o.onProgress?.(i + 1, parts.length, "parts");
  }
  await keep(EXPORT, []);
  // Copies of charts: not kept longer than they are needed.
  await rm(folder, { recursive: true, force: true });
  return names.length;
}

const journalOf = (out: string): string => `${out}.done`;

/** By file: how long the output was when that file was in it. A last line that was cut off does not count. */
async function readJournal(out: string): Promise<Map<string, number>> {
  if (!existsSync(journalOf(out))) {
    if (existsSync(out))
      throw new AppError("invalid-input", `${out} is there and not from an import: choose another place`);
    return new Map();
  }
  const text = await readFile(journalOf(out), "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  await truncate(journalOf(out), Buffer.byteLength(whole));
  return new Map(
    whole
      .split("\n")
      .filter((l) => l !== "")
      .map((l) => JSON.parse(l) as { file: string; size: number })
      .map(({ file, size }) => [file, size]),
  );
}

/** Cuts off what a killed run wrote of a file that it did not finish. */
async function settle(out: string, done: ReadonlyMap<string, number>): Promise<number> {
  const size = Math.max(0, ...done.values());
  if (!existsSync(out)) {
    if (size > 0)
      throw new AppError("invalid-input", `${out} is gone, but ${journalOf(out)} is not: remove it`);
    return 0;
  }
  await truncate(out, size);
  return size;
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r+");
  await handle.sync();
  await handle.close();
}

type Counts = { cases: number; skipped: Map<string, number>; notUnderstood: Map<string, number> };
const add = (map: Map<string, number>, key: string, n = 1) => void map.set(key, (map.get(key) ?? 0) + n);

async function casesOfBundle(o: ImportOptions, name: string, counts: Counts): Promise<string[]> {
  const resources = await resourcesOf(join(o.from, name));
  if (!resources) {
    add(counts.skipped, "files that are no FHIR Bundle");
    return [];
  }
  return casesOfPatient(o, name, resources, counts);
}

/** @param name of the file or the patient: what ids of ours are made from. */
function casesOfPatient(
  o: ImportOptions,
  name: string,
  resources: readonly Foreign[],
  counts: Counts,
): string[] {
  const of = (...types: string[]) => resources.filter((r) => types.includes(String(r.resourceType)));
  const patients = of("Patient");
  const [patient] = patients;
  if (!patient || patients.length > 1) {
    add(counts.skipped, patient ? "charts of several patients" : "charts without a patient");
    return [];
  }
  return of("Encounter").flatMap((encounter) => {
    if (!o.every && !isEmergency(encounter)) return [];
    const start = Date.parse(String((encounter.period as { start?: unknown } | undefined)?.start));
    if (Number.isNaN(start)) {
      add(counts.skipped, "visits without a time of arrival");
      return [];
    }
    const now = new Date(start + AT_TRIAGE);
    const chart = {
      patient,
      encounter,
      encounters: of("Encounter"),
      observations: of("Observation"),
      // What was known at the door: nothing that was found out later.
      conditions: of("Condition").filter((c) => !isLater(c, start)),
      medications: of("MedicationRequest", "MedicationStatement").filter((m) => !isLater(m, start)),
      allergies: of("AllergyIntolerance").filter((a) => !isLater(a, start)),
      documents: of("DocumentReference").filter((d) => !isLater(d, start)),
      problems: [],
    };
    const context = assembleContext(o.issuer, chart, now);
    if (!context) {
      add(counts.skipped, "visits that do not belong to the file's patient");
      return [];
    }
    // An id of ours: the EHR's would name a visit.
    const id = createHash("sha256").update(`${name} ${encounter.id}`).digest("hex").slice(0, 16);
    const built = buildNamedCase(context, now, id);
    for (const p of built.problems)
      if (!EXPECTED.includes(p.code)) add(counts.notUnderstood, kindOf(p), p.readings ?? 1);
    if (!built.case) {
      add(counts.skipped, "visits of patients without a usable birth date");
      return [];
    }
    counts.cases++;
    return [JSON.stringify(built.case)];
  });
}

/** In a file of a whole life: what is of other visits, and of later. */
const EXPECTED = ["future-timestamp", "other-visit"];

type Problem = ReturnType<typeof buildNamedCase>["problems"][number];
/** Codes and units are named; everything else by its kind, since a message may quote what was charted. */
const kindOf = ({ code, unknown, about }: Problem): string =>
  unknown ? `${unknown.kind} ${unknown.system}|${unknown.code}` : `${code}${about ? ` (${about})` : ""}`;

const DATES = ["recordedDate", "onsetDateTime", "authoredOn", "effectiveDateTime", "date"];
function isLater(resource: Foreign, start: number): boolean {
  const at = DATES.map((d) => Date.parse(String(resource[d]))).find((t) => !Number.isNaN(t));
  return at !== undefined && at > start + AT_TRIAGE;
}

/** The Bundle's resources, with references by urn as a server would store them; null where it is none. */
async function resourcesOf(path: string): Promise<Foreign[] | null> {
  const raw = await readFile(path);
  try {
    const text = (path.endsWith(".gz") ? gunzipSync(raw) : raw).toString("utf8");
    const bundle = JSON.parse(text) as { entry?: { fullUrl?: string; resource?: Foreign }[] } | null;
    if (!Array.isArray(bundle?.entry)) return null;
    const entries = bundle.entry.filter((e) => typeof e?.resource?.resourceType === "string");
    const typeOf = new Map(
      entries.map((e) => [e.fullUrl, `${e.resource?.resourceType}/${e.resource?.id}`] as const),
    );
    const resolved = JSON.stringify(entries.map((e) => e.resource)).replace(
      /urn:uuid:[0-9a-f-]{36}/g,
      (urn) => typeOf.get(urn) ?? urn,
    );
    return JSON.parse(resolved) as Foreign[];
  } catch {
    return null;
  }
}
