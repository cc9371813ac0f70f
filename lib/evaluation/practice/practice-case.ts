import { z } from "zod";
import { triageCaseSchema } from "@/lib/case/triage-case";

/**
 * A practice case: a case of the batch format with the level that its writer argues for. Nurse educators write these; a
 * department can score its own (docs/practice-cases.md).
 */
const TOPICS = ["medical", "injury", "obstetric", "psychiatric", "toxicological"] as const;

const practiceCaseSchema = triageCaseSchema.extend({
  /** 1 (most urgent) to 5. */
  level: z.literal([1, 2, 3, 4, 5]),
  /** The argument, in a line. */
  why: z.string().max(500).optional(),
  topic: z.enum(TOPICS).optional(),
});

export type PracticeCase = Omit<z.infer<typeof practiceCaseSchema>, "id"> & {
  readonly id: string;
  /** What it is reported under: "dev", "unseen", a further "unseen-…", or "all" where a folder has no halves. */
  readonly half: string;
};

/** What the case says without its answer: all that model and rules may see. */
export function questionOf({ level: _level, why: _why, topic: _topic, half: _half, ...asked }: PracticeCase) {
  return asked;
}

/** One line of a file; throws with the reason in words. */
export function parsePracticeCase(text: string, half: string): PracticeCase {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("not valid JSON");
  }
  const parsed = practiceCaseSchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, half };
  const issue = parsed.error.issues[0];
  const field = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
  throw new Error(
    field === "level"
      ? "field level: the level argued for is needed, 1 to 5"
      : `${field ? `field ${field}: ` : ""}${issue?.message ?? "not a case"}`,
  );
}
