"use client";
import { usePathname } from "next/navigation";
import { NavLink } from "./nav-link";
import { type FramePlace, isAt } from "./place";

/** The pages of the group one is in, as a row beneath the header. */
export function PlacesBeneath({ places }: { places: readonly FramePlace[] }) {
  const path = usePathname();
  const group = places.find((p) => p.places && isAt(path, p));
  if (!group?.places) return null;
  return (
    <nav
      aria-label={group.label}
      className="order-last -mx-5 flex h-10 basis-[calc(100%+2.5rem)] items-stretch overflow-x-auto border-t border-bar-line px-3 [scrollbar-width:thin] max-[600px]:-mx-4 max-[600px]:basis-[calc(100%+2rem)] max-[600px]:px-2"
    >
      {group.places.map((p) => (
        <NavLink key={p.href} place={p} />
      ))}
    </nav>
  );
}
