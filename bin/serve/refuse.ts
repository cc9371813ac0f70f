import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type FrameOrigins, frameAncestors, frameOptions } from "@/lib/auth/embedding";

/** Why the door stays shut, in a nurse's words and as problem details (RFC 9457) for what asks by itself. */
export type Refusal = {
  readonly status: 400 | 413 | 421 | 429 | 503;
  readonly retryAfterSeconds?: number;
  /** The rest of the request is not read: the connection ends with the answer. */
  readonly close?: boolean;
};

const WORDS: Readonly<Record<Refusal["status"], { code: string; title: string; text: string }>> = {
  400: {
    code: "invalid-input",
    title: "This address is not valid.",
    text: "Please open OpenAcuity from your EHR again.",
  },
  413: {
    code: "invalid-input",
    title: "This was too large to be accepted. Nothing was saved.",
    text: "Please shorten what you wrote and try again.",
  },
  421: {
    code: "invalid-input",
    title: "No hospital is here under this address.",
    text: "Please open OpenAcuity from your EHR again.",
  },
  429: {
    code: "rate-limited",
    title: "Too many requests at once.",
    text: "What is saved is safe.",
  },
  503: {
    code: "rate-limited",
    title: "OpenAcuity is busy.",
    text: "What is saved is safe.",
  },
};

/** The product's own look without its style sheet: this page is sent before anything else is asked. */
const STYLE = `:root{color-scheme:light dark;--page:light-dark(#f3f4f0,#0c1211);--ink:light-dark(#14201e,#e9f0ed);--ink-2:light-dark(#43504c,#b9c6c1);--surface:light-dark(#fff,#141c1a);--line:light-dark(#dcdfd8,#28332f);--accent:light-dark(#0b5a54,#63c9bb);--accent-ink:light-dark(#fff,#04211d);--focus:light-dark(#0a5fd0,#8ab8ff)}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--page);color:var(--ink);font:1.125rem/1.5 "Segoe UI Variable Text","Segoe UI",-apple-system,BlinkMacSystemFont,Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif}
main{box-sizing:border-box;width:min(36rem,calc(100vw - 2rem));padding:2rem;background:var(--surface);border:1px solid var(--line);border-radius:.75rem}
h1{margin:0 0 .75rem;font-size:1.57rem;line-height:1.2;letter-spacing:-.01em}p{margin:0 0 1rem;color:var(--ink-2)}p:last-child{margin:0}
a{display:inline-block;padding:.6rem 1.1rem;border-radius:.5rem;background:var(--accent);color:var(--accent-ink);font-weight:600;text-decoration:none}
a:focus-visible{outline:3px solid var(--focus);outline-offset:2px}`;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  frames: FrameOrigins = [],
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, retryAfterSeconds, close } = refusal;
  const [type, body] = answerFor(request, refusal);
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors ${frameAncestors(frames)}; base-uri 'none'; form-action 'none'`,
    "x-content-type-options": "nosniff",
    ...(frameOptions(frames) ? { "x-frame-options": "DENY" } : {}),
    "referrer-policy": "no-referrer",
    ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    ...(close ? { connection: "close" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function answerFor(request: IncomingMessage, refusal: Refusal): [type: string, body: string] {
  // Next hands an action's caller a plain text as the error's message (components/action-error.ts reads it).
  if (request.headers["next-action"])
    return ["text/plain", `${WORDS[refusal.status].code}: ${sentence(refusal)}`];
  if (wantsPage(request)) return ["text/html; charset=utf-8", page(refusal, request)];
  return ["application/problem+json", problem(refusal)];
}

/** A browser that opens a page, not one of the page's own requests. */
const wantsPage = ({ headers }: IncomingMessage): boolean =>
  /\btext\/html\b/.test(headers.accept ?? "") && !headers.rsc;

const sentence = ({ status, retryAfterSeconds }: Refusal): string =>
  retryAfterSeconds === undefined ? WORDS[status].title : `${WORDS[status].title} ${wait(retryAfterSeconds)}`;

function problem(refusal: Refusal): string {
  const { status, retryAfterSeconds } = refusal;
  return JSON.stringify({
    type: "about:blank",
    title: sentence(refusal),
    status,
    code: WORDS[status].code,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function page({ status, retryAfterSeconds }: Refusal, request: IncomingMessage): string {
  const { title, text } = WORDS[status];
  // Asked again by itself only where asking changes nothing, at the same address.
  const again = retryAfterSeconds !== undefined && request.method === "GET";
  const next =
    retryAfterSeconds === undefined
      ? ""
      : again
        ? `This page tries again by itself in ${seconds(retryAfterSeconds)}.`
        : wait(retryAfterSeconds);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} OpenAcuity</title>${
    again ? `<meta http-equiv="refresh" content="${retryAfterSeconds}">` : ""
  }<style>${STYLE}</style></head><body><main><h1>${title}</h1><p>${next} ${text}</p>${
    again ? `<p><a href="">Try again now</a></p>` : ""
  }</main></body></html>`;
}

const seconds = (n: number): string => (n === 1 ? "1 second" : `${n} seconds`);
const wait = (n: number): string => `Please wait ${seconds(n)}, then try again.`;
