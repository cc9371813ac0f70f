import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { POST } from "@/app/api/hooks/ehr/[id]/route";
import { loadOrCreateBackendKey } from "@/bin/start/backend-key";
import { embeddedEnvironment, loadOrCreateSecrets } from "@/bin/start/settings";
import { listAuditEvents } from "@/db/queries/audit";
import { listSubscriptions } from "@/db/queries/ehr-subscription";
import { ehrSubscription } from "@/db/schema";
import { HOUR } from "@/lib/core/clock";
import { getBoard } from "@/lib/workflows/clinic/board";
import { ehrPeculiarities } from "@/lib/workflows/clinic/ehr-access";
import { endNews, keepNews } from "@/lib/workflows/clinic/ehr-news";
import { isTelling, refreshSecondsOf } from "@/lib/workflows/clinic/ehr-pace";
import { followChanges } from "@/lib/workflows/clinic/follow-changes";
import { lookForNews } from "@/lib/workflows/clinic/look-for-news";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import type { VisitRef } from "@/lib/workflows/clinic/visit-access";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { getEhrSite } from "@/lib/workflows/watch/ehr-site";
import type { NewsForm } from "@/sandbox/fhir/subscriptions";
import { freePort } from "@/sandbox/testing";
import { makeDataDir } from "../support/runtime";
import { as, type Clinic, launch, open, startClinic } from "./support";

const RUNTIME = Symbol.for("openacuity.runtime");
const soon = <T>(what: () => T) => vi.waitFor(what, { timeout: 60_000, interval: 20 });

/** The app's door for calls of the EHR, over http as the EHR comes; it counts them. */
async function startDoor(
  port: number,
): Promise<{ server: Server; calls: { body: string; status: number }[] }> {
  const calls: { body: string; status: number }[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const id = /^\/api\/hooks\/ehr\/([^/?]+)/.exec(req.url ?? "")?.[1];
    if (!id) return res.end();
    const body = Buffer.concat(chunks).toString();
    const { authorization = "" } = req.headers;
    const request = new Request(`http://localhost${req.url}`, {
      method: "POST",
      headers: { authorization },
      body,
    });
    const { status } = await POST(request, { params: Promise.resolve({ id }) });
    calls.push({ body, status });
    return res.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return { server, calls };
}

/** On the key and the settings that `npm start` makes. */
async function start(news: NewsForm, subscriptions: object | null = {}) {
  const [port, door] = [await freePort(), await freePort()];
  const keys = await makeDataDir();
  const options = { dev: false, sandbox: true, port: door, sandboxPort: port };
  const made = embeddedEnvironment({}, loadOrCreateSecrets(keys), options, loadOrCreateBackendKey(keys));
  await rm(keys, { recursive: true });
  const appOrigin = made.APP_ORIGIN ?? "";
  const [given] = JSON.parse(made.SMART_ISSUERS ?? "[]") as { subscriptions?: object }[];
  const { subscriptions: _, ...quiet } = given ?? {};
  const issuer = subscriptions ? { ...given, subscriptions } : quiet;
  const { server, calls } = await startDoor(door);
  const clinic = await startClinic({
    sandbox: { port, appOrigin, news, backendKey: JSON.parse(made.SANDBOX_BACKEND_KEY ?? "") },
    // So seldom that nothing seen here was seen by asking.
    env: {
      SMART_ISSUERS: JSON.stringify([issuer]),
      APP_ORIGIN: appOrigin,
      BOARD_REFRESH_SECONDS: "600",
      EHR_TIMEOUT_MS: "60000",
    },
  });
  (globalThis as Record<symbol, unknown>)[RUNTIME] = Promise.resolve(clinic.rt);
  const close = async () => {
    await clinic.close();
    await new Promise((resolve) => server.close(resolve));
  };
  return { clinic, calls, appOrigin, close };
}
type Started = Awaited<ReturnType<typeof start>>;

const atEhr = ({ sandbox }: Clinic) =>
  [...sandbox.store.all("Subscription")] as unknown as {
    id: string;
    status: string;
    end: string;
    criteria: string;
    channel: { endpoint: string; header: string[]; payload?: string };
  }[];
const rows = ({ rt }: Clinic) => listSubscriptions(rt.db);
const states = async (clinic: Clinic) => (await rows(clinic)).map((r) => r.state);
/** It is time to look after them again: not by the clock, which the EHR shares. */
const later = ({ rt }: Clinic, set: Partial<typeof ehrSubscription.$inferInsert> = {}) =>
  rt.db.update(ehrSubscription).set({ dueAt: new Date(0), ...set });
/** What the server offers it says within seconds, or is asked again minutes later: not on a busy machine. */
const untilAsked = ({ clinic }: Started, count = 2) =>
  soon(async () => {
    ehrPeculiarities(clinic.rt, clinic.sandbox.fhirBaseUrl).server.capabilities = undefined;
    await keepNews(clinic.rt);
    expect(await rows(clinic)).toHaveLength(count);
  });
const asked = async (s: Started) => {
  await untilAsked(s);
  await soon(async () => {
    expect(await states(s.clinic)).toEqual(["active", "active"]);
    // Its word that it has begun comes after our answer to its first call.
    expect(atEhr(s.clinic).map((a) => a.status)).not.toContain("requested");
  });
};

/** An open page, and how often it was told to look again. */
async function follow(clinic: Clinic, auth: Awaited<ReturnType<typeof as>>, ref: VisitRef | null) {
  const text = { heard: "" };
  const response = await followChanges(clinic.rt, auth, ref);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  void (async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
      text.heard += part.value;
  })();
  return {
    told: () => text.heard.split("event: changed\n").length - 1,
    close: () => reader?.cancel(),
  };
}

