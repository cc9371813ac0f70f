import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import {
  APP_ORIGIN,
  authorize,
  ehrLaunch,
  fhirClient,
  type Json,
  TestBrowser,
  testSandbox,
} from "../testing";
import { html } from "./html";
import { age, duration } from "./view";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await testSandbox();
});
afterAll(() => sandbox.close());

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.origin}${path}`, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
    headers,
  });

describe("html", () => {
  it("escapes everything but nested templates", () => {
    const evil = `<script>"x"&'y'</script>`;
    expect(html`<p title="${evil}">${[evil, html`<b>${1}</b>`]}${null}${false}</p>`.text).toBe(
      `<p title="&lt;script&gt;&quot;x&quot;&amp;&#39;y&#39;&lt;/script&gt;">&lt;script&gt;&quot;x&quot;&amp;&#39;y&#39;&lt;/script&gt;<b>1</b></p>`,
    );
  });

  it.each([
    ["2026-11-20", "4 d"],
    ["2026-05-24", "6 mo"],
    ["1986-11-24", "40 y"],
    [undefined, "age ?"],
  ])("says the age of somebody born %s as %s", (born, text) => {
    expect(age(born, new Date("2026-11-24T12:00:00Z"))).toBe(text);
    expect([duration(59), duration(60), duration(125)]).toEqual(["59 min", "1 h 00 min", "2 h 05 min"]);
  });
});

describe("the EHR's pages", () => {
  it("list the waiting patients, filtered on the server too, and say that they are synthetic", async () => {
    const response = await fetch(sandbox.origin);
    const page = await response.text();
    expect(page.match(/Launch triage<\/button>/g)).toHaveLength(66);
    expect(page).toContain("Synthetic patients");
    expect(page).toContain(`${APP_ORIGIN}/launch?iss=${encodeURIComponent(sandbox.fhirBaseUrl)}`);
    const csp = response.headers.get("content-security-policy") ?? "";
    expect(csp).toContain("default-src 'none'");
    expect(csp).not.toContain("unsafe");
    expect(page).not.toMatch(/<script>|style="|onclick=/);
    const { family } = (sandbox.store.get("Patient", "pat-001") as Json).name[0];
    const filtered = await (await fetch(`${sandbox.origin}/?q=${family}`)).text();
    expect(filtered).toContain(family);
    expect(filtered.match(/Launch triage<\/button>/g)?.length ?? 0).toBeLessThan(5);
  });

  it("do not run what is in the records", async () => {
    const evil = `<img src=x onerror="alert(1)">`;
    const encounter = sandbox.store.get("Encounter", "enc-001") as Json;
    sandbox.store.put({ ...encounter, reasonCode: [{ text: evil }] }, "PUT");
    for (const path of ["/", "/visits/enc-001", `/?q=${encodeURIComponent(evil)}`])
      expect(await (await fetch(`${sandbox.origin}${path}`)).text()).not.toContain("<img src=x");
  });

  it("launch: a token for this user, patient and visit, usable once", async () => {
    const switched = await post("/user", { user: "lead", back: "/visits/enc-005" });
    expect(switched.headers.get("location")).toBe("/visits/enc-005");
    const cookie = switched.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const response = await post("/launch", { encounter: "enc-005" }, { cookie });
    const target = new URL(response.headers.get("location") ?? "");
    expect(target.origin + target.pathname).toBe(`${APP_ORIGIN}/launch`);
    expect(target.searchParams.get("iss")).toBe(sandbox.fhirBaseUrl);
    const launch = target.searchParams.get("launch") ?? "";
    const outcome = await authorize(sandbox, new TestBrowser(), {
      scope: "openid launch user/Patient.rs",
      launch,
    });
    expect(outcome).toMatchObject({ ok: true, tokens: { encounter: "enc-005" } });
    if (outcome.ok) expect(atob((outcome.tokens.id_token ?? "").split(".")[1] ?? "")).toContain('"lead"');
  });

  it.each([
    ["/launch", { encounter: "enc-005" }, { origin: "https://evil.example" }, 403],
    ["/user", { user: "lead" }, { origin: "https://evil.example" }, 403],
    ["/launch", { encounter: "none" }, {}, 404],
    ["/user", { user: "stranger" }, {}, 400],
  ])("%s refuses %j from %j", async (path, form, headers, status) => {
    expect((await post(path, form, headers)).status).toBe(status);
  });

  it.each(["//evil.example", "https://evil.example", "/\\evil.example", ""])(
    "do not send people to %s",
    async (back) => {
      expect((await post("/user", { user: "lead", back })).headers.get("location")).toBe("/");
    },
  );

  it("show what was written back, with who and how", async () => {
    const tokens = await ehrLaunch(sandbox, "nurse2", "enc-006", "openid launch user/*.cruds");
    const fhir = fhirClient(sandbox, tokens.access_token);
    const about = {
      subject: { reference: `Patient/${tokens.patient}` },
      encounter: { reference: "Encounter/enc-006" },
    };
    await fhir("POST", "Observation", {
      resourceType: "Observation",
      status: "final",
      code: { coding: [{ system: "http://loinc.org", code: "75636-1" }] },
      ...about,
      performer: [{ reference: "Practitioner/prac-nurse2" }],
      valueCodeableConcept: {
        coding: [{ system: "http://loinc.org", code: "LA21754-9" }],
        text: "Less urgent",
      },
    });
    await fhir("POST", "RiskAssessment", {
      resourceType: "RiskAssessment",
      status: "final",
      ...about,
      method: { text: "Model 9.9.9" },
      prediction: [{ outcome: { text: "ESI level 3" }, probabilityDecimal: 0.62 }],
    });
    const page = await (await fetch(`${sandbox.origin}/visits/enc-006`)).text();
    for (const text of ["ESI 4", "Less urgent", "Nurse Two (demo)", "Model 9.9.9", "62 %"])
      expect(page).toContain(text);
    expect(await (await fetch(sandbox.origin)).text()).toContain("esi-4");
  });

  it("answer 404 for what is not there", async () => {
    for (const path of ["/visits/none", "/nothing", "/assets/../users.ts"])
      expect((await fetch(`${sandbox.origin}${path}`)).status).toBe(404);
  });
});
