import { request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { encode } from "next-auth/jwt";
import { afterEach, describe, expect, it } from "vitest";
import { createLogger } from "@/lib/core/logger";
import { networkOf, parseTrust } from "./client-address";
import { createGuardedServer, type GuardOptions } from "./guard";
import { RATES } from "./limits";
import { createRateLimits } from "./rate-limits";
import { createSessionReader } from "./session-reader";

const SECRET = "a-secret-for-tests-only-0123456789abcdef";
const COOKIE = "next-auth.session-token";
const cookieOf = async (sid: string, secret = SECRET) =>
  `${COOKIE}=${await encode({ token: { sid }, secret, maxAge: 60 })}`;

let server: Server | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = null;
});

/** How many bytes the app behind the door was given, and of which requests. */
type Seen = { readonly paths: string[]; bytes: number };
const few = (points: number) =>
  createRateLimits(
    Object.fromEntries(Object.keys(RATES).map((b) => [b, { points, seconds: 60 }])) as typeof RATES,
  );

async function open(
  options: Partial<GuardOptions> = {},
): Promise<{ port: number; seen: Seen; lines: string[] }> {
  const seen: Seen = { paths: [], bytes: 0 };
  const lines: string[] = [];
  server = createGuardedServer({
    handle: async (request: IncomingMessage, response: ServerResponse) => {
      seen.paths.push(request.url ?? "");
      for await (const chunk of request) seen.bytes += (chunk as Buffer).length;
      response.end("ok");
    },
    trust: parseTrust(""),
    readSession: createSessionReader(SECRET, COOKIE),
    logger: createLogger("info", { write: (line: string) => void lines.push(line) }),
    ...options,
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, seen, lines };
}

type Answer = { status: number; headers: IncomingMessage["headers"]; body: string };
function ask(
  port: number,
  path: string,
  { method = "GET", headers = {}, body = [] as readonly (string | Buffer)[] } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const r = httpRequest({ port, host: "127.0.0.1", path, method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    r.on("error", reject);
    for (const piece of body) r.write(piece);
    r.end();
  });
}

/** What a raw connection is told before it is closed. */
function dial(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    sockets.push(socket);
    let told = "";
    socket.on("data", (piece) => {
      told += piece.toString();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(told));
  });
}

describe("sizes", () => {
  it("lets through what an action sends, whole", async () => {
    const { port, seen } = await open();
    const body = Buffer.alloc(60 * 1024, "x");
    const length = { "content-length": body.length };
    expect(await ask(port, "/board", { method: "POST", headers: length, body: [body] })).toMatchObject({
      status: 200,
    });
    expect(seen.bytes).toBe(body.length);
    // The same in pieces, without a length.
    expect(
      await ask(port, "/board", { method: "POST", body: [body.subarray(0, 999), body.subarray(999)] }),
    ).toMatchObject({ status: 200 });
    expect(seen.bytes).toBe(2 * body.length);
  });

  it("refuses a body that is announced too large, before any of it reaches the app", async () => {
    const { port, seen } = await open();
    const told = await dial(
      port,
      "POST /board HTTP/1.1\r\nHost: x\r\nContent-Length: 9900000\r\n\r\nnever more than this",
    );
    expect(told).toMatch(/^HTTP\/1\.1 413 /);
    expect(told).toMatch(/connection: close/i);
    expect(seen.paths).toEqual([]);
  });

  it("refuses one that turns out too large, and hands on no byte past the limit", async () => {
    const { port, seen } = await open();
    const piece = Buffer.alloc(16 * 1024, "x");
    const r = ask(port, "/board", { method: "POST", body: Array.from({ length: 60 }, () => piece) });
    // The server may have closed the connection while the client still wrote.
    const answer = await r.catch(() => null);
    if (answer) expect(answer.status).toBe(413);
    expect(seen.bytes).toBeLessThanOrEqual(64 * 1024);
  });

  it.each([
    ["GET", "/board", 1],
    ["POST", "/api/signout", 5_000],
  ])("has a limit of its own for %s %s", async (method, path, bytes) => {
    const { port, seen } = await open();
    const headers = { "content-length": bytes };
    const answer = await ask(port, path, { method, headers, body: [Buffer.alloc(bytes)] }).catch(() => null);
    if (answer) expect(answer.status).toBe(413);
    expect(seen.paths).toEqual([]);
  });
});

