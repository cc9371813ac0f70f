import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import { APP_ORIGIN, CALLBACK, testSandbox } from "../testing";

let plain: Sandbox;
let embedding: Sandbox;
beforeAll(async () => {
  plain = await testSandbox();
  embedding = await testSandbox({ embed: true });
});
afterAll(async () => {
  await plain.close();
  await embedding.close();
});

const beside = (at: Sandbox, headers: Record<string, string> = {}) =>
  fetch(`${at.origin}/beside`, {
    method: "POST",
    body: new URLSearchParams({ encounter: "enc-005" }),
    redirect: "manual",
    headers,
  });
const chart = async (at: Sandbox) => (await fetch(`${at.origin}/visits/enc-005`)).text();

describe("the app beside the chart", () => {
  it("is offered, and launched in a frame that cannot lead the chart away, only where it was asked for", async () => {
    expect(await chart(embedding)).toContain("Triage beside the chart");
    const answer = await beside(embedding);
    const page = await answer.text();
    expect(page).toContain(`src="${APP_ORIGIN}/launch?iss=`);
    expect(page).toMatch(/sandbox="[^"]*allow-scripts/);
    expect(page).not.toContain("allow-top-navigation");
    expect(answer.headers.get("content-security-policy")).toContain(`frame-src 'self' ${APP_ORIGIN};`);

    expect(await chart(plain)).not.toContain("beside");
    expect((await beside(plain)).status).toBe(404);
  });

  it("is not launched by a form of another site", async () => {
    expect((await beside(embedding, { origin: "https://evil.test" })).status).toBe(403);
  });

  it("is let through to by cookies that come back from the way over the app, which is another site", async () => {
    const asked = async ({ fhirBaseUrl }: Sandbox) => {
      const said = await fetch(`${fhirBaseUrl}/.well-known/smart-configuration`);
      const { authorization_endpoint: at } = (await said.json()) as { authorization_endpoint: string };
      const query = new URLSearchParams({
        response_type: "code",
        client_id: "openacuity",
        redirect_uri: CALLBACK,
        scope: "openid fhirUser user/*.rs",
        state: "s",
        aud: fhirBaseUrl,
        code_challenge: "A".repeat(43),
        code_challenge_method: "S256",
      });
      const answer = await fetch(`${at}?${query}`, { redirect: "manual" });
      expect(answer.headers.get("location")).toContain("/interaction/");
      return answer.headers.getSetCookie();
    };
    const across = await asked(embedding);
    expect(across.length).toBeGreaterThan(0);
    for (const cookie of across) expect(cookie).toMatch(/; SameSite=None; Secure$/);
    expect((await asked(plain)).join("\n")).not.toContain("SameSite=None");
  });
});
