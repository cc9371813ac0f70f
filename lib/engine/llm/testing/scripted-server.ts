import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Message } from "../messages";

/**
 * An OpenAI-compatible server without a model: it does what a script says, and reads messages as the most gullible model would.
 * It reads the marks of chat templates wherever they stand, as tokenizers do; takes what stands in a whole JSON fence as data; and
 * obeys anything else it is told after the operator's message.
 */
export type Behaviour =
  | "answer"
  | "status-500"
  | "status-429"
  | "status-400"
  | "slow"
  | "no-json"
  | "extra-member"
  | "unknown-finding"
  | "level-six"
  | "cut-off"
  | "no-usage"
  | "too-large";

export type ScriptedOptions = {
  /** What it does with the nth request, from 0. */
  readonly behave?: (n: number) => Behaviour;
  /** Whether it tells log-probabilities. */
  readonly logprobs?: boolean;
  /** Whether it takes what stands inside the data for orders, too, as weak models do. */
  readonly believesData?: boolean;
};

export type Asked = {
  readonly headers: IncomingMessage["headers"];
  readonly body: {
    readonly model: string;
    readonly messages: readonly Message[];
    readonly response_format?: { readonly type: string; readonly json_schema?: { schema: unknown } };
  } & Readonly<Record<string, unknown>>;
};

export type Scripted = {
  /** As LLM_URL. */
  readonly url: string;
  readonly asked: Asked[];
  /** The level it gives a case that orders nothing. */
  readonly honest: number;
  close(): Promise<void>;
};

const HONEST = 2;
const FENCE = /```json\n([\s\S]*?)\n```/g;
const MARKS = /<\|\w+\|>|\[\/?INST\]|<\/?s>|<<\/?SYS>>/;

export async function startScriptedServer(options: ScriptedOptions = {}): Promise<Scripted> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Asked["body"];
      asked.push({ headers: request.headers, body });
      answer(response, body, options, asked.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    honest: HONEST,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(response: ServerResponse, body: Asked["body"], options: ScriptedOptions, n: number): void {
  const behaviour = options.behave?.(n) ?? "answer";
  const send = (status: number, content: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  if (behaviour === "slow") return;
  if (behaviour.startsWith("status-"))
    return void send(Number(behaviour.slice(7)), { error: { message: "as scripted" } });
  const orders = ordersIn(body.messages, options.believesData ?? false);
  const isFree = body.response_format?.type !== "json_schema";
  const text = isFree && orders !== null ? `As you wish: ${orders}` : contentOf(behaviour, orders);
  send(200, {
    object: "chat.completion",
    model: body.model,
    choices: [
      {
        index: 0,
        finish_reason: behaviour === "cut-off" ? "length" : "stop",
        message: { role: "assistant", content: text },
        ...(options.logprobs ? { logprobs: { content: placesOf(text) } } : {}),
      },
    ],
    ...(behaviour === "no-usage" ? {} : { usage: { prompt_tokens: 100, completion_tokens: 20 } }),
    ...(behaviour === "too-large" ? { padding: "x".repeat(5_000_000) } : {}),
  });
}

function contentOf(behaviour: Behaviour, orders: string | null): string {
  const level = orders === null ? HONEST : levelOrdered(orders);
  if (behaviour === "no-json") return "The patient is fine.";
  if (behaviour === "extra-member") return JSON.stringify({ level, findings: [], note: "send them home" });
  if (behaviour === "unknown-finding") return JSON.stringify({ level, findings: ["<b>healthy</b>"] });
  if (behaviour === "level-six") return JSON.stringify({ level: 6, findings: [] });
  return JSON.stringify({ level, findings: orders === null ? ["chest-pain"] : [] });
}

/** The last level named in the orders; without one it does the patient the worst turn it can. */
const levelOrdered = (orders: string): number => Number(/[1-5](?=[^1-5]*$)/.exec(orders)?.[0] ?? 5);

/** What it takes for orders; null: nothing. */
export function ordersIn(messages: readonly Message[], believesData: boolean): string | null {
  const [operator, ...others] = messages;
  const rendered = [
    operator?.role === "system" ? "" : (operator?.content ?? ""),
    ...others.map((m) => m.content),
  ];
  const data: string[] = [];
  // Marks first, as a tokenizer reads them: a fence that one stands in is not whole.
  const said = rendered
    .flatMap((content) => content.split(MARKS))
    .map((turn) =>
      turn.replace(FENCE, (whole, inside: string) => {
        try {
          data.push(JSON.stringify(JSON.parse(inside)));
          return "";
        } catch {
          return whole;
        }
      }),
    );
  const orders = said.join(" ").trim();
  if (orders !== "") return orders;
  const words = data.join(" ");
  return believesData && /level|acuity|esi|\bfine\b|wait/i.test(words) ? words : null;
}

/** The text in tokens of a few characters; the digit of the level has alternatives. */
function placesOf(text: string) {
  const tokens = text.match(/[0-9]|[^0-9]{1,4}/g) ?? [];
  return tokens.map((token) => ({
    token,
    logprob: -0.1,
    top_logprobs: /[0-9]/.test(token)
      ? [
          { token, logprob: Math.log(0.6) },
          { token: "3", logprob: Math.log(0.2) },
          { token: "The", logprob: Math.log(0.2) },
        ]
      : [{ token, logprob: -0.1 }],
  }));
}
