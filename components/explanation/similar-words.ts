import type { Words } from "@/components/words/words";
import type { SimilarPatient } from "@/lib/workflows/views";

/** "The model agreed with the clinicians on 4 of these 5." Counts only those a model had answered on. */
export function agreementInWords(patients: readonly SimilarPatient[], t: Words<"explanation">): string {
  const answered = patients.filter((p) => p.modelLevel !== null);
  const agreed = answered.filter((p) => p.modelLevel === p.level).length;
  const [all, n] = [patients.length, answered.length];
  if (n === 0) return t("noModelHadAnswered", { all });
  if (all === 1) return t(agreed === 1 ? "agreedOnThisOne" : "didNotAgreeOnThisOne");
  if (n < all) return t("agreedOfAnswered", { answered: n, all, agreed });
  return agreed === all ? t("agreedOnAll", { all }) : t("agreedOn", { all, agreed });
}

/** What the model alone had said of one. */
export function modelInWords({ level, modelLevel }: SimilarPatient, t: Words<"explanation">): string {
  if (modelLevel === null) return t("noModelAnswered");
  return modelLevel === level ? t("modelAgreed") : t("modelAloneSaid", { level: modelLevel });
}