describe("times", () => {
  const times = { headersMs: 200, requestMs: 400, checkMs: 50, idleMs: 5_000 };
  it("ends a post whose body never comes", async () => {
    const { port } = await open({ times });
    const told = await dial(port, "POST /board HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nsome");
    expect(told).toMatch(/^HTTP\/1\.1 408 |^$/);
  });
  it("ends a connection whose headers never come", async () => {
    const { port } = await open({ times });
    expect(await dial(port, "GET /board HTTP/1.1\r\nHost: ")).toMatch(/^HTTP\/1\.1 408 |^$/);
  });
  it("keeps an idle connection longer than a proxy in front keeps its own", async () => {
    const { port } = await open();
    const { headers } = await ask(port, "/board", { headers: { connection: "keep-alive" } });
    const [, seconds] = /^timeout=(\d+)$/.exec(String(headers["keep-alive"])) ?? [];
    expect(Number(seconds)).toBeGreaterThan(60);
  });
});

describe("rates", () => {
  it("answers 429 with when to come back: a page for a person, problem details for a script", async () => {
    const { port, seen, lines } = await open({ limits: few(2) });
    for (let i = 0; i < 2; i++) expect((await ask(port, "/signed-out")).status).toBe(200);
    const script = await ask(port, "/board/data", { headers: { accept: "application/json" } });
    expect(script.status).toBe(429);
    expect(Number(script.headers["retry-after"])).toBeGreaterThan(0);
    expect(JSON.parse(script.body)).toMatchObject({ code: "rate-limited", status: 429 });
    const page = await ask(port, "/signed-out", { headers: { accept: "text/html,*/*" } });
    expect(page.headers["content-type"]).toMatch(/^text\/html/);
    expect(page.body).toMatch(
      /<h1>Too many requests at once\.<\/h1>.*tries again by itself in \d+ seconds?\./,
    );
    expect(page.body).toMatch(/http-equiv="refresh"/);
    expect(seen.paths).toHaveLength(2);
    // One line for all that are refused.
    expect(lines.filter((l) => l.includes("too many requests"))).toHaveLength(1);
  });

  it("does not ask a page again by itself that was posted", async () => {
    const { port } = await open({ limits: few(0) });
    const page = await ask(port, "/api/signout", { method: "POST", headers: { accept: "text/html" } });
    expect(page.body).not.toMatch(/refresh/);
    expect(page.body).toMatch(/Please wait \d+ seconds?, then try again/);
  });

  it("tells an action's caller in a text that the page can show", async () => {
    const { port } = await open({ limits: few(0) });
    const headers = { accept: "text/x-component", "next-action": "abc" };
    const answer = await ask(port, "/encounters/1", { method: "POST", headers });
    expect(answer.headers["content-type"]).toBe("text/plain");
    expect(answer.body).toMatch(/^rate-limited: Too many requests at once\. Please wait \d+ seconds?/);
  });

  it("counts everybody signed in for themselves, and reads apart from what is recorded", async () => {
    const { port } = await open({ limits: few(2) });
    const [one, two] = [await cookieOf("s1"), await cookieOf("s2")];
    const read = (cookie: string) => ask(port, "/board/data", { headers: { cookie } });
    const decide = (cookie: string) => ask(port, "/encounters/1", { method: "POST", headers: { cookie } });
    for (let i = 0; i < 2; i++) expect((await read(one)).status).toBe(200);
    expect((await read(one)).status).toBe(429);
    expect((await decide(one)).status).toBe(200);
    expect((await read(two)).status).toBe(200);
    expect((await ask(port, "/signed-out")).status).toBe(200);
  });

  it("takes nobody's word for being signed in", async () => {
    const { port } = await open({ limits: few(2) });
    const forged = [await cookieOf("s1", "another-secret-0123456789abcdef0123"), `${COOKIE}=x`, `${COOKIE}=`];
    const statuses = [];
    for (const cookie of forged) statuses.push((await ask(port, "/board", { headers: { cookie } })).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it("limits launches by address and together, whoever asks and however it is spelt", async () => {
    const { port, seen } = await open({
      limits: createRateLimits({
        ...RATES,
        launch: { points: 3, seconds: 60 },
        launches: { points: 4, seconds: 60 },
      }),
      trust: parseTrust("127.0.0.1"),
    });
    const cookie = await cookieOf("s1");
    const launch = (from: string, path = "/launch?iss=x") =>
      ask(port, path, { headers: { cookie, "x-forwarded-for": from } }).then((a) => a.status);
    expect([
      await launch("203.0.113.1"),
      await launch("203.0.113.1", "//launch/"),
      await launch("203.0.113.1", "/%6Caunch?iss=x"),
      await launch("203.0.113.1"),
    ]).toEqual([200, 200, 200, 429]);
    expect([await launch("203.0.113.2"), await launch("203.0.113.3")]).toEqual([200, 429]);
    expect(seen.paths).toHaveLength(4);
  });

  it("does not let many wait for the EHR at once who are not signed in", async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { port } = await open({
      anonymousAtOnce: 2,
      handle: async (_request, response) => {
        await gate;
        response.end("ok");
      },
    });
    const waiting = [ask(port, "/launch"), ask(port, "/launch")];
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await ask(port, "/launch")).toMatchObject({
      status: 503,
      headers: expect.objectContaining({ "retry-after": "5" }),
    });
    const own = ask(port, "/board", { headers: { cookie: await cookieOf("s1") } });
    release();
    for (const answer of [...waiting, own]) expect((await answer).status).toBe(200);
    expect((await ask(port, "/launch")).status).toBe(200);
  });
});

describe("addresses", () => {
  const forwarded = (port: number, from: string) =>
    ask(port, "/signed-out", { headers: { "x-forwarded-for": from } }).then((a) => a.status);

  it("are the connection's own where no proxy is trusted", async () => {
    const { port } = await open({ limits: few(2) });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push(await forwarded(port, `203.0.113.${i}`));
    expect(statuses).toEqual([200, 200, 429]);
  });

  it("are what the trusted proxy saw, not what the client wrote before it", async () => {
    const { port } = await open({ limits: few(2), trust: parseTrust("127.0.0.0/8") });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push(await forwarded(port, `198.51.100.${i}, 203.0.113.9`));
    expect(statuses).toEqual([200, 200, 429]);
    expect(await forwarded(port, "203.0.113.10")).toBe(200);
  });

  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::ffff", "2001:db8:1:2::/64"],
    ["not an address", "unknown"],
  ])("%s counts as %s", (address, network) => expect(networkOf(address)).toBe(network));

  it.each(["everybody", "0.0.0.0/0", "::/0", "10.0.0.0/33"])("trusting %s is refused by name", (setting) => {
    expect(() => parseTrust(setting)).toThrow(/^TRUSTED_PROXIES: /);
  });
});

