import type postgres from "postgres";

export type Work<T> = (tx: postgres.TransactionSql) => T | Promise<T>;

/**
 * A transaction that ends with its connection. postgres.js goes on with one whose connection is gone: it writes ROLLBACK, or
 * whatever the work asks next, to a socket that is no more, which ends the process, or into the session that took the connection's
 * place. Here a statement of a transaction that is over is refused, and nothing is rolled back that the server has rolled back.
 */
export function guardedTransaction<T>(client: postgres.Sql, work: Work<T>): Promise<T> {
  const guard = new Guard();
  const done = client.begin((tx) => guard.hold(() => guard.whole(work(guard.wrap(tx, true))))) as Promise<T>;
  done.then(
    () => guard.settle(new Error("This transaction has ended.")),
    (error: unknown) => guard.settle(error),
  );
  return done;
}

/** A connection that an error tells the end of is closed within this. */
const CLOSING_MS = 10_000;

class Guard {
  private settled = false;
  /** A statement failed outside of any savepoint: PostgreSQL undoes all of it, whatever is asked next. */
  private failed: { readonly why: unknown } | null = null;
  private over: { readonly why: unknown } | null = null;
  /** The connection is gone; what runs inside is told so without waiting for anything. */
  private lose: (why: unknown) => void = () => {};
  private readonly lost = new Promise<never>((_resolve, reject) => {
    this.lose = reject;
  });

  constructor() {
    this.lost.catch(() => {});
  }

  settle(why: unknown): void {
    this.settled = true;
    this.end(why);
  }

  private end(why: unknown): void {
    if (this.over) return;
    this.over = { why };
    this.lose(why);
  }

  /**
   * Work whose outcome postgres.js must not learn when the connection is gone, for it would write to it: its own race with the
   * connection's end settles the transaction.
   */
  async hold<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      if (this.over) await this.closed();
    }
  }

  /** Comes back only where the connection turns out to be there still: then it is to be rolled back. */
  private closed(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(() => !this.settled && resolve(), CLOSING_MS).unref();
    });
  }

  /** The outcome of work that may have taken a failure for its own: the COMMIT of such a transaction undoes it and reports no error. */
  async whole<T>(outcome: T | Promise<T>): Promise<T> {
    const value = await outcome;
    if (this.failed) throw this.failed.why;
    return value;
  }

  wrap(tx: postgres.TransactionSql, outermost = false): postgres.TransactionSql {
    const unsafe = (...args: Parameters<postgres.TransactionSql["unsafe"]>) => {
      if (this.over) return refused(this.over.why);
      const query = tx.unsafe(...args);
      // First of all that wait for it, so that nobody's next step comes before it is known.
      query.catch((error: unknown) => {
        if (isConnectionLost(error)) this.end(error);
        else if (outermost) this.failed ??= { why: error };
      });
      return query;
    };
    const savepoint = <T>(work: Work<T>) =>
      this.over
        ? Promise.reject(this.over.why)
        : Promise.race([tx.savepoint((inner) => this.hold(() => work(this.wrap(inner)))), this.lost]);
    return {
      unsafe,
      savepoint,
      options: (tx as unknown as postgres.Sql).options,
    } as unknown as postgres.TransactionSql;
  }
}

/** A statement that fails, in the shape drizzle asks for. */
function refused(why: unknown) {
  const failed: Promise<never> & { values?: () => Promise<never> } = Promise.reject(why);
  failed.catch(() => {});
  failed.values = () => failed;
  return failed;
}

/** Codes of postgres.js, of the system, and of a server that ends a session (PostgreSQL, Appendix A: class 57P). */
const LOST =
  /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|57P0[1-5])$/;

export const isConnectionLost = (error: unknown): boolean =>
  error instanceof Error && LOST.test(String((error as { code?: unknown }).code ?? ""));
