import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import { APP_ORIGIN, testSandbox } from "../testing";

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
});
