import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { findProgram } from "@/bin/monitoring/programs";
import { envSchema, WORK_QUEUES } from "@/lib/core/env";
import { readRelease } from "@/lib/core/release";

const CHART = "deploy/helm/openacuity";
const helm = findProgram(["helm"], `${process.env.PATH ?? ""}${delimiter}${join(homedir(), "go/bin")}`);
const validator = process.env.KUBERNETES_VALIDATE ?? findProgram(["kubernetes-validate"]);
const noHelm = helm ? null : "missing: helm (go install helm.sh/helm/v3/cmd/helm@latest)";
const noSchemas =
  noHelm ?? (validator ? null : "missing: kubernetes-validate (PyPI; KUBERNETES_VALIDATE names it)");

// biome-ignore lint/suspicious/noExplicitAny: manifests are read by path, and a missing one fails the test
type Manifest = any;

const folder = mkdtempSync(join(tmpdir(), "openacuity-helm-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NEEDED = {
  image: { repository: "registry.hospital.example/openacuity", digest: `sha256:${"0".repeat(64)}` },
  settings: { APP_ORIGIN: "https://triage.hospital.example" },
  existingSecret: "openacuity",
  migrations: { existingSecret: "openacuity-owner" },
};
const ALL = [
  "gateway.enabled=true",
  "trainer.gpu.enabled=true",
  "worker.autoscaling.enabled=true",
  "web.autoscaling.inferenceP95Seconds=0.2",
  "ehrSiteConfigMap=sites",
];

function template(values: object, set: readonly string[] = []) {
  const file = join(folder, "values.yaml");
  writeFileSync(file, JSON.stringify(values));
  return spawnSync(
    helm as string,
    ["template", "er", CHART, "--kube-version", "1.31.0", "-f", file, ...set.flatMap((s) => ["--set", s])],
    { encoding: "utf8" },
  );
}
function render(set: readonly string[] = [], values: object = NEEDED): Manifest[] {
  const { status, stdout, stderr } = template(values, set);
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout)
    .map((d) => d.toJS() as Manifest)
    .filter((m) => m !== null);
}
const pods = (manifests: readonly Manifest[]): Manifest[] =>
  manifests.filter((m) => m.kind === "Deployment" || m.kind === "Job");
const named = (manifests: readonly Manifest[], kind: string, name: string): Manifest =>
  manifests.find((m) => m.kind === kind && m.metadata.name === name);
const container = (manifests: readonly Manifest[], component: string): Manifest =>
  named(manifests, "Deployment", `er-openacuity-${component}`).spec.template.spec.containers[0];
const envOf = (c: Manifest): Record<string, string> =>
  Object.fromEntries(c.env.map((e: { name: string; value: string }) => [e.name, e.value]));

/** As the product itself reads the setting. */
const queuesOf = (value: string | undefined) =>
  envSchema.shape.WORKER_QUEUES.parse(value) ?? [...WORK_QUEUES];

