import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { CONFINEMENT, podman, podmanArgs } from "./podman";

export const FOLDER = "deploy/compose";

export type Service = {
  readonly image: string;
  readonly user: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly network_mode?: string;
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly shm_size?: string;
  readonly restart?: string;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
};
export type ComposeFile = {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
};

export const composeFile = (): ComposeFile =>
  parse(readFileSync(join(FOLDER, "compose.yaml"), "utf8"), { merge: true }) as ComposeFile;

/**
 * Starts the services of the file by podman, each after what it depends on and exactly as confined, connected and mounted as the file
 * says. podman-compose would be it, were there a service manager: without one podman runs no health check, so they are run here.
 */
export class ComposeProject {
  private readonly file = composeFile();
  private readonly started: string[] = [];

  constructor(
    private readonly name: string,
    /** By the variable that names an image in the file. */
    private readonly images: Readonly<Record<string, string>>,
    /** Services whose image here lacks the program that their health check names: not waited for. */
    private readonly unasked: readonly string[] = [],
  ) {}

  async up(): Promise<void> {
    for (const [network, options] of Object.entries(this.file.networks))
      podman("network", "create", ...(options?.internal ? ["--internal"] : []), this.own(network));
    for (const volume of Object.keys(this.file.volumes)) podman("volume", "create", this.own(volume));
    for (const service of this.inOrder()) await this.start(service);
  }

  down(): void {
    const quietly = (...args: string[]) => spawnSync("podman", args, { stdio: "ignore" });
    for (const service of this.started.reverse()) quietly("rm", "--force", "--time", "5", this.own(service));
    for (const volume of Object.keys(this.file.volumes)) quietly("volume", "rm", "--force", this.own(volume));
    for (const network of Object.keys(this.file.networks))
      quietly("network", "rm", "--force", this.own(network));
  }

  logs(service: string): string {
    const { stdout, stderr } = spawnSync("podman", ["logs", this.own(service)], { encoding: "utf8" });
    return `${stdout}${stderr}`;
  }

  private own = (thing: string): string => `${this.name}-${thing}`;

  private inOrder(): string[] {
    const order: string[] = [];
    const visit = (service: string): void => {
      if (order.includes(service)) return;
      const { depends_on = {}, network_mode } = this.file.services[service] as Service;
      const shares = /^service:(.+)$/.exec(network_mode ?? "")?.[1];
      for (const other of [...Object.keys(depends_on), ...(shares ? [shares] : [])]) visit(other);
      order.push(service);
    };
    for (const service of Object.keys(this.file.services)) visit(service);
    return order;
  }

  private async start(name: string): Promise<void> {
    const service = this.file.services[name] as Service;
    const runsToItsEnd = Object.values(this.file.services).some(
      ({ depends_on }) => depends_on?.[name]?.condition === "service_completed_successfully",
    );
    const [entrypoint, ...rest] = service.entrypoint ?? [];
    const args = [
      ...["run", "--name", this.own(name), ...(runsToItsEnd ? [] : ["--detach"])],
      ...CONFINEMENT.filter((flag) => flag.startsWith("--ulimit") || flag === "--no-healthcheck"),
      ...this.rights(service),
      ...this.places(name, service),
      ...(entrypoint ? [`--entrypoint=${entrypoint}`] : []),
      this.imageOf(service),
      ...rest,
      ...(service.command ?? []),
    ];
    this.started.push(name);
    const { status, stderr } = spawnSync("podman", podmanArgs(args), { encoding: "utf8" });
    if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stderr}\n${this.logs(name)}`);
    if (!runsToItsEnd && !this.unasked.includes(name)) await this.untilWell(name, service);
  }

  private rights({ user, read_only, cap_drop, cap_add, security_opt }: Service): string[] {
    return [
      `--user=${user}`,
      ...(read_only ? ["--read-only", "--read-only-tmpfs=false"] : []),
      ...(cap_drop ?? []).map((c) => `--cap-drop=${c}`),
      ...(cap_add ?? []).map((c) => `--cap-add=${c}`),
      ...(security_opt ?? []).map((o) => `--security-opt=${o.replace(":true", "")}`),
    ];
  }

  private places(name: string, s: Service): string[] {
    const shares = /^service:(.+)$/.exec(s.network_mode ?? "")?.[1];
    const network = shares ? `container:${this.own(shares)}` : s.network_mode;
    return [
      ...(network ? [`--network=${network}`] : []),
      ...(s.networks ?? []).map((n) => `--network=${this.own(n)}:alias=${name}`),
      ...(s.ports ?? []).map((p) => `--publish=${p}`),
      ...Object.entries(s.environment ?? {}).map(([key, value]) => `--env=${key}=${value}`),
      ...(s.tmpfs ?? []).map((t) => `--tmpfs=${t}`),
      ...(s.shm_size ? [`--shm-size=${s.shm_size}`] : []),
      ...(s.volumes ?? []).map((mount) => {
        const [from = "", ...to] = mount.split(":");
        const source = from.startsWith(".") ? resolve(FOLDER, from) : this.own(from);
        return `--volume=${[source, ...to].join(":")}`;
      }),
    ];
  }

  private imageOf({ image }: Service): string {
    const [, variable = "", named = image] = /^\$\{(\w+):-(.+)\}$/.exec(image) ?? [];
    return this.images[variable] ?? named;
  }

  private async untilWell(name: string, { healthcheck }: Service): Promise<void> {
    const [, ...test] = healthcheck?.test ?? [];
    for (let tries = 0; tries < 240; tries++) {
      if (
        spawnSync("podman", podmanArgs(["exec", this.own(name), ...test]), { stdio: "ignore" }).status === 0
      )
        return;
      await new Promise((wait) => setTimeout(wait, 500));
    }
    throw new Error(`${name} did not get well:\n${this.logs(name)}`);
  }
}

const STAND_IN = "localhost/openacuity-standins:bookworm";

/**
 * One image with Debian's Caddy, PostgreSQL and Prometheus in the place of three that no registry gives here. PostgreSQL's entrypoint
 * does what the official image's is documented to do with the settings and folders that compose.yaml uses, and no more.
 */
export function standIns(tar: string): string {
  const hooks = [
    `upload ${resolve("tests/deploy/stand-in-postgres.sh")} /usr/local/bin/stand-in-postgres`,
    'chmod 755 "$1/usr/local/bin/stand-in-postgres"',
    'echo "postgres-of-the-image:x:999:999::/tmp:/bin/sh" >> "$1/etc/passwd"',
  ];
  execFileSync(
    "mmdebstrap",
    [
      "--variant=minbase",
      "--include=postgresql,caddy,prometheus,ca-certificates",
      "--dpkgopt=path-exclude=/usr/share/doc/*",
      "--quiet",
      ...hooks.map((hook) => `--customize-hook=${hook}`),
      "bookworm",
      tar,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  podman("import", '--change=ENTRYPOINT ["/usr/local/bin/stand-in-postgres"]', tar, STAND_IN);
  return STAND_IN;
}
