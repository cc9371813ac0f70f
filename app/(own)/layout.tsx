import type { ReactNode } from "react";
import { Frame } from "@/app/_server/frame";

/** What everybody has, whatever their role. */
export default function OwnLayout({ children }: { children: ReactNode }) {
  return (
    <Frame permission="session:own">
      <div className="mx-auto w-full max-w-[60rem] px-5 pt-6 pb-12">{children}</div>
    </Frame>
  );
}
