import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchExport } from "./bulk-export";

let dir: string;
let server: Server;
let base: string;
/** What was asked for, in order. */
let asked: string[];
let answer: (path: string, response: ServerResponse, request: IncomingMessage) => void;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "bulk-export-"));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request.url ?? "", response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://localhost:${(server.address() as AddressInfo).port}/fhir`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

const PATIENT = '{"resourceType":"Patient","id":"p1"}\n';
/** A server as the specification has it, that needs to be asked `times` until it is ready. */
function exporting(times: number, more: Partial<Record<string, (response: ServerResponse) => void>> = {}) {
  let left = times;
  answer = (path, response) => {
    const special = more[path];
    if (special) return special(response);
    if (path.includes("$export"))
      return response.writeHead(202, { "content-location": `${base}/status/1` }).end();
    if (path === "/fhir/status/1") {
      if (left-- > 0) return response.writeHead(202, { "retry-after": "7", "x-progress": "half" }).end();
      const output = ["Patient", "Encounter"].map((type) => ({ type, url: `${base}/files/${type}` }));
      return response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ requiresAccessToken: true, output }));
    }
    response.writeHead(200).end(PATIENT);
  };
}
const waited: number[] = [];
const run = (change: object = {}) =>
  fetchExport({
    base,
    group: null,
    folder: join(dir, "export"),
    issuers: [],
    wait: async (ms) => void waited.push(ms),
    ...change,
  });
const files = () =>
  readdirSync(join(dir, "export"))
    .filter((f) => f.endsWith(".ndjson"))
    .sort();

describe("a bulk export", () => {
  it("is asked for, waited for as long as the server says, and downloaded whole", async () => {
    exporting(2);
    waited.length = 0;
    await run({ group: "ed" });
    expect(asked[0]).toMatch(/^\/fhir\/Group\/ed\/\$export\?_type=Patient,Encounter,/);
    expect(waited).toEqual([7_000, 7_000]);
    expect(files()).toEqual(["0000-Patient.ndjson", "0001-Encounter.ndjson"]);
    expect(readFileSync(join(dir, "export", "0000-Patient.ndjson"), "utf8")).toBe(PATIENT);
  });

  it("goes on where it was stopped: neither made nor downloaded twice", async () => {
    exporting(0, { "/fhir/files/Encounter": (r) => void r.writeHead(500).end() });
    await expect(run()).rejects.toThrow(/not given out: 500/);
    expect(files()).toEqual(["0000-Patient.ndjson"]);
    exporting(0);
    asked.length = 0;
    await run();
    expect(asked).toEqual(["/fhir/files/Encounter"]);
  });

  it("leaves no file that is cut off", async () => {
    exporting(0, {
      "/fhir/files/Encounter": (r) => {
        r.writeHead(200, { "content-length": "1000" });
        r.write("half");
        setTimeout(() => r.destroy(), 50);
      },
    });
    await expect(run()).rejects.toThrow();
    expect(files()).toEqual(["0000-Patient.ndjson"]);
  });

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ["does not export", (r) => void r.writeHead(404).end(), /does not export: it answered 404/],
    ["says not where to ask", (r) => void r.writeHead(202).end(), /does not export: it answered 202/],
  ])("says so when the server %s", async (_what, special, words) => {
    exporting(0);
    const before = answer;
    answer = (path, response, request) =>
      path.includes("$export") ? special(response) : before(path, response, request);
    await expect(run()).rejects.toThrow(words);
  });

  it("says so when the export failed, or its list makes no sense", async () => {
    exporting(0, { "/fhir/status/1": (r) => void r.writeHead(500).end() });
    await expect(run()).rejects.toThrow(/failed at the server: it answered 500/);
    exporting(0, { "/fhir/status/1": (r) => void r.writeHead(200).end('{"output":[{"type":"../x"}]}') });
    await expect(run()).rejects.toThrow(/could not be read/);
  });

  it("sends nothing to an address of another machine over plain http", async () => {
    exporting(0, {
      "/fhir/status/1": (r) =>
        void r
          .writeHead(200)
          .end(JSON.stringify({ output: [{ type: "Patient", url: "http://elsewhere.invalid/p" }] })),
    });
    await expect(run()).rejects.toThrow(/neither its own nor https/);
    expect(existsSync(join(dir, "export", "0000-Patient.ndjson"))).toBe(false);
  });

  it("needs an entry for an EHR that is not on this machine", async () => {
    await expect(run({ base: "https://ehr.invalid/fhir" })).rejects.toThrow(/SMART_ISSUERS has no entry/);
  });
});
