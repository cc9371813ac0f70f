import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** As much of S3's protocol as the model store speaks, with the bucket in the path, and what can go wrong with it. */
export type S3Server = {
  readonly endpoint: string;
  /** By key, without the bucket. */
  readonly objects: Map<string, Buffer>;
  readonly asked: string[];
  /** Given a request such as "PUT files/ab": the status to fail with, or nothing. */
  fault: (request: string) => number | undefined;
  close(): Promise<void>;
};

const error = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

export async function startS3(bucket = "models"): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const [, first = "", ...rest] = decodeURIComponent(pathname).split("/");
    const key = rest.join("/");
    const said = `${request.method} ${key}`;
    asked.push(said);
    const body = await read(request);
    const end = (status: number, content: string | Buffer = "") => {
      response.writeHead(status, { "content-length": Buffer.byteLength(content) });
      response.end(request.method === "HEAD" ? undefined : content);
    };
    const fault = self.fault(said);
    if (fault) return end(fault, error("InternalError"));
    if (!request.headers.authorization?.startsWith("AWS4-HMAC-SHA256"))
      return end(403, error("AccessDenied"));
    if (first !== bucket) return end(404, error("NoSuchBucket"));
    if (request.method === "PUT") {
      objects.set(key, body);
      return end(200);
    }
    const found = objects.get(key);
    return found ? end(200, found) : end(404, error("NoSuchKey"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const self: S3Server = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    asked,
    fault: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return self;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