/** A nurse's open board: what it shows of a visit once it was told that there is something new. */
async function openBoard(clinic: Clinic) {
  const { sessionId } = await launch(clinic, "nurse1");
  const auth = await as(clinic.rt, sessionId, "board:read");
  return { read: () => getBoard(clinic.rt, auth), ...(await follow(clinic, auth, null)) };
}

const VITAL_SIGN = "http://terminology.hl7.org/CodeSystem/observation-category";
const PULSE = { system: "http://loinc.org", code: "8867-4" };

/** At the bedside, as a vital sign is charted: what is watched is the category. */
function measureHeartRate({ sandbox: { store } }: Clinic, value: number): void {
  const visit = store.get("Encounter", "enc-010") as unknown as { subject: object };
  const made = {
    resourceType: "Observation",
    id: randomUUID(),
    status: "final",
    category: [{ coding: [{ system: VITAL_SIGN, code: "vital-signs" }] }],
    code: { coding: [PULSE] },
    subject: visit.subject,
    encounter: { reference: "Encounter/enc-010" },
    effectiveDateTime: new Date().toISOString(),
    valueQuantity: { value, unit: "/min", system: "http://unitsofmeasure.org", code: "/min" },
  };
  store.put(made as never, "POST");
}

/** Measures at the bedside, and waits until the open board shows it, reading only when told. Milliseconds until it was told, and until it showed. */
async function untilShown(clinic: Clinic, board: Awaited<ReturnType<typeof openBoard>>, value: number) {
  let read = board.told();
  const began = performance.now();
  measureHeartRate(clinic, value);
  let told: number | null = null;
  for (;;) {
    await soon(() => expect(board.told()).toBeGreaterThan(read));
    read = board.told();
    told ??= performance.now() - began;
    const shown = (await board.read()).rows.some((r) =>
      r.vitals.some((v) => v.key === "heartRate" && v.text.startsWith(`${value} `)),
    );
    if (shown) return { told, shown: performance.now() - began };
  }
}

