import type { DraftView } from "@/lib/workflows/views";
import { getJson, postJson } from "./get-json";

/** What this person had begun to type in `place`; null: nothing, or it cannot be had. */
export const keptDraft = (place: string): Promise<DraftView | null> =>
  getJson<DraftView | null>(`/api/drafts?${new URLSearchParams({ place })}`).catch(() => null);

/** One after the other, so that what was typed last is what stays. */
let before: Promise<unknown> = Promise.resolve();

/** Keeps it for them, or with null lets it go. A failure costs nobody what they are doing. */
export function keepDraft(place: string, content: string | null): Promise<void> {
  const kept = before.then(() => postJson<null>("/api/drafts", { place, content }, { keepalive: true }));
  before = kept.catch(() => {});
  return kept.then(
    () => {},
    () => {},
  );
}
