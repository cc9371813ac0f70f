"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useBoardHref } from "@/components/board-place";
import { type FramePlace, isAt } from "./place";

/** A place in the header; says which one you are at. */
export function NavLink({ place }: { place: FramePlace }) {
  const here = isAt(usePathname(), place);
  const board = useBoardHref();
  const link = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the places scroll sideways: the one you are at is in sight.
  useEffect(() => {
    const row = link.current?.parentElement;
    if (here && row && link.current)
      row.scrollLeft = link.current.offsetLeft - (row.clientWidth - link.current.offsetWidth) / 2;
  }, [here]);
  return (
    <Link
      ref={link}
      // Back to the board as it was left, filters and all.
      href={place.href === "/board" ? board : place.href}
      prefetch={false}
      // The page itself stands in the row beneath its group.
      aria-current={here ? (place.places ? "true" : "page") : undefined}
      className={`flex h-full items-center border-b-[3px] px-3 max-[1100px]:px-2 pt-[3px] font-medium whitespace-nowrap ${here ? "border-(--l3) text-bar-ink" : "border-transparent text-bar-ink-2 hover:text-bar-ink"}`}
    >
      {place.label}
    </Link>
  );
}
