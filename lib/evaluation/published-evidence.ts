import { z } from "zod";
import type { Evidence } from "@/lib/measures/evidence";
import type { Artifact } from "@/lib/model/artifact";
import { POLICIES } from "@/lib/model/calibration";
import { staleParts } from "@/lib/training/twin";

/** What of `evaluation.json` a release is judged by before anything else is known of it. */
const figureSet = z.object({
  dataset: z.string(),
  cases: z.int(),
  figures: z.array(z.object({ name: z.string(), value: z.number().nullable() })),
});
const evaluationSchema = z.object({
  twin: z.unknown().optional(),
  measured: z.object({ files: z.record(z.string(), z.string()) }),
  survey: z.object({
    policies: z.array(z.object({ policy: z.enum(POLICIES), figures: figureSet })),
    confusion: z.array(z.array(z.number())),
  }),
});
const FILE = "evaluation.json";

/**
 * A release's own evaluation as evidence, under the policy it is served with: of these very files, or of their twin for them.
 * Null where there is none, or it is of other files.
 */
export async function publishedEvidence(artifact: Artifact): Promise<Evidence | null> {
  if (!artifact.manifest.files[FILE]) return null;
  const json: unknown = parsed((await artifact.read(FILE)).toString("utf8"));
  const evaluation = evaluationSchema.safeParse(json);
  if (!evaluation.success || !isOf(artifact, json)) return null;
  const { policies, confusion } = evaluation.data.survey;
  const own = policies.find((p) => p.policy === artifact.calibration.policy);
  if (!own) return null;
  const by = evaluation.data.twin ? ", answered by its twin" : "";
  const dataset = `The release's own evaluation: ${own.figures.dataset}${by}`;
  return {
    kind: "published",
    dataset,
    cases: own.figures.cases,
    urgent: [0, 1].reduce((n, row) => n + (confusion[row] ?? []).reduce((a, b) => a + b, 0), 0),
    shownUrgent: 0,
    before: null,
    after: { ...own.figures, dataset },
    difference: [],
  };
}

const courseSchema = z.object({
  outcomes: z.object({ outcomes: z.array(z.object({ figures: figureSet })) }),
});
const COURSES = [
  ["critical-care", "AUROC, critical care or death"],
  ["admission", "AUROC, admission, observation or transfer"],
] as const;

/** How well a release says that it tells what becomes of patients: fixed figures that travel with it. Nothing where it says none of it. */
export async function publishedCourses(artifact: Artifact): Promise<Evidence[]> {
  if (!artifact.manifest.files[FILE]) return [];
  const json: unknown = parsed((await artifact.read(FILE)).toString("utf8"));
  const told = courseSchema.safeParse(json);
  if (!told.success || !isOf(artifact, json)) return [];
  return COURSES.flatMap(([kind, name]): Evidence[] => {
    const own = told.data.outcomes.outcomes.find((o) =>
      o.figures.figures.some((f) => f.name === name),
    )?.figures;
    const share = own?.figures.find((f) => f.name === "Share that had it")?.value;
    if (!own || typeof share !== "number") return [];
    const dataset = `The release's own evaluation: ${own.dataset}`;
    return [
      {
        kind,
        dataset,
        cases: own.cases,
        urgent: 0,
        shownUrgent: 0,
        had: Math.round(own.cases * Math.min(share, 1 - share)),
        before: null,
        after: { ...own, dataset, figures: own.figures.filter((f) => f.name === name) },
        difference: [],
      },
    ];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isOf(artifact: Artifact, evaluation: unknown): boolean {
  try {
    return staleParts(artifact, evaluation as Parameters<typeof staleParts>[1]).length === 0;
  } catch {
    // A recipe that cannot be read, a twin that names no files: what cannot be verified is refused.
    return false;
  }
}
