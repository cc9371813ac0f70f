import autocannon from "autocannon";
import { MARK_HEADER } from "@/lib/auth/page-mark";
import type { Clinician } from "./people";

export type Polled = {
  readonly perSecond: number;
  /** ms, and bytes on the wire */
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  readonly bytes: number;
  /** Answers by status; 0: none came. */
  readonly statuses: Readonly<Record<number, number>>;
};

type Ask = {
  readonly app: string;
  readonly people: readonly Clinician[];
  readonly seconds: number;
  /** Sends what the last answer was marked with, as a page does that has it already. */
  readonly conditional: boolean;
  /** Of all together; absent: as fast as each is answered. */
  readonly perSecond?: number;
};

/** Every person's board asks again as soon as it is answered. */
export async function pollBoards({ app, people, seconds, conditional, perSecond }: Ask): Promise<Polled> {
  let next = 0;
  const times: number[] = [];
  let bytes = 0;
  const statuses: Record<number, number> = {};
  const result = await autocannon({
    url: `${app}/board/data`,
    connections: people.length,
    duration: seconds,
    ...(perSecond ? { overallRate: perSecond } : {}),
    setupClient(client) {
      const { cookie, mark } = people[next++ % people.length] as Clinician;
      const own = { cookie, [MARK_HEADER]: mark, accept: "application/json", "accept-encoding": "gzip" };
      client.setHeaders(own);
      let tag: string | undefined;
      client.on("headers", ({ headers }) => {
        const at = headers.findIndex((h, i) => i % 2 === 0 && h.toLowerCase() === "etag");
        const fresh = at < 0 ? undefined : headers[at + 1];
        if (!conditional || !fresh || fresh === tag) return;
        tag = fresh;
        client.setHeaders({ ...own, "if-none-match": fresh });
      });
      client.on("response", (status, size, ms) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
        bytes += size;
        times.push(ms);
      });
    },
  });
  const failed = result.errors + result.timeouts;
  if (failed > 0) statuses[0] = failed;
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / result.duration,
    p50: at(times, 0.5),
    p95: at(times, 0.95),
    longest: at(times, 1),
    bytes: times.length === 0 ? 0 : Math.round(bytes / times.length),
    statuses,
  };
}

/** Of sorted figures. */
export const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;

export const median = (figures: readonly number[]): number =>
  at(
    figures.toSorted((a, b) => a - b),
    0.5,
  );
