"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useBoardHref } from "@/components/board-place";

/** A place in the header; says which one you are at. `exact`: not for the places below it. */
export function NavLink({
  href,
  exact = false,
  children,
}: {
  href: string;
  exact?: boolean;
  children: string;
}) {
  const path = usePathname();
  const board = useBoardHref();
  const here = exact ? path === href : path === href || path.startsWith(`${href}/`);
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
      href={href === "/board" ? board : href}
      prefetch={false}
      aria-current={here ? "page" : undefined}
      className={`flex h-full items-center border-b-[3px] px-3 max-[1100px]:px-2 pt-[3px] font-medium whitespace-nowrap ${here ? "border-(--l3) text-bar-ink" : "border-transparent text-bar-ink-2 hover:text-bar-ink"}`}
    >
      {children}
    </Link>
  );
}
