import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { MARK_HEADER, readMark } from "@/lib/auth/page-mark";
import type { BoardView, DecisionInput, PatientView } from "@/lib/workflows/views";
import type { Clinician } from "./people";
import { at } from "./polls";
import { actionId, type Stack } from "./stack";

export type Decided = {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly refused: number;
};

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

type Sent = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };

const ask = (stack: Stack, { cookie, mark }: Clinician, path: string, { method, headers, body }: Sent = {}) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request(
      `${stack.app}${path}`,
      {
        agent,
        method: method ?? "GET",
        headers: { cookie, [MARK_HEADER]: mark, host: new URL(stack.origin).host, ...headers },
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        answer.on("error", reject);
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

async function read<T>(stack: Stack, who: Clinician, path: string): Promise<T> {
  const { status, body } = await ask(stack, who, path);
  if (status !== 200)
    throw new Error(`${path.replace(/[0-9a-f-]{36}/, "…")}: ${status} ${body.slice(0, 200)}`);
  return JSON.parse(body) as T;
}

export const readBoard = (stack: Stack, who: Clinician): Promise<BoardView> =>
  read(stack, who, "/board/data");

/** Patients that take a level, as the first one's board has them. */
export async function decidable(stack: Stack, who: Clinician): Promise<string[]> {
  const { rows } = await readBoard(stack, who);
  return rows
    .filter((r) => r.visit.barred === null && r.visit.doubts.length === 0 && r.levelSource === "suggested")
    .map((r) => r.encounterId);
}

/**
 * Everybody opens a patient of their own and accepts what is suggested, `readMs` after it was there on average; then the next one. Only the
 * recording is timed: from the request that says the level to its answer.
 * @param patients by our ids; each is decided on once
 */
export async function decideAll(
  stack: Stack,
  people: readonly Clinician[],
  patients: readonly string[],
  readMs: number,
): Promise<Decided> {
  const id = actionId("decide");
  const waiting = [...patients];
  const times: number[] = [];
  let refused = 0;
  await Promise.all(
    people.map(async (who) => {
      for (let patient = waiting.shift(); patient; patient = waiting.shift()) {
        const view = await read<PatientView>(stack, who, `/encounters/${patient}/data`);
        await new Promise((resolve) => setTimeout(resolve, readMs * (0.5 + Math.random())));
        const started = performance.now();
        const { status, body } = await ask(stack, who, `/encounters/${patient}`, {
          method: "POST",
          headers: {
            "next-action": id,
            accept: "text/x-component",
            "content-type": "text/plain;charset=UTF-8",
            origin: stack.origin,
          },
          body: JSON.stringify([readMark(who.mark), accepting(view)]),
        });
        if (status === 200 && body.includes('"ok":true')) times.push(performance.now() - started);
        else if (refused++ === 0) console.warn(`a decision was refused: ${status} ${body.slice(0, 400)}`);
      }
    }),
  );
  times.sort((a, b) => a - b);
  return { count: times.length, p50: at(times, 0.5), p95: at(times, 0.95), refused };
}

const accepting = (view: PatientView): DecisionInput => ({
  requestId: randomUUID(),
  encounterId: view.encounterId,
  launchId: view.launchId,
  assessmentId: view.assessment.id,
  contextVersion: view.contextVersion,
  identityVersion: view.identityVersion,
  supersedes: view.decision?.id ?? null,
  kind: view.assessment.level === null ? "assign" : "accept",
  level: view.assessment.level ?? 3,
});
