import { Agent, request as plain } from "node:http";
import { Agent as SecureAgent, request as secure } from "node:https";

/** How a server elsewhere is reached: its address, what it is told and what it is trusted by. */
export type ExchangeSettings = {
  /** https://…, or http:// on this machine; what is asked for is added to it. */
  readonly url: string;
  readonly token?: string;
  /** PEM of the authority that signed the server's certificate; absent: the public ones. */
  readonly ca?: Buffer;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
  /** What is larger is no answer. */
  readonly mostBytes: number;
};

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

/** No answer came. Says nothing of what was sent. */
export class ExchangeFailure extends Error {
  constructor(
    readonly kind: "unreachable" | "timeout" | "too-large",
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = "ExchangeFailure";
  }
}

export type Exchange = {
  /** A POST where there is a body, else a GET. @throws ExchangeFailure */
  ask(
    path: string,
    body?: Buffer,
    headers?: Record<string, string | number>,
    signal?: AbortSignal,
  ): Promise<Answered>;
  close(): void;
};

const SOCKETS = 32;

/** Requests to one server over connections that are kept. Follows no redirect: it would carry patients' data elsewhere. */
export function createExchange(settings: ExchangeSettings): Exchange {
  const base = settings.url.replace(/\/+$/, "");
  const isSecure = base.startsWith("https:");
  const agentOptions = { keepAlive: true, maxSockets: SOCKETS };
  const agent = isSecure
    ? new SecureAgent({ ...agentOptions, ...(settings.ca ? { ca: settings.ca } : {}) })
    : new Agent(agentOptions);
  const { token, timeoutMs, mostBytes } = settings;
  return {
    ask: (path, body, headers = {}, signal) =>
      new Promise((resolve, reject) => {
        const fail = (cause: unknown) => reject(asFailure(cause));
        const limit = AbortSignal.timeout(timeoutMs);
        const sent = (isSecure ? secure : plain)(
          `${base}${path}`,
          {
            agent,
            method: body ? "POST" : "GET",
            signal: signal ? AbortSignal.any([limit, signal]) : limit,
            headers: {
              accept: "application/json, application/octet-stream",
              ...headers,
              ...(body ? { "content-length": body.length } : {}),
              ...(token ? { authorization: `Bearer ${token}` } : {}),
            },
          },
          (response) => {
            const chunks: Buffer[] = [];
            let size = 0;
            response.on("data", (chunk: Buffer) => {
              size += chunk.length;
              if (size > mostBytes)
                sent.destroy(new ExchangeFailure("too-large", "The answer is too large."));
              else chunks.push(chunk);
            });
            response.on("error", fail);
            response.on("end", () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                body: Buffer.concat(chunks),
              }),
            );
          },
        );
        sent.on("error", fail);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function asFailure(cause: unknown): ExchangeFailure {
  if (cause instanceof ExchangeFailure) return cause;
  const { name, code } = cause as { name?: string; code?: string };
  if (name === "AbortError" || name === "TimeoutError") return new ExchangeFailure("timeout", "", { cause });
  return new ExchangeFailure("unreachable", `(${code ?? name ?? "unknown"})`, { cause });
}
