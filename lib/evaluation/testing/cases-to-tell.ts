import type { TriageCase } from "@/lib/case/triage-case";
import { KINDS } from "@/lib/safety/testing/kinds";
import { questionOf } from "../practice/practice-case";
import { readPracticeFolder } from "../practice/read-folder";

/** 200 cases with complaint and note: the practice cases that may be looked at, then the kinds of the rules. */
export async function casesToTell(): Promise<TriageCase[]> {
  const practice = (await readPracticeFolder("bench/practice/dev")).map(questionOf);
  const kinds = KINDS.filter((k) => k.said[1]).map(
    ({ said: [chiefComplaint, note], over }, i): TriageCase => ({
      id: `kind-${i}`,
      ageYears: 45,
      chiefComplaint,
      ...(note ? { note } : {}),
      ...over,
    }),
  );
  // Spread over the kinds instead of the first of them.
  const step = kinds.length / (200 - practice.length);
  const spread = Array.from(
    { length: 200 - practice.length },
    (_, i) => kinds[Math.floor(i * step)] as TriageCase,
  );
  return [...practice, ...spread];
}
