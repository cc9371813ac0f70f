import type { ReactNode } from "react";
import { Frame } from "@/app/_server/frame";
import { PageWords } from "@/app/_server/page-words";

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <Frame permission="console:read">
      <div className="mx-auto w-full max-w-[96rem] px-5 pt-6 pb-12">
        <PageWords of={["shared"]}>{children}</PageWords>
      </div>
    </Frame>
  );
}
