import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isLostSocket } from "./lost-socket";
import { listen, Pool } from "./postgres";

/** AuthenticationOk and ReadyForQuery (PostgreSQL, 55.7). */
const WELCOME = Buffer.from([..."R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I"].map((c) => c.charCodeAt(0)));
/** CommandComplete and ReadyForQuery, of whatever was asked. */
function done(asked: Buffer): Buffer {
  const [word = ""] = /begin|commit|rollback|select|listen/i.exec(asked.toString("latin1")) ?? [];
  const text = Buffer.from(`${word.toUpperCase()}\0`);
  const complete = Buffer.alloc(5 + text.length);
  complete.write("C");
  complete.writeInt32BE(4 + text.length, 1);
  text.copy(complete, 5);
  const state = word.toLowerCase() === "begin" ? "T" : "I";
  return Buffer.concat([complete, Buffer.from([..."Z\0\0\0\x05", state].map((c) => c.charCodeAt(0)))]);
}

let server: Server;
const sockets = new Set<Socket>();
let fallen: unknown[] = [];
const note = (error: unknown) => {
  // The one that is survived (lost-socket.test.ts).
  if (!isLostSocket(error)) fallen.push(error);
};
beforeEach(() => {
  fallen = [];
  process.on("unhandledRejection", note);
});
afterEach(async () => {
  process.off("unhandledRejection", note);
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => server.close(resolve));
});

/** A server that talks as PostgreSQL does until `message` messages have come, and then resets the connection. */
async function resetting(message: number, half: boolean) {
  server = createServer((socket: Socket) => {
    let heard = 0;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (asked: Buffer) => {
      heard++;
      const answer = heard === 1 ? WELCOME : done(asked);
      if (heard < message) return socket.write(answer);
      if (half) socket.write(answer.subarray(0, 3), () => socket.resetAndDestroy());
      else socket.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { connectionString: `postgres://nobody@127.0.0.1:${port}/nothing`, ssl: false } as const;
}

const within = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each([
  [1, "as it begins"],
  [2, "with the first statement"],
  [3, "with the second statement"],
  [4, "with the third statement"],
])("a connection that is reset %s (%s)", (message) => {
  it.each([false, true])(
    "fails whoever waits for it and nobody else, half a message sent: %j",
    async (half) => {
      const address = await resetting(message, half);
      const pool = new Pool(address as never, 2);
      const outcomes = await Promise.all(
        Array.from({ length: 6 }, (_, i) =>
          Promise.race([
            (i % 2 === 0
              ? (pool.unsafe("select 1") as unknown as Promise<unknown>)
              : pool.begin(async (tx) => {
                  await tx.unsafe("select 1");
                  await tx.unsafe("select 2");
                })
            ).then(
              () => "done",
              () => "refused",
            ),
            within(700).then(() => "waits"),
          ]),
        ),
      );
      // BEGIN, two statements, COMMIT: none gets so far.
      expect(outcomes.filter((_, i) => i % 2 === 1)).not.toContain("done");
      const stop = listen(
        address as never,
        "channel",
        () => {},
        () => {},
      );
      await Promise.race([stop.catch(() => {}), within(300)]);
      await Promise.race([pool.end(), within(300)]);
      void stop.then(
        (end) => end(),
        () => {},
      );
      await within(100);
      expect(fallen).toEqual([]);
    },
  );
});
