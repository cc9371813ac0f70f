import { connect, createServer, type Socket } from "node:net";

/** An address on loopback that leads to another: a stable name in front of two servers. */
export type Relay = {
  readonly port: number;
  /** Leads new connections there from now on, and ends those there are. */
  lead(port: number): void;
  /** Ends the connections there are, in mid-sentence. */
  cut(): void;
  /** From now on everything arrives so many milliseconds later, in either direction and in its order. */
  delay(ms: number): void;
  close(): Promise<void>;
};

export async function startRelay(to: number): Promise<Relay> {
  let target = to;
  let late = 0;
  const open = new Set<Socket>();
  const server = createServer((from) => {
    const onward = connect(target, "127.0.0.1");
    pass(from, onward);
    pass(onward, from);
  });
  function pass(from: Socket, onward: Socket): void {
    open.add(from);
    from.setNoDelay(true);
    // Every piece after the one before it, also where the delay grows shorter.
    let free = 0;
    from.on("data", (bytes) => {
      free = Math.max(free, performance.now() + late);
      const wait = free - performance.now();
      if (late === 0 && wait <= 0) onward.write(bytes);
      else setTimeout(() => onward.destroyed || onward.write(bytes), wait);
    });
    from.on("error", () => {});
    from.on("close", () => {
      open.delete(from);
      onward.destroy();
    });
  }
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    lead(port) {
      target = port;
      cut();
    },
    cut,
    delay(ms) {
      late = ms;
    },
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
