import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createFhirClient, type FhirClient } from "../client";

/** A small EHR on a port of its own, for tests to misbehave with, and resources for it to serve. */
export type Handler = (req: IncomingMessage, res: ServerResponse, base: string) => void;
export type TestEhr = { readonly client: FhirClient; readonly base: string; readonly seen: string[] };

const servers: Server[] = [];

/** `seen` collects "METHOD url authorization". */
export async function serve(
  handler: Handler,
  over: Partial<Parameters<typeof createFhirClient>[0]> = {},
): Promise<TestEhr> {
  const seen: string[] = [];
  let base = "";
  const server = createServer((req, res) => {
    seen.push(`${req.method} ${req.url} ${req.headers.authorization}`);
    handler(req, res, base);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r4`;
  const client = createFhirClient({
    issuer: base,
    accessToken: async (fresh) => (fresh ? "new" : "old"),
    timeoutMs: 2_000,
    sleep: async () => {},
    ...over,
  });
  return { client, base, seen };
}

export function closeServers(): void {
  for (const s of servers.splice(0)) {
    s.closeAllConnections();
    s.close();
  }
}

export const json = (res: ServerResponse, body: unknown, status = 200, headers = {}): void => {
  res.writeHead(status, { "content-type": "application/fhir+json", ...headers });
  res.end(JSON.stringify(body));
};

export const bundle = (resources: readonly unknown[], next?: string) => ({
  resourceType: "Bundle",
  type: "searchset",
  link: next ? [{ relation: "next", url: next }] : [],
  entry: resources.map((resource) => ({ resource })),
});

export const now = new Date("2026-01-01T12:00:00Z");

export const patient = {
  resourceType: "Patient",
  id: "p1",
  gender: "female",
  birthDate: "1956-05-04",
  name: [{ family: "Quill", given: ["Ada"] }],
  identifier: [{ value: "MRN-77123" }],
};
export const encounter = {
  resourceType: "Encounter",
  id: "e1",
  status: "arrived",
  class: { code: "EMER" },
  subject: { reference: "Patient/p1" },
  period: { start: "2026-01-01T11:00:00Z" },
  hospitalization: { admitSource: { text: "By ambulance (EMS)" } },
};
export const about = { subject: { reference: "Patient/p1" } };
export const atVisit = { encounter: { reference: "Encounter/e1" } };
export const loinc = (code: string, text = code) => ({
  coding: [{ system: "http://loinc.org", code }],
  text,
});

export const observation = (over: object) => ({
  resourceType: "Observation",
  id: "o1",
  status: "final",
  ...about,
  effectiveDateTime: "2026-01-01T11:05:00Z",
  ...over,
});
export const quantity = (code: string, value: unknown, unit: string, over: object = {}) =>
  observation({ code: loinc(code), valueQuantity: { value, code: unit }, ...over });
