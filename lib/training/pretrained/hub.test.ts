import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../tiny-artifact.test-support";
import { findCheckpoint } from "./hub";

/** A hub of one checkpoint, on this machine. */
let hub: Server;
let endpoint: string;
let asked: string[];
let answer: (path: string, response: ServerResponse) => void;
const CONTENT: Record<string, string> = {
  "config.json": "{}",
  "tokenizer.json": "{}",
  "model.safetensors": "weights",
};
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

function serve(path: string, response: ServerResponse): void {
  const file = path.split("/").at(-1) as string;
  if (!path.startsWith("/clinic/bert/resolve/main/")) return void response.writeHead(404).end();
  response.writeHead(200, { "x-linked-etag": `"${sha256(CONTENT[file] as string)}"` }).end(CONTENT[file]);
}

beforeAll(async () => {
  hub = createServer((request, response) => {
    asked.push(`${request.headers.authorization ?? "-"} ${request.url}`);
    answer(request.url as string, response);
  });
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
});
afterAll(() => void hub.close());
beforeEach(() => {
  asked = [];
  answer = serve;
});

describe("a checkpoint", () => {
  it("in a folder is that folder", async () => {
    const dir = await temporaryFolder();
    expect(await findCheckpoint(dir, { dataDir: "/nowhere", endpoint })).toBe(dir);
    expect(asked).toEqual([]);
  });

  it("on the Hub is fetched once and kept", async () => {
    const dataDir = await temporaryFolder();
    const dir = await findCheckpoint("clinic/bert", { dataDir, endpoint: `${endpoint}/`, token: "t" });
    expect(dir).toBe(join(dataDir, "hub", "clinic--bert", "main"));
    for (const [file, content] of Object.entries(CONTENT))
      expect(await readFile(join(dir, file), "utf8")).toBe(content);
    expect(asked[0]).toBe("Bearer t /clinic/bert/resolve/main/config.json");
    asked = [];
    // Not even a hub that is gone matters then.
    expect(await findCheckpoint("clinic/bert", { dataDir, endpoint: "http://127.0.0.1:1" })).toBe(dir);
    expect(asked).toEqual([]);
  });

  it.each<[string, string, (path: string, r: ServerResponse) => void, RegExp, string]>([
    ["is not there", "clinic/other", serve, /no config\.json in clinic\/other at main/, "invalid-input"],
    ["is not shown", "clinic/bert", (_, r) => r.writeHead(401).end(), /HF_TOKEN/, "invalid-input"],
    ["is not served", "clinic/bert", (_, r) => r.writeHead(503).end(), /answered 503/, "model-unavailable"],
    [
      "is another file than named",
      "clinic/bert",
      (_, r) => r.writeHead(200, { "x-linked-etag": `"${sha256("other")}"` }).end("{}"),
      /sha256 differs/,
      "artifact-invalid",
    ],
    [
      "breaks off",
      "clinic/bert",
      (_, r) => {
        r.writeHead(200, { "content-length": "100" });
        r.write("x", () => r.destroy());
      },
      /broke off/,
      "model-unavailable",
    ],
    ["is no id", "../../no-such-folder", serve, /neither a folder nor the id/, "invalid-input"],
    ["steps up from its name", "clinic/..", serve, /neither a folder nor the id/, "invalid-input"],
    ["steps up by its revision", "clinic/bert@..", serve, /neither a folder nor the id/, "invalid-input"],
    [
      "never ends",
      "clinic/bert",
      (_, r) => {
        r.writeHead(200);
        const more = () => {
          while (!r.destroyed && r.write("x".repeat(65_536)));
        };
        r.on("drain", more);
        more();
      },
      /config\.json of clinic\/bert is larger than/,
      "artifact-invalid",
    ],
    ["is no id at all", "/no/such/folder", serve, /neither a folder nor the id/, "invalid-input"],
  ])("that %s is refused, and nothing is kept", async (_what, id, behave, message, code) => {
    answer = behave;
    const dataDir = await temporaryFolder();
    const attempt = findCheckpoint(id, { dataDir, endpoint });
    await expect(attempt).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(
      (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter((e) => e.isFile()),
    ).toEqual([]);
  });

  it("says what to do without a network", async () => {
    const attempt = findCheckpoint("clinic/bert", {
      dataDir: await temporaryFolder(),
      endpoint: "http://127.0.0.1:1",
    });
    await expect(attempt).rejects.toMatchObject({
      code: "model-unavailable",
      message: expect.stringMatching(
        /cannot be reached.*copy the checkpoint's config\.json, tokenizer\.json/,
      ),
    });
  });
});