describe.each(["topics", "criteria"] as const)("an EHR that tells of news by %s", (form) => {
  let s: Started;
  beforeAll(async () => {
    s = await start(form);
  });
  afterAll(() => s.close());

  it("is asked once, for a day, and shows a new vital sign on an open board that does not ask", async () => {
    const { clinic, calls } = s;
    await untilAsked(s);
    await soon(() => expect(atEhr(clinic).map((a) => a.status)).toEqual(["active", "active"]));
    await keepNews(clinic.rt);
    expect(atEhr(clinic).map((a) => a.status)).toEqual(["active", "active"]);
    for (const { channel } of atEhr(clinic)) {
      expect(channel.header[0]).toMatch(/^Authorization: Bearer [\w-]{43}$/);
      expect(channel.payload).toBe(form === "topics" ? "application/fhir+json" : undefined);
    }
    const board = await openBoard(clinic);
    await board.read();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const took: { told: number; shown: number }[] = [];
    for (let i = 0; i < 5; i++) took.push(await untilShown(clinic, board, 141 + i));
    console.log(
      `news by ${form}: from the EHR's record to an open board of ${(await board.read()).rows.length}, told and shown after ${took.map((t) => `${Math.round(t.told)} and ${Math.round(t.shown)} ms`).join(", ")}`,
    );
    await board.close();
    expect(new Set(calls.map((c) => c.status))).toEqual(new Set([200]));
    // Ids at most, and of them nothing is kept or logged.
    expect(calls.map((c) => c.body).join()).not.toMatch(/valueQuantity|"14[1-5]"|family/);
    expect(clinic.log.join()).not.toMatch(/Bearer [\w-]{43}/);
    await soon(async () =>
      expect((await rows(clinic)).filter((r) => r.heardAt !== null).length).toBeGreaterThan(0),
    );
    // Boards ask less often of one that repeats itself, and as always of one that does not.
    expect(isTelling(clinic.rt, clinic.sandbox.fhirBaseUrl)).toBe(form === "topics");
    expect(refreshSecondsOf(clinic.rt, clinic.sandbox.fhirBaseUrl)).toBe(600);
  });
});

describe("with no board open anywhere, an EHR that tells of news", () => {
  let s: Started;
  beforeAll(async () => {
    s = await start("topics");
    await asked(s);
  });
  afterAll(() => s.close());

  it("has the page of that patient look again, and not the page of another", async () => {
    const { clinic } = s;
    const [mine, other] = [await open(clinic, "nurse1", "enc-010"), await open(clinic, "nurse2", "enc-011")];
    const pages = await Promise.all(
      [mine, other].map((o) => follow(clinic, o.auth, { encounterId: o.view.encounterId, launchId: null })),
    );
    const [page, beside] = pages as [(typeof pages)[0], (typeof pages)[0]];
    for (const value of [151, 152]) {
      const [before, besideBefore] = [page.told(), beside.told()];
      measureHeartRate(clinic, value);
      await soon(() => expect(page.told()).toBeGreaterThan(before));
      expect(beside.told()).toBe(besideBefore);
      const view = await openEncounter(clinic.rt, mine.auth, {
        encounterId: mine.view.encounterId,
        launchId: null,
      });
      expect(JSON.stringify(view)).toContain(`${value} /min`);
    }
    for (const one of pages) await one.close();
  });

  it("has a page whose visit no list names look for itself, at most every ten seconds", async () => {
    const { clinic } = s;
    const looks: number[] = [];
    const o = await open(clinic, "nurse1", "enc-010");
    for (let i = 0; i < 3; i++)
      await lookForNews(clinic.rt, o.auth, "a visit on no list", () => looks.push(i));
    expect(looks).toEqual([0]);
  });
});

