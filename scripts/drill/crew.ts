import { type ChildProcess, spawn } from "node:child_process";
import type { Random } from "@/lib/core/random";
import type { Acknowledged } from "./nurse";
import type { ProcessJob } from "./process";

type Kind = "app" | "worker";
type Member = {
  readonly name: string;
  readonly kind: Kind;
  readonly child: ChildProcess;
  /** It works: of the app, it has had a decision acknowledged. */
  ready: boolean;
  killed: boolean;
};

const SUPERVISED_MS = 300;
const KINDS: readonly Kind[] = ["app", "worker"];

/** Processes that are replaced as soon as they are gone. What they acknowledged is kept here, whatever becomes of them. */
export class Crew {
  readonly acknowledged: Acknowledged[] = [];
  /** What processes said that worked and ended without being killed. */
  readonly complaints: string[] = [];
  readonly kills = { app: 0, worker: 0 };
  jumps = 0;
  private readonly members = new Map<string, Member>();
  private over = false;

  /** @param program what every process runs */
  constructor(private readonly program: string) {}

  get killed(): number {
    return this.kills.app + this.kills.worker;
  }

  /** @param jobOf asked for its job each time it starts */
  start(name: string, jobOf: () => ProcessJob): void {
    const job = jobOf();
    const child = spawn(process.execPath, [this.program, JSON.stringify(job)], { stdio: "pipe" });
    const kind = job.app ? "app" : "worker";
    // A line for one that is being killed.
    child.stdin.on("error", () => {});
    const member: Member = { name, kind, child, ready: false, killed: false };
    this.members.set(name, member);
    let said = "";
    child.stdout.on("data", (text: Buffer) => {
      said += text.toString();
      const lines = said.split("\n");
      said = lines.pop() ?? "";
      for (const line of lines) this.hear(member, line);
    });
    let last = "";
    child.stderr.on("data", (text: Buffer) => {
      last = (last + text.toString()).slice(-1_000);
    });
    child.once("exit", (code, signal) => {
      if (member.ready && !member.killed)
        this.complaints.push(`${name} ended (${code ?? signal}): ${last.trim().split("\n").at(-1)}`);
      member.killed = true;
      // One that could not start, as while the database is away, is started again as a supervisor would.
      setTimeout(() => this.over || this.start(name, jobOf), SUPERVISED_MS);
    });
  }

  private hear(member: Member, line: string): void {
    if (line === "ready") member.ready = true;
    if (!line.startsWith("decided ")) return;
    member.ready = true;
    this.acknowledged.push(JSON.parse(line.slice("decided ".length)) as Acknowledged);
  }

  /** Kills one that works, at random. @returns whether there was one of the kind that was drawn */
  killOne(random: Random): boolean {
    const kind = random.pick(KINDS);
    const working = [...this.members.values()].filter((m) => m.ready && !m.killed && m.kind === kind);
    if (working.length === 0) return false;
    const one = random.pick(working);
    one.killed = true;
    one.child.kill("SIGKILL");
    this.kills[kind]++;
    return true;
  }

  /** Sets the clock of one at random, so many milliseconds off; of who works or is about to. One that starts anew has the right time. */
  jumpOne(random: Random, byMs: number): void {
    const { child } = random.pick([...this.members.values()]);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.stdin?.write(`${byMs}\n`);
    this.jumps++;
  }

  /** Everybody is killed, and nobody replaced. These kills are not counted. */
  async dismiss(): Promise<void> {
    this.over = true;
    await Promise.all(
      [...this.members.values()].map(async (m) => {
        if (m.child.exitCode !== null || m.child.signalCode !== null) return;
        m.killed = true;
        const gone = new Promise((resolve) => m.child.once("exit", resolve));
        m.child.kill("SIGKILL");
        await gone;
      }),
    );
  }
}
