import Link from "next/link";
import { buttonClass } from "@/components/ui/button-class";

type Props = {
  /** Address of the list without a cursor, with its filters. */
  base: string;
  cursor: string | undefined;
  nextCursor: string | null;
  count: number;
  what: string;
};

/** Older and newest page. Lists run by cursor: what arrives meanwhile moves nothing from page to page. */
export function Pager({ base, cursor, nextCursor, count, what }: Props) {
  const next =
    nextCursor && `${base}${base.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(nextCursor)}`;
  return (
    <nav aria-label={`Pages of ${what}`} className="mt-4 flex items-center justify-between gap-4">
      <p className="label">
        {count} shown{cursor ? "" : ", newest first"}
        {nextCursor ? "" : ", nothing older"}
      </p>
      <div className="flex gap-2">
        {cursor && (
          <Link className={buttonClass("secondary", "small")} href={base}>
            Newest
          </Link>
        )}
        {next && (
          <Link className={buttonClass("secondary", "small")} href={next} rel="next">
            Older
          </Link>
        )}
      </div>
    </nav>
  );
}
