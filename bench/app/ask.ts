import { request } from "node:https";

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};
type Ask = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** One request over TLS to a server with our own certificate; follows nothing. @throws what the connection throws */
export const ask = (ca: Buffer, url: string, { method = "GET", headers = {}, body }: Ask = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const sent = request(url, { method, headers, ca }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
