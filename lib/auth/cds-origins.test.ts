import { describe, expect, it } from "vitest";
import { corsHeaders } from "./cds-origins";
import { type SmartIssuer, smartIssuerSchema } from "./issuers";

const PAGE = "https://sandbox.cds-hooks.org";
const issuer = (origins?: readonly string[]) => ({
  name: "EHR",
  issuer: "https://ehr.example/r4",
  clientId: "c",
  cdsHooks: { issuer: PAGE, jwksUri: `${PAGE}/.well-known/jwks.json`, ...(origins ? { origins } : {}) },
});
const parsed = (origins?: readonly string[]): SmartIssuer[] => [smartIssuerSchema.parse(issuer(origins))];

describe("an answer to a page elsewhere", () => {
  it("may be read by pages on the list alone, and never with cookies", () => {
    expect(corsHeaders(parsed([PAGE]), PAGE)).toEqual({
      vary: "Origin",
      "access-control-allow-origin": PAGE,
    });
    for (const other of [
      null,
      "null",
      "https://evil.example",
      `${PAGE}.evil.example`,
      "http://sandbox.cds-hooks.org",
    ])
      expect(corsHeaders(parsed([PAGE]), other, true)).toEqual({ vary: "Origin" });
    expect(corsHeaders(parsed(), PAGE, true)).toEqual({ vary: "Origin" });
    expect(corsHeaders(parsed([PAGE]), PAGE, true)).not.toHaveProperty("access-control-allow-credentials");
  });

  it.each([
    "*",
    "null",
    "https://sandbox.cds-hooks.org/",
    "http://pages.example",
    "sandbox.cds-hooks.org",
    "",
  ])("is not promised to %j by the settings", (origin) =>
    expect(smartIssuerSchema.safeParse(issuer([origin])).success).toBe(false),
  );

  it("may be promised to a page of this machine", () => {
    expect(corsHeaders(parsed(["http://localhost:8080"]), "http://localhost:8080")).toHaveProperty(
      "access-control-allow-origin",
    );
  });
});