describe("what it was asked for", () => {
  let s: Started;
  beforeAll(async () => {
    s = await start("topics");
    await asked(s);
  });
  afterAll(() => s.close());
  const post = (endpoint: string, authorization: string | null, body = "") =>
    fetch(endpoint, { method: "POST", body, headers: authorization ? { authorization } : {} });
  const secretOf = (at: { channel: { header: string[] } }) =>
    at.channel.header[0]?.replace("Authorization: ", "") ?? "";

  it("is told to whoever holds its own secret alone, and nobody learns which addresses there are", async () => {
    const [one, two] = atEhr(s.clinic);
    if (!one || !two) throw new Error("nothing was asked");
    const nowhere = `${s.appOrigin}/api/hooks/ehr/00000000-0000-4000-8000-000000000000`;
    const answers = [
      await post(one.channel.endpoint, null),
      await post(one.channel.endpoint, "Bearer wrong"),
      await post(one.channel.endpoint, secretOf(two)),
      await post(nowhere, secretOf(one)),
      await post(`${s.appOrigin}/api/hooks/ehr/x'or'1`, secretOf(one)),
    ];
    for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([401, ""]);
    const large = await post(one.channel.endpoint, secretOf(one), "x".repeat(70_000));
    expect([large.status, await large.text()]).toEqual([413, ""]);
    expect((await post(one.channel.endpoint, secretOf(one), "no JSON")).status).toBe(200);
  });

  it("is renewed at half its time under another secret, the one before still good", async () => {
    const { clinic } = s;
    const before = atEhr(clinic);
    await later(clinic, { endsAt: new Date(Date.now() + 11 * HOUR) });
    await asked(s);
    const renewed = atEhr(clinic);
    expect(renewed.map((r) => r.id)).toEqual(before.map((b) => b.id));
    for (const [i, { end, channel }] of renewed.entries()) {
      expect(Date.parse(end)).toBeGreaterThan(Date.parse(before[i]?.end ?? ""));
      expect(channel.header).not.toEqual(before[i]?.channel.header);
      for (const at of [before[i], renewed[i]])
        expect((await post(channel.endpoint, secretOf(at as (typeof renewed)[number]))).status).toBe(200);
    }
  });

  it("is asked for anew where the EHR has given it up or lost it", async () => {
    const { clinic } = s;
    const [one, two] = atEhr(clinic);
    if (!one || !two) throw new Error("nothing was asked");
    clinic.sandbox.store.put({ ...one, status: "error", error: "gone" } as never, "PUT");
    clinic.sandbox.store.remove("Subscription", two.id);
    await later(clinic);
    await asked(s);
    expect(atEhr(clinic).map((a) => a.status)).toEqual(["active", "active"]);
    expect(atEhr(clinic).map((a) => a.id)).toContain(one.id);
    expect(atEhr(clinic).map((a) => a.id)).not.toContain(two.id);
    expect((await post(two.channel.endpoint, secretOf(two))).status).toBe(401);
  });

  it("is looked after by one of several processes, and taken back by the last that stops", async () => {
    const { clinic } = s;
    const second = { ...clinic.rt } as Runtime;
    await keepNews(second);
    await keepNews(clinic.rt);
    await endNews(second);
    expect(atEhr(clinic).map((a) => a.status)).toEqual(["active", "active"]);
    await endNews(clinic.rt);
    expect(atEhr(clinic).map((a) => a.status)).toEqual(["off", "off"]);
    expect(await states(clinic)).toEqual(["off", "off"]);
    const [event] = await listAuditEvents(clinic.rt.db, { event: "ehr.unsubscribed", limit: 1 });
    expect(event?.detail).toMatchObject({ issuer: clinic.sandbox.fhirBaseUrl });
    // And is there again with the next start.
    await asked(s);
  });

  it("is taken back once the settings no longer ask for it", async () => {
    const { clinic } = s;
    const issuers = clinic.rt.issuers.map(({ subscriptions: _, ...i }) => i);
    await later(clinic);
    await keepNews({ ...clinic.rt, issuers } as Runtime);
    expect(atEhr(clinic).map((a) => a.status)).toEqual(["off", "off"]);
    expect(await rows(clinic)).toEqual([]);
  });
});

describe("an EHR that", () => {
  const view = async ({ rt, ...rest }: Clinic) => {
    const { sessionId } = await launch({ rt, ...rest }, "nurse1");
    return getEhrSite(rt, await as(rt, sessionId, "console:read" as never).catch(() => as(rt, sessionId)));
  };
  it("offers nothing of the kind is asked nothing, and boards ask it as ever", async () => {
    const s = await start("none");
    await keepNews(s.clinic.rt);
    expect(await rows(s.clinic)).toEqual([]);
    expect((await view(s.clinic)).news).toEqual([]);
    await s.close();
  });

  it("is not to be asked is not asked, though it offers", async () => {
    const s = await start("topics", null);
    await keepNews(s.clinic.rt);
    expect(atEhr(s.clinic)).toEqual([]);
    expect((await view(s.clinic)).news).toBeNull();
    await s.close();
  });

  it("does not know the topic, or cannot be reached, is said so in the console and asked again later", async () => {
    const s = await start("topics", { topics: ["http://elsewhere.example/topic"] });
    await untilAsked(s, 1);
    await soon(() => expect(atEhr(s.clinic).map((a) => a.status)).toEqual(["error"]));
    expect((await view(s.clinic)).news).toMatchObject([{ state: "asked", calls: 0 }]);
    await later(s.clinic);
    s.clinic.sandbox.setFault("down");
    await keepNews(s.clinic.rt);
    s.clinic.sandbox.setFault("none");
    expect(await rows(s.clinic)).toMatchObject([{ errorCode: "ehr-unavailable" }]);
    await s.close();
  });
});
