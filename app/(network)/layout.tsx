import type { ReactNode } from "react";
import { Frame } from "@/app/_server/frame";
import { PageWords } from "@/app/_server/page-words";

/** Apart from the console's other pages, which show something before the page has said who may see it: whom the settings do not name gets a real 403. */
export default function NetworkLayout({ children }: { children: ReactNode }) {
  return (
    <Frame permission="network:read">
      <div className="mx-auto w-full max-w-[96rem] px-5 pt-6 pb-12">
        <PageWords of={["shared"]}>{children}</PageWords>
      </div>
    </Frame>
  );
}
