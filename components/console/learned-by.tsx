import Link from "next/link";
import type { LearnedBy } from "@/lib/workflows/learning/withdraw-labels";
import { versionAnchor } from "./version-anchor";

const STATUS: Readonly<Record<LearnedBy["status"], string>> = {
  champion: "in use",
  candidate: "waiting",
  archived: "in use before",
  rejected: "rejected",
  invalid: "not usable",
};

/** Which versions a label went into, by themselves or by descent. */
export function LearnedByList({ versions }: { versions: readonly LearnedBy[] }) {
  if (versions.length === 0) return <p className="text-ink-2">None.</p>;
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {versions.map(({ version, status, directly }) => (
        <li key={version}>
          <Link href={`/console/models#${versionAnchor(version)}`} className="font-medium underline">
            {version}
          </Link>{" "}
          <span className="text-ink-2">
            {STATUS[status]}
            {!directly && ", by descent"}
          </span>
        </li>
      ))}
    </ul>
  );
}
