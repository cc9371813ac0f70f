import postgres from "postgres";
import type { TransactionObserver } from "./client";
import { onLostSocket } from "./lost-socket";
import type { PostgresAddress } from "./tls";
import { guardedTransaction, type Work } from "./transaction";

const options = ({ ssl }: PostgresAddress, max: number): postgres.Options<Record<string, never>> => ({
  max,
  // Both drivers get the outcome of one reading of sslmode; see tls.ts.
  ssl: ssl as postgres.Options<Record<string, never>>["ssl"],
  connection: { application_name: "openacuity" },
  // Only BEGIN and COMMIT would be prepared. Behind a pooler a COMMIT may reach a session that knows of no such statement: that ends
  // the transaction, the driver tries again, and the second COMMIT, of nothing, is taken for the first.
  prepare: false,
  // Asked on every new connection for what arrays are called; when that connection is reset meanwhile, the driver's own question fails and
  // nobody waits for its answer, which ends the process. Arrays of ours are read and written by drizzle, as text.
  fetch_types: false,
  onnotice: () => {},
});

const openClient = (
  address: PostgresAddress,
  max: number,
  more: Pick<postgres.Options<Record<string, never>>, "onclose"> = {},
): postgres.Sql =>
  postgres(address.connectionString, { ...options(address, max), ...more }) as unknown as postgres.Sql;

/** One connection of its own, for work that must not share its session. */
export async function withConnection<T>(
  address: PostgresAddress,
  work: (client: postgres.Sql) => Promise<T>,
): Promise<T> {
  const client = openClient(address, 1);
  try {
    return await work(client);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/**
 * Keeps postgres.js from sending the next statement on a connection before this one is answered, by the hook it has for transactions: a
 * connection whose hook says false takes no more. A statement with values is sent without a Sync until it has been described; pgbouncer
 * (seen with 1.18 in transaction mode) takes the end of the statement before it for the end of all, gives the server away, and the
 * answer never comes.
 */
const ONE_AT_A_TIME = { onexecute: () => false } as postgres.UnsafeQueryOptions;

/** A client is replaced this often at most: while the server is away, every attempt to reach it ends in a lost connection. */
const RENEW_MS = 1_000;
/** What waits for a connection of the client before gets its turn, and what runs on one may finish. */
const WAITING_MS = 10_000;
const RUNNING_S = 60;

/**
 * The connections of a process, as drizzle and this folder use them. postgres.js takes up a lost connection where it was,
 * sometimes with a half-written message or with statements of the transaction before: after a loss a fresh client takes over.
 */
export class Pool {
  observer: TransactionObserver | null = null;
  private transactions = 0;
  private client: postgres.Sql;
  private since = 0;
  private renewal: NodeJS.Timeout | null = null;
  private ended = false;
  private readonly forget: () => void;
  private readonly before = new Map<postgres.Sql, NodeJS.Timeout>();

  constructor(
    private readonly address: PostgresAddress,
    private readonly max: number,
  ) {
    this.client = this.open();
    this.forget = onLostSocket(() => this.renew());
  }

  /** Drizzle changes how values are read in here; a fresh client goes on with it. */
  get options(): postgres.Sql["options"] {
    return this.client.options;
  }

  unsafe: postgres.Sql["unsafe"] = (text, values = [], asked = {}) =>
    this.client.unsafe(text, values, { ...asked, ...ONE_AT_A_TIME });

  begin = async <T>(work: Work<T>): Promise<T> => {
    const asked = performance.now();
    this.observer?.open(++this.transactions);
    try {
      return await guardedTransaction(this.client, (tx) => {
        this.observer?.acquired((performance.now() - asked) / 1000);
        return work(tx);
      });
    } finally {
      this.observer?.open(--this.transactions);
    }
  };

  /** All that drizzle asks of a client is here. */
  forDrizzle(): postgres.Sql {
    return this as unknown as postgres.Sql;
  }

  /** As soon as it may be. */
  renew(): void {
    const wait = this.since + RENEW_MS - Date.now();
    if (wait <= 0) this.takeOver();
    else this.renewal ??= setTimeout(() => this.takeOver(), wait).unref();
  }

  async end(): Promise<void> {
    this.ended = true;
    this.forget();
    if (this.renewal) clearTimeout(this.renewal);
    for (const timer of this.before.values()) clearTimeout(timer);
    await Promise.all([this.client, ...this.before.keys()].map((client) => client.end({ timeout: 5 })));
  }

  private open(): postgres.Sql {
    this.since = Date.now();
    const client: postgres.Sql = openClient(this.address, this.max, {
      onclose: () => {
        if (client === this.client) this.renew();
      },
    });
    return client;
  }

  private takeOver(): void {
    if (this.renewal) clearTimeout(this.renewal);
    this.renewal = null;
    if (this.ended) return;
    const old = this.client;
    const { parsers, serializers } = old.options;
    this.client = this.open();
    Object.assign(this.client.options.parsers, parsers);
    Object.assign(this.client.options.serializers, serializers);
    const finish = () => {
      this.before.delete(old);
      void old.end({ timeout: RUNNING_S });
    };
    this.before.set(old, setTimeout(finish, WAITING_MS).unref());
  }
}

/** Listens on a channel until it is told to stop; the driver takes a lost connection up again and calls `onReady` anew. */
export async function listen(
  address: PostgresAddress,
  channel: string,
  hear: (message: string) => void,
  onReady: () => void,
): Promise<() => Promise<void>> {
  const client = openClient(address, 1);
  await client.listen(channel, hear, onReady);
  return () => client.end({ timeout: 5 });
}
