import { connect, createServer, type Socket } from "node:net";

/** An address on loopback that leads to another: a stable name in front of two servers. */
export type Relay = {
  readonly port: number;
  /** Leads new connections there from now on, and ends those there are. */
  lead(port: number): void;
  close(): Promise<void>;
};

export async function startRelay(to: number): Promise<Relay> {
  let target = to;
  const open = new Set<Socket>();
  const server = createServer((from) => {
    const onward = connect(target, "127.0.0.1");
    pass(from, onward);
    pass(onward, from);
  });
  function pass(from: Socket, onward: Socket): void {
    open.add(from);
    from.setNoDelay(true);
    from.on("data", (bytes) => onward.write(bytes));
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
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
