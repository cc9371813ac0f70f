import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { NextRequest } from "next/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { config, proxy } from "@/proxy";

/** Every page and route there is, as an address. */
const app = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "app");
const addresses = readdirSync(app, { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
  .map((file) =>
    `/${relative(app, join(app, dirname(file)))}`
      .replace(/\/\([^/]+\)/g, "")
      .replace(/\[[^\]]+\]/g, "7d0c7f5e-0000-4000-8000-000000000000"),
  );

const EHR = "https://ehr.hospital.test";
const issuers = (more: object) =>
  JSON.stringify([{ name: "EHR", issuer: "https://fhir.hospital.test/r4", clientId: "openacuity", ...more }]);

function framing(path: string, setting: string | undefined) {
  vi.stubEnv("SMART_ISSUERS", setting);
  const { headers } = proxy(new NextRequest(`https://triage.test${path}`));
  return {
    ancestors: /frame-ancestors ([^;]+)/.exec(headers.get("content-security-policy") ?? "")?.[1],
    options: headers.get("x-frame-options"),
  };
}
afterEach(() => vi.unstubAllEnvs());

describe("frames", () => {
  it("are judged for every address", () => {
    expect(addresses.length).toBeGreaterThan(50);
    const [{ source } = { source: "" }] = config.matcher;
    const judged = new RegExp(`^${source}$`);
    expect(addresses.filter((a) => !judged.test(a))).toEqual([]);
  });

  it.each(addresses)("%s is framed by nobody unless the settings name somebody", (path) => {
    const nobody = { ancestors: "'none'", options: "DENY" };
    expect(framing(path, undefined)).toEqual(nobody);
    expect(framing(path, issuers({}))).toEqual(nobody);
    expect(framing(path, "[{]")).toEqual(nobody);
    expect(framing(path, issuers({ frameOrigins: ["*"] }))).toEqual(nobody);
  });

  it.each(addresses)("%s is framed by whom they name if it is a page, and by nobody else", (path) => {
    const page = !path.startsWith("/api/");
    expect(framing(path, issuers({ frameOrigins: [EHR] }))).toEqual(
      page ? { ancestors: EHR, options: null } : { ancestors: "'none'", options: "DENY" },
    );
  });
});
