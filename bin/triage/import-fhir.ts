import { rm } from "node:fs/promises";
import { Command } from "commander";
import { type SmartIssuer, smartIssuersSchema } from "@/lib/auth/issuers";
import { AppError } from "@/lib/core/errors";
import { fetchExport } from "./bulk-export";
import { type ImportReport, importFolder, isImported } from "./import-folder";
import { refuseOverwriting } from "./outputs";
import { note, progressLine } from "./shell";

type Options = { from: string; out: string; issuer?: string; group?: string; all?: boolean };
/** Files that say nothing of their server have relative references. */
const NO_SERVER = "https://import.invalid/fhir";

export function importFhirCommand(): Command {
  return new Command("import-fhir")
    .description(
      "make batch cases of past emergency visits from FHIR files; begun again, it goes on where it was",
    )
    .requiredOption(
      "--from <dir or url>",
      "folder with one FHIR Bundle a file and patient (.json) or with a bulk export (.ndjson), also .gz; or a FHIR server to export from",
    )
    .requiredOption("--out <file>", "cases, JSON Lines; what is done already is kept and not read again")
    .option("--issuer <url>", "FHIR base URL that absolute references in a folder's files are of")
    .option("--group <id>", "of a server: who is exported; without it everybody")
    .option("--all", "every visit, not only emergency visits")
    .action(run);
}

async function run(o: Options): Promise<void> {
  await refuseOverwriting({ option: "--out", path: o.out }, [{ option: "--from", path: o.from }]);
  const server = /^https?:\/\//.test(o.from) ? o.from.replace(/\/+$/, "") : null;
  if (!server && o.group) throw new AppError("invalid-input", "--group is of a server, not of a folder");
  if (server && (await isImported(o.out))) return note(`${o.out} holds all of this export already`);
  const show = progressLine();
  const onProgress = (done: number, of: number, what: string) => show(`${done} of ${of} ${what}`);
  const folder = server ? `${o.out}.export` : o.from;
  if (server)
    await fetchExport({ base: server, group: o.group ?? null, folder, issuers: listedIssuers(), onProgress });
  const issuer = o.issuer ?? server ?? NO_SERVER;
  const report = await importFolder({ from: folder, out: o.out, issuer, every: o.all ?? false, onProgress });
  // Copies of charts: not kept longer than they are needed.
  if (server) await rm(folder, { recursive: true, force: true });
  for (const line of linesOf(report)) note(line);
}

function listedIssuers(): SmartIssuer[] {
  const read = smartIssuersSchema.safeParse(parseJson(process.env.SMART_ISSUERS ?? "[]"));
  if (!read.success) throw new AppError("config-invalid", "SMART_ISSUERS cannot be read");
  return read.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What was made, and what of the files was not understood, the commonest first. */
export function linesOf(r: ImportReport): string[] {
  const left = [...r.notUnderstood].sort((a, b) => b[1] - a[1]);
  return [
    `${r.files} files read${r.before > 0 ? ` (${r.before} were done before)` : ""}: ${r.cases} cases written`,
    ...[...r.skipped].map(([why, n]) => `  ${n} left out: ${why}`),
    ...(left.length > 0 ? ["not understood, or not used:"] : []),
    ...left.slice(0, 40).map(([what, n]) => `  ${n} × ${what}`),
    ...(left.length > 40 ? [`  and ${left.length - 40} more kinds`] : []),
  ];
}