it("holds no more connections of one address than it may", async () => {
  const { port } = await open({ connections: { all: 100, perAddress: 3 } });
  const closed: boolean[] = [];
  for (let i = 0; i < 5; i++) {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    socket.on("error", () => {});
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.once("close", () => {
      closed[i] = true;
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect([0, 1, 2, 3, 4].map((i) => closed[i] ?? false)).toEqual([false, false, false, true, true]);
});

describe("what the figures are told", () => {
  const untilTold = async (told: readonly unknown[], count: number) => {
    for (let i = 0; told.length < count && i < 200; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it("is one kind and one status for each request, refused ones too, and never an address", async () => {
    const told: string[] = [];
    const { port } = await open({
      observe: (kind, status, seconds) => void told.push(`${kind} ${status} ${seconds < 10}`),
    });
    const cookie = await cookieOf("s1");
    await ask(port, "/encounters/883421?name=Nobody", { headers: { cookie } });
    await ask(port, "/board", { method: "POST", headers: { cookie } });
    await ask(port, "/launch?iss=x");
    await ask(port, "/api/health");
    await ask(port, "/_next/static/x.js");
    await ask(port, "/signed-out");
    await ask(port, "/%E0%A4%A");
    await untilTold(told, 7);
    expect(told).toEqual([
      "read 200 true",
      "action 200 true",
      "launch 200 true",
      "probe 200 true",
      "files 200 true",
      "anonymous 200 true",
      "malformed 400 true",
    ]);
  });

  it("says of who went away first that they did", async () => {
    const told: (number | null)[] = [];
    const { port } = await open({
      handle: async () => {},
      observe: (_kind, status) => void told.push(status),
    });
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    socket.write("GET /signed-out HTTP/1.1\r\nhost: x\r\n\r\n");
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await untilTold(told, 1);
    expect(told).toEqual([null]);
  });
});
