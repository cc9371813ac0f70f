import { createWriteStream, existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { findIssuer, type SmartIssuer } from "@/lib/auth/issuers";
import { backendTokens } from "@/lib/auth/smart-backend";
import { isLoopback } from "@/lib/core/address";
import { AppError } from "@/lib/core/errors";
import { CHART_TYPES } from "./part-ndjson";

/**
 * Fetches a department's past by FHIR Bulk Data Access (`$export`, hl7.org/fhir/uv/bulkdata): asks for it, waits for the server
 * to make it, and downloads one NDJSON file a piece. What is done is noted beside the files; begun again, it goes on there.
 */
export type BulkOptions = {
  /** FHIR base URL, without a slash at its end. */
  readonly base: string;
  /** A Group's id; null: everybody the server knows. */
  readonly group: string | null;
  /** Where the files go; made, readable by its owner alone. */
  readonly folder: string;
  readonly issuers: readonly SmartIssuer[];
  readonly onProgress?: (done: number, of: number, what: string) => void;
  readonly wait?: (ms: number) => Promise<unknown>;
};

const REQUEST_MS = 60_000;
/** A file of an export may be gigabytes. */
const FILE_MS = 6 * 3_600_000;
/** Where the server does not say when to ask again, and what is the most it may say; seconds. */
const ASK_AGAIN = { usual: 10, most: 300 } as const;

const manifestSchema = z.looseObject({
  requiresAccessToken: z.boolean().default(true),
  output: z.array(z.looseObject({ type: z.string().regex(/^[A-Za-z]{1,40}$/), url: z.url() })),
});
const stateSchema = z.object({ status: z.url(), manifest: manifestSchema.nullable() });
type State = z.infer<typeof stateSchema>;

/** @throws AppError when the server refuses, does not speak the protocol, or names addresses that no token may go to. */
export async function fetchExport(o: BulkOptions): Promise<void> {
  const token = tokenSource(o);
  await mkdir(o.folder, { recursive: true, mode: 0o700 });
  let state = (await readState(o.folder)) ?? (await begin(o, token));
  await keep(o.folder, state);
  if (!state.manifest) {
    state = { ...state, manifest: await settled(o, state.status, token) };
    await keep(o.folder, state);
  }
  await download(o, state, token);
}

type TokenSource = () => Promise<string | null>;

/** The product's own token for this EHR; none for a server on this machine that is not listed. */
function tokenSource({ base, issuers }: BulkOptions): TokenSource {
  const issuer = findIssuer(issuers, base);
  if (issuer?.backend) {
    let held: { token: string; until: number } | null = null;
    return async () => {
      if (!held || held.until < Date.now()) {
        const tokens = await backendTokens(issuer, new Date());
        held = { token: tokens.accessToken, until: Date.parse(tokens.expiresAt) - 60_000 };
      }
      return held.token;
    };
  }
  if (isLoopback(base)) return async () => null;
  throw new AppError("config-invalid", `${base}: SMART_ISSUERS has no entry with "backend" for this EHR`);
}

async function begin(o: BulkOptions, token: TokenSource): Promise<State> {
  const what = o.group === null ? "" : `/Group/${encodeURIComponent(o.group)}`;
  const response = await ask(o, `${o.base}${what}/$export?_type=${CHART_TYPES.join(",")}`, token, {
    accept: "application/fhir+json",
    prefer: "respond-async",
  });
  const status = response.headers.get("content-location");
  if (response.status !== 202 || !status)
    throw new AppError("ehr-refused", `the server does not export: it answered ${response.status}`);
  return { status: new URL(status, o.base).href, manifest: null };
}

/** Asks until the export is made, as seldom as the server wants to be asked. */
async function settled(o: BulkOptions, status: string, token: TokenSource): Promise<State["manifest"]> {
  const wait = o.wait ?? ((ms: number) => new Promise((resolve) => setTimeout(resolve, ms)));
  for (let asked = 1; ; asked++) {
    const response = await ask(o, status, token, { accept: "application/json" });
    if (response.status === 200) {
      const manifest = manifestSchema.safeParse(await response.json().catch(() => null));
      if (!manifest.success)
        throw new AppError("ehr-malformed", "the export's list of files could not be read");
      return manifest.data;
    }
    if (response.status !== 202 && response.status !== 429)
      throw new AppError("ehr-refused", `the export failed at the server: it answered ${response.status}`);
    o.onProgress?.(
      asked,
      asked,
      `times asked; the server says: ${response.headers.get("x-progress") ?? "not yet"}`,
    );
    await wait(secondsOf(response.headers.get("retry-after")) * 1_000);
  }
}

function secondsOf(retryAfter: string | null): number {
  const said = retryAfter === null ? Number.NaN : Number(retryAfter);
  const seconds = Number.isNaN(said) ? (Date.parse(retryAfter ?? "") - Date.now()) / 1_000 : said;
  return Number.isNaN(seconds) ? ASK_AGAIN.usual : Math.min(ASK_AGAIN.most, Math.max(0, seconds));
}

async function download(o: BulkOptions, { manifest }: State, token: TokenSource): Promise<void> {
  const output = manifest?.output ?? [];
  for (const [i, { type, url }] of output.entries()) {
    const file = join(o.folder, `${String(i).padStart(4, "0")}-${type}.ndjson`);
    if (!existsSync(file)) {
      const bearer = manifest?.requiresAccessToken ? token : async () => null;
      const response = await ask(o, url, bearer, { accept: "application/fhir+ndjson" }, FILE_MS);
      if (!response.ok || !response.body)
        throw new AppError("ehr-refused", `a file of the export is not given out: ${response.status}`);
      // Whole or not there: a name without its end would be taken for the file.
      await pipeline(
        Readable.fromWeb(response.body as never),
        createWriteStream(`${file}.part`, { mode: 0o600 }),
      );
      await rename(`${file}.part`, file);
    }
    o.onProgress?.(i + 1, output.length, "files fetched");
  }
}

/** A token goes to the FHIR server's own origin only; files may lie elsewhere, and are fetched there without one. */
async function ask(
  o: BulkOptions,
  url: string,
  token: TokenSource,
  headers: Readonly<Record<string, string>>,
  limitMs = REQUEST_MS,
): Promise<Response> {
  const own = new URL(url).origin === new URL(o.base).origin;
  if (!own && !url.startsWith("https://"))
    throw new AppError("ehr-refused", "the server names an address that is neither its own nor https");
  const bearer = own ? await token() : null;
  try {
    return await fetch(url, {
      headers: { ...headers, ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
      redirect: "error",
      signal: AbortSignal.timeout(limitMs),
    });
  } catch (cause) {
    throw new AppError(
      "ehr-unavailable",
      "the server did not answer; begun again, this goes on where it was",
      { cause },
    );
  }
}

const stateFile = (folder: string): string => join(folder, "export.state");
const keep = (folder: string, state: State): Promise<void> =>
  writeFile(stateFile(folder), JSON.stringify(state), { mode: 0o600 });

async function readState(folder: string): Promise<State | null> {
  if (!existsSync(stateFile(folder))) return null;
  const state = stateSchema.safeParse(JSON.parse(await readFile(stateFile(folder), "utf8")));
  return state.success ? state.data : null;
}
