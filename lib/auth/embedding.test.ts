import { describe, expect, it } from "vitest";
import { canBeEmbedded, cookieSite, frameAncestors, frameOptions, readFrameOrigins } from "./embedding";
import { smartIssuersSchema } from "./issuers";

const issuer = (name: string, more: object = {}) => ({
  name,
  issuer: `https://${name}.test/fhir`,
  clientId: "openacuity",
  ...more,
});

describe("who may show us in a frame", () => {
  it("is named by the issuers, each once, and nobody where none is named", () => {
    const listed = readFrameOrigins(
      JSON.stringify([
        issuer("a", { frameOrigins: ["https://ehr.a.test", "https://portal.a.test"] }),
        issuer("b", { frameOrigins: ["https://ehr.a.test"] }),
        issuer("c"),
      ]),
    );
    expect(listed).toEqual(["https://ehr.a.test", "https://portal.a.test"]);
    expect(frameAncestors(listed)).toBe("https://ehr.a.test https://portal.a.test");
    expect(frameOptions(listed)).toBeNull();
    expect(frameAncestors(readFrameOrigins(JSON.stringify([issuer("c")])))).toBe("'none'");
    expect(frameOptions([])).toBe("DENY");
  });

  it.each([undefined, "", "{", "[{}]", '[{"frameOrigins":["https://evil.test"]}]'])(
    "is nobody by a setting that cannot be read: %s",
    (setting) => expect(readFrameOrigins(setting)).toEqual([]),
  );

  it.each([
    "*",
    "https://*.test",
    "https://ehr.test/",
    "https://ehr.test/chart",
    "http://ehr.test",
    "https://ehr.test; script-src *",
    "https://ehr.test;script-src",
    "https://ehr.test,https://evil.test",
    "'self'",
    "https:",
  ])("is never %j", (origin) => {
    expect(smartIssuersSchema.safeParse([issuer("a", { frameOrigins: [origin] })]).success).toBe(false);
  });

  it("is a page of this machine, too, and a list is not empty", () => {
    const ok = (frameOrigins: string[]) =>
      smartIssuersSchema.safeParse([issuer("a", { frameOrigins })]).success;
    expect(ok(["http://localhost:4000"])).toBe(true);
    expect(ok([])).toBe(false);
  });
});

describe("cookies", () => {
  it.each([
    ["https://triage.test", false, { sameSite: "lax", secure: true }],
    ["http://localhost:3000", false, { sameSite: "lax", secure: false }],
    ["https://triage.test", true, { sameSite: "none", secure: true, partitioned: true }],
    ["http://localhost:3000", true, { sameSite: "none", secure: true, partitioned: true }],
  ])("of %s, embedded %j", (origin, embedded, site) => expect(cookieSite(origin, embedded)).toEqual(site));

  it.each([
    ["https://triage.test", true],
    ["http://localhost:3000", true],
    ["http://127.0.0.1:3000", true],
    ["http://triage.hospital.test", false],
  ])("of a frame can be kept on %s: %j", (origin, can) => expect(canBeEmbedded(origin)).toBe(can));
});
