import { type Familiarity, isWithheld } from "@/lib/model/familiarity";

/** What is said of a case that is unlike the visits the model learned from. */
export const UNLIKE_TITLE = "Unlike the patients this model knows";
export const UNLIKE_WHY =
  "Complaint and note are in words the model has hardly seen: unusual wording or spelling, or another language. " +
  "Its answer is withheld. Safety rules still apply.";
const UNUSUAL_WHOLE =
  "Age, vital signs and words together are rare among the visits the model learned from. Check that the vital signs are " +
  "right, and trust its level less.";

/** For an answer that is shown all the same; null for an ordinary case, and for one whose answer is withheld. */
export const cautionOf = (f: Familiarity | null): string | null =>
  f && !isWithheld(f) && f.unlike.includes("whole") ? UNUSUAL_WHOLE : null;
