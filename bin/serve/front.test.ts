import { type createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createLogger } from "@/lib/core/logger";
import { parseTrust } from "./client-address";
import { createFront, type Door } from "./front";
import { answerForAll, joinFigures } from "./front-probes";
import { createGuardedServer } from "./guard";
import { createSessionReader } from "./session-reader";

const TOKEN = "a-token-of-the-installation";
const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    open.push(server);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
const logger = createLogger("info", { write: () => {} });
const ORIGINS = { north: "https://north.example", south: "https://south.example:8443" } as const;

/** A site's process as it is, behind its own door; it says what it was asked. */
async function site(id: keyof typeof ORIGINS, handle?: Parameters<typeof createServer>[1]): Promise<Door> {
  const port = await listen(
    createGuardedServer({
      trust: parseTrust("127.0.0.1"),
      logger,
      site: { origin: ORIGINS[id] },
      readSession: createSessionReader("secret", "cookie"),
      handle: async (request, response) => {
        if (handle) return void handle(request, response);
        let body = "";
        for await (const piece of request) body += piece;
        response.setHeader("x-site", id);
        const { method, url, headers } = request;
        response.end(JSON.stringify({ id, method, url, body, headers }));
      },
    }),
  );
  return { id, origin: ORIGINS[id], port, metricsToken: TOKEN };
}

async function front(...doors: Door[]): Promise<number> {
  return listen(
    createFront({
      doors,
      trust: parseTrust(""),
      logger,
      answer: (request, response) => answerForAll(request, response, doors, TOKEN),
    }),
  );
}