describe.skipIf(noHelm)(`the Helm chart${noHelm ? ` (${noHelm})` : ""}`, () => {
  it("passes helm lint, and is made for this version of the product", () => {
    const file = join(folder, "lint.yaml");
    writeFileSync(file, JSON.stringify(NEEDED));
    const { status, stdout } = spawnSync(helm as string, ["lint", "--strict", CHART, "-f", file], {
      encoding: "utf8",
    });
    expect(status, stdout).toBe(0);
    expect(readFileSync(join(CHART, "Chart.yaml"), "utf8")).toContain(`appVersion: "${readRelease(".")}"`);
  });

  it.skipIf(noSchemas)(`keeps to Kubernetes' schemas${noSchemas ? ` (${noSchemas})` : ""}`, () => {
    for (const set of [[], ALL]) {
      const file = join(folder, "manifests.yaml");
      writeFileSync(file, template(NEEDED, set).stdout);
      for (const version of ["1.30", "1.34"]) {
        const { status, stdout, stderr } = spawnSync(validator as string, ["--strict", "-k", version, file], {
          encoding: "utf8",
        });
        expect(status, `${stdout}${stderr}`).toBe(0);
      }
    }
  });

  it("runs every process as nobody, on a root it cannot write to, within limits, from one digest", () => {
    const running = pods(render(ALL));
    expect(running.map((m) => m.metadata.name).sort()).toEqual(
      ["gateway", "migrations", "trainer", "web", "worker"].map((c) => `er-openacuity-${c}`),
    );
    for (const { metadata, spec } of running) {
      const pod = spec.template.spec;
      expect(pod.securityContext, metadata.name).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.hostNetwork ?? pod.hostPID ?? pod.hostIPC).toBeUndefined();
      for (const c of pod.containers) {
        expect(c.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          privileged: false,
          capabilities: { drop: ["ALL"] },
        });
        expect(c.resources.limits).toMatchObject({ cpu: expect.anything(), memory: expect.any(String) });
        expect(c.resources.requests).toMatchObject({ cpu: expect.anything(), memory: expect.any(String) });
        expect(c.image).toBe(`${NEEDED.image.repository}@${NEEDED.image.digest}`);
      }
    }
  });

  it("asks each process that serves whether it started, may be sent people, and lives", () => {
    for (const { spec } of pods(render(ALL)).filter((m) => m.kind === "Deployment")) {
      const [c] = spec.template.spec.containers;
      expect(c.startupProbe.httpGet.path).toBe("/api/health/live");
      expect(c.readinessProbe.httpGet.path).toBe("/api/health/ready");
      expect(c.livenessProbe.httpGet.path).toBe("/api/health/live");
    }
  });

  it("lets nothing in or out but what is named", () => {
    const policies = render(ALL).filter((m) => m.kind === "NetworkPolicy");
    const deny = named(policies, "NetworkPolicy", "er-openacuity-default-deny").spec;
    expect([deny.policyTypes, deny.ingress, deny.egress]).toEqual([
      ["Ingress", "Egress"],
      undefined,
      undefined,
    ]);
    const rules = policies.flatMap((p) => [...(p.spec.ingress ?? []), ...(p.spec.egress ?? [])]);
    expect(rules.length).toBeGreaterThan(3);
    for (const rule of rules) expect([rule.from ?? rule.to, rule.ports]).not.toContain(undefined);
  });

  it("has every kind of work done by exactly one kind of process", () => {
    const env = (component: string, set: string[]) => envOf(container(render(set), component));
    const done = ["worker", "trainer"].flatMap((c) => queuesOf(env(c, []).WORKER_QUEUES));
    expect(done.sort()).toEqual([...WORK_QUEUES].sort());
    expect(env("worker", ["trainer.enabled=false"]).WORKER_QUEUES).toBeUndefined();
    expect(env("web", []).RUN_WORKER).toBe("false");
  });

  it("gives a GPU to the trainer alone", () => {
    const manifests = render(["trainer.gpu.enabled=true", "trainer.gpu.nodeSelector.gpu=yes"]);
    expect(container(manifests, "trainer").resources.limits["nvidia.com/gpu"]).toBe(1);
    expect(container(manifests, "worker").resources.limits["nvidia.com/gpu"]).toBeUndefined();
    expect(named(manifests, "Deployment", "er-openacuity-trainer").spec.template.spec.nodeSelector).toEqual({
      gpu: "yes",
    });
  });

  it("migrates before the first process of a new version, as the owner of the tables", () => {
    const job = named(render(), "Job", "er-openacuity-migrations");
    expect(job.metadata.annotations["helm.sh/hook"]).toBe("pre-install,pre-upgrade");
    const [c] = job.spec.template.spec.containers;
    expect(c.args).toEqual(["bin/db-migrate.ts", "--app-role", "openacuity"]);
    expect(c.env[0].valueFrom.secretKeyRef.name).toBe("openacuity-owner");
    expect(c.envFrom).toBeUndefined();
  });

  it("scales by KEDA where asked, and says what it needs", () => {
    const keda = ["worker.autoscaling.keda=true"];
    expect(template(NEEDED, keda).stderr).toContain("worker.autoscaling.prometheusAddress");
    const manifests = render([...keda, "worker.autoscaling.prometheusAddress=http://prometheus.monitoring"]);
    expect(manifests.filter((m) => m.kind === "ScaledObject")).toHaveLength(1);
    expect(named(manifests, "HorizontalPodAutoscaler", "er-openacuity-worker")).toBeUndefined();
  });

  it.each([
    ["a tag in a digest's place", { image: { ...NEEDED.image, digest: "latest" } }, /digest/],
    ["a secret among the settings", { settings: { ...NEEDED.settings, DATA_KEYS: "k1:x" } }, /DATA_KEYS/],
    ["plain HTTP", { settings: { APP_ORIGIN: "http://triage.hospital.example" } }, /APP_ORIGIN/],
    ["no secret", { existingSecret: "" }, /existingSecret/],
  ])("refuses %s, by name", (_what, over, word) => {
    const { status, stderr } = template({ ...NEEDED, ...over });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(word);
  });
});
