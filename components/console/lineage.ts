import type { ModelVersionView } from "@/lib/workflows/views";

/** From the first ancestor to the version itself; stops at a parent that is not registered, or at a circle. */
export function lineageOf(
  version: string,
  versions: readonly Pick<ModelVersionView, "version" | "parent">[],
): string[] {
  const parents = new Map(versions.map((v) => [v.version, v.parent]));
  const line: string[] = [];
  for (let at: string | null | undefined = version; at && !line.includes(at); at = parents.get(at))
    line.unshift(at);
  return line;
}

const ORDER: readonly ModelVersionView["status"][] = [
  "champion",
  "candidate",
  "archived",
  "rejected",
  "invalid",
];

/** The one in use, then what waits for a decision, then what was; newest first within each. */
export const inOrder = <T extends Pick<ModelVersionView, "status" | "createdAt">>(
  versions: readonly T[],
): T[] =>
  [...versions].sort(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || b.createdAt.localeCompare(a.createdAt),
  );
