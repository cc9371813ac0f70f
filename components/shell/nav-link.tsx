"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";

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
  const here = exact ? path === href : path === href || path.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={here ? "page" : undefined}
      className={`flex h-full items-center border-b-[3px] px-3 max-[1100px]:px-2 pt-[3px] font-medium whitespace-nowrap ${here ? "border-(--l3) text-bar-ink" : "border-transparent text-bar-ink-2 hover:text-bar-ink"}`}
    >
      {children}
    </Link>
  );
}
