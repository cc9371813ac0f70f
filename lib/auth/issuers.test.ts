import { describe, expect, it } from "vitest";
import { smartIssuerSchema } from "./issuers";
import { backendOf } from "./smart-backend";

const key = (kid: string) => ({ kty: "EC" as const, alg: "ES384", kid, crv: "P-384", d: "x" });
const base = { name: "EHR", issuer: "https://ehr.test/fhir/", clientId: "launched" };
const parse = (more: object) => smartIssuerSchema.safeParse({ ...base, ...more });

describe("the product as a client of its own", () => {
  it("is off unless it is registered", () => {
    expect(backendOf(smartIssuerSchema.parse(base))).toBeNull();
  });

  it.each([
    ["no key at all", { backend: {} }],
    ["a shared secret instead of a key", { backend: {}, clientSecret: "secret" }],
    [
      "a key by an algorithm of shared secrets",
      { backend: { privateKeyJwk: { ...key("a"), alg: "HS256" } } },
    ],
    ["something unknown", { backend: { privateKeyJwk: key("a"), scopes: "system/*.*" } }],
  ])("is refused with %s", (_what, more) => {
    expect(parse(more).success).toBe(false);
  });

  it("takes what its entry lacks from the launched app, but never its secret", () => {
    const own = backendOf(
      smartIssuerSchema.parse({ ...base, clientSecret: "secret", privateKeyJwk: key("app"), backend: {} }),
    );
    expect(own).toMatchObject({ clientId: "launched", privateKeyJwk: { kid: "app" } });
    expect(own).not.toHaveProperty("clientSecret");
    const apart = { clientId: "backend", privateKeyJwk: key("own") };
    expect(
      backendOf(smartIssuerSchema.parse({ ...base, privateKeyJwk: key("app"), backend: apart })),
    ).toMatchObject(apart);
  });
});