type Asked = {
  host: string;
  path?: string;
  method?: string;
  body?: string;
  headers?: Record<string, string>;
};
type Answer = { status: number; headers: IncomingMessage["headers"]; text: string };
const ask = (
  port: number,
  { host, path = "/", method = "GET", body, headers = {} }: Asked,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(
      { port, host: "127.0.0.1", path, method, headers: { host, ...headers }, agent: false },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

describe("the door of a network", () => {
  it("hands a request, whole, to the site whose host it names", async () => {
    const port = await front(await site("north"), await site("south"));
    const answer = await ask(port, {
      host: "South.example:8443",
      path: "/patient/1?x=%20y",
      method: "POST",
      body: "a decision",
      headers: {
        cookie: "a=b",
        connection: "close, x-mine",
        "x-mine": "hop",
        "x-forwarded-for": "203.0.113.9",
      },
    });
    expect(answer.headers["x-site"]).toBe("south");
    const seen = JSON.parse(answer.text);
    expect(seen).toMatchObject({ id: "south", method: "POST", url: "/patient/1?x=%20y", body: "a decision" });
    expect(seen.headers).toMatchObject({ cookie: "a=b", "x-forwarded-for": "203.0.113.9, 127.0.0.1" });
    expect(seen.headers).not.toHaveProperty("x-mine");
  });

  it.each([
    ["no site's host", { host: "west.example" }],
    [
      "a site's host as another header says it",
      { host: "west.example", headers: { "x-forwarded-host": "north.example" } },
    ],
    ["a site's host with a port that is not its own", { host: "north.example:8443" }],
    ["this machine's address", { host: "127.0.0.1" }],
    ["a whole address", { host: "west.example", path: "http://north.example/" }],
  ])("answers 421 for %s", async (_what, asked) => {
    const answer = await ask(await front(await site("north"), await site("south")), {
      ...asked,
      headers: { accept: "text/html", ...("headers" in asked ? asked.headers : {}) },
    });
    expect(answer.status).toBe(421);
    expect(answer.text).toContain("No hospital is here under this address.");
    expect(answer.headers).not.toHaveProperty("x-site");
  });

  it("hands back the refusal of what is too large, and goes on", async () => {
    const port = await front(await site("north"));
    const large = {
      host: "north.example",
      method: "POST",
      headers: { "content-length": String(200 * 1024) },
    };
    expect((await ask(port, { ...large, body: "x".repeat(200 * 1024) })).status).toBe(413);
    const unsaid = { host: "north.example", method: "POST", headers: { "transfer-encoding": "chunked" } };
    expect((await ask(port, { ...unsaid, body: "x".repeat(200 * 1024) })).status).toBe(413);
    expect((await ask(port, { ...unsaid, body: "little" })).status).toBe(200);
  });

  it("says each word of a long answer at once", async () => {
    let say: (word: string) => void = () => {};
    const north = await site("north", (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      say = (word) => response.write(word);
      say("first");
    });
    const port = await front(north);
    const heard = await new Promise<string[]>((resolve) => {
      const words: string[] = [];
      const sent = httpRequest({ port, host: "127.0.0.1", headers: { host: "north.example" } }, (answer) => {
        answer.setEncoding("utf8").on("data", (word: string) => {
          words.push(word);
          if (words.length < 2) say("second");
          else {
            sent.destroy();
            resolve(words);
          }
        });
        answer.on("error", () => {});
      });
      sent.end();
    });
    expect(heard).toEqual(["first", "second"]);
  });

  it("answers 503 for a site that is away, and the others go on", async () => {
    const away = { id: "south", origin: ORIGINS.south, port: 1, metricsToken: "" };
    const port = await front(await site("north"), away);
    expect((await ask(port, { host: "south.example:8443" })).status).toBe(503);
    expect((await ask(port, { host: "north.example" })).status).toBe(200);
    const health = await ask(port, { host: "10.0.0.1", path: "/api/health" });
    expect([health.status, JSON.parse(health.text).sites]).toEqual([
      503,
      [
        { site: "north", ok: true, status: 200 },
        { site: "south", ok: false, status: null },
      ],
    ]);
    expect((await ask(port, { host: "10.0.0.1", path: "/api/health/ready" })).status).toBe(200);
  });

  it("gives the figures of all sites for the installation's token alone", async () => {
    const figures = (_request: IncomingMessage, response: { end(text: string): void }) =>
      response.end(
        '# HELP decisions_total Decisions.\n# TYPE decisions_total counter\ndecisions_total{level="2"} 4\n',
      );
    const port = await front(await site("north", figures as never), await site("south", figures as never));
    const metrics = { host: "10.0.0.1", path: "/api/metrics" };
    expect((await ask(port, metrics)).status).toBe(401);
    const answer = await ask(port, { ...metrics, headers: { authorization: `Bearer ${TOKEN}` } });
    expect(answer.text.split("\n").slice(2)).toEqual([
      'openacuity_site_up{site="north"} 1',
      'openacuity_site_up{site="south"} 1',
      "# HELP decisions_total Decisions.",
      "# TYPE decisions_total counter",
      'decisions_total{level="2",site="north"} 4',
      'decisions_total{level="2",site="south"} 4',
      "",
    ]);
  });
});

it("leaves a site's own word of whose figure it is", () => {
  const text = '# TYPE h gauge\nh{le="1",site="a"} 1\n';
  expect(joinFigures([{ site: "a", text }])).toContain('\nh{le="1",site="a"} 1\n');
});

it("marks figures without labels, and those of a histogram, and leaves out who gave none", () => {
  const text = '# TYPE h histogram\nh_bucket{le="0.5"} 1\nh_sum 2\n# TYPE up gauge\nup 1 1700000000000\n';
  expect(
    joinFigures([
      { site: "a", text },
      { site: "b", text: null },
    ])
      .split("\n")
      .slice(2),
  ).toEqual([
    'openacuity_site_up{site="a"} 1',
    'openacuity_site_up{site="b"} 0',
    "# TYPE h histogram",
    'h_bucket{le="0.5",site="a"} 1',
    'h_sum{site="a"} 2',
    "# TYPE up gauge",
    'up{site="a"} 1 1700000000000',
    "",
  ]);
});

it("keeps a site's process from answering for another host, whoever leads the request there", async () => {
  const north = await site("north");
  expect((await ask(north.port, { host: "south.example:8443" })).status).toBe(421);
  expect((await ask(north.port, { host: "10.1.2.3", path: "/launch?iss=x" })).status).toBe(421);
  expect((await ask(north.port, { host: "north.example", path: "/launch" })).status).toBe(200);
  expect((await ask(north.port, { host: "10.1.2.3:3000", path: "/api/health/ready" })).status).toBe(200);
});
