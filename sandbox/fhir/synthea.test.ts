import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import { fhirClient, testSandbox, tokenRequest } from "../testing";

const folder = fileURLToPath(new URL("../../../shared/data/fhir-synthea-r4", import.meta.url));
const present = existsSync(folder);
const files = present ? readdirSync(folder).filter((f) => f.endsWith(".json.gz")) : [];
const why = present ? "" : " (skipped: the folder ../shared/data/fhir-synthea-r4 is not here)";

type Entry = { resource: { resourceType: string; class?: { code?: string } } };

describe.skipIf(!present)(`Synthea's bundles${why}`, () => {
  let sandbox: Sandbox;
  let fhir: ReturnType<typeof fhirClient>;
  beforeAll(async () => {
    sandbox = await testSandbox();
    const grant = { grant_type: "client_credentials", scope: "system/*.cruds" };
    const tokens = await tokenRequest(sandbox, grant, "openacuity-confidential", sandbox.clientSecret);
    fhir = fhirClient(sandbox, tokens.access_token);
  });
  afterAll(() => sandbox?.close());

  it.each(files.length > 0 ? files : ["none"])("%s loads whole and can be read back", async (file) => {
    const bundle = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString("utf8")) as {
      entry: Entry[];
    };
    const response = await fhir("POST", "", bundle);
    expect([response.status, response.body.issue]).toEqual([200, undefined]);
    expect(response.body.entry).toHaveLength(bundle.entry.length);
    const patient = response.body.entry[0].resource.id;
    const count = (type: string, code?: string) =>
      bundle.entry.filter(
        (e) => e.resource.resourceType === type && (!code || e.resource.class?.code === code),
      ).length;
    const total = async (query: string) => (await fhir("GET", query)).body.total;
    expect(await total(`Encounter?patient=${patient}&class=EMER`)).toBe(count("Encounter", "EMER"));
    expect(await total(`Observation?patient=${patient}`)).toBe(count("Observation"));
    expect(await total(`Condition?subject=Patient/${patient}`)).toBe(count("Condition"));
    expect(await total(`Observation?patient=${patient}&encounter:Encounter.class=EMER`)).toBeLessThanOrEqual(
      count("Observation"),
    );
    const everything = await fhir("GET", `Patient/${patient}/$everything`);
    expect(everything.body.total).toBeGreaterThan(count("Observation"));
  });
});
