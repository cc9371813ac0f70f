import { z } from "zod";

/** Advisories that were looked at, and the oldest versions of packages that the lock may hold. */
export const reviewedSchema = z.strictObject({
  $comment: z.string(),
  allowed: z.array(
    z.strictObject({
      advisory: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/),
      package: z.string().min(1),
      why: z.string().min(20),
      /** Looked at again by then: a day, YYYY-MM-DD. */
      until: z.iso.date(),
    }),
  ),
  floors: z.array(
    z.strictObject({
      package: z.string().min(1),
      version: z.string().regex(/^\d+\.\d+\.\d+$/),
      why: z.string().min(20),
    }),
  ),
});
export type Reviewed = z.infer<typeof reviewedSchema>;

/** What `npm audit --json` answers, as far as it is read here. */
const reportSchema = z.looseObject({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.looseObject({
      via: z.array(
        z.union([
          z.string(),
          z.looseObject({ name: z.string(), title: z.string(), url: z.string(), severity: z.string() }),
        ]),
      ),
    }),
  ),
});

export type Finding = {
  readonly package: string;
  readonly advisory: string;
  readonly severity: string;
  readonly title: string;
};

/** The advisories in a report; null when it is none: the registry could not be asked. */
export function findingsOf(report: unknown): Finding[] | null {
  const parsed = reportSchema.safeParse(report);
  if (!parsed.success) return null;
  const found = new Map<string, Finding>();
  for (const { via } of Object.values(parsed.data.vulnerabilities))
    for (const cause of via) {
      if (typeof cause === "string") continue;
      const advisory = /GHSA(-[0-9a-z]{4}){3}/.exec(cause.url)?.[0] ?? cause.url;
      found.set(`${cause.name} ${advisory}`, {
        package: cause.name,
        advisory,
        severity: cause.severity,
        title: cause.title,
      });
    }
  return [...found.values()];
}

/** What has to be done about it, a line each; none when all is well. */
export function judge(findings: readonly Finding[], { allowed }: Reviewed, today: string): string[] {
  const isFor = (f: Finding) => (a: Reviewed["allowed"][number]) =>
    a.advisory === f.advisory && a.package === f.package;
  return [
    ...findings
      .filter((f) => !allowed.some(isFor(f)))
      .map((f) => `${f.package}: ${f.title} (${f.severity}, ${f.advisory})`),
    ...allowed.flatMap((a) => {
      if (!findings.some((f) => isFor(f)(a)))
        return [`${a.package}: ${a.advisory} is allowed and no longer found; take it off the list`];
      return a.until < today ? [`${a.package}: ${a.advisory} was to be looked at again by ${a.until}`] : [];
    }),
  ];
}

/** Packages in a lock that are older than they may be. */
export function belowFloors(
  lock: { readonly packages: Readonly<Record<string, { readonly version?: string }>> },
  { floors }: Reviewed,
): string[] {
  return Object.entries(lock.packages).flatMap(([path, { version }]) => {
    const floor = floors.find((f) => path.endsWith(`node_modules/${f.package}`));
    return floor && version && isOlder(version, floor.version)
      ? [`${path} is ${version}, older than ${floor.version}: ${floor.why}`]
      : [];
  });
}

function isOlder(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((v) => (v.split("-")[0] as string).split(".").map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  // A prerelease comes before its release.
  return version.includes("-");
}
