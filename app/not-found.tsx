import type { Metadata } from "next";
import Link from "next/link";
import { PlainPage } from "@/components/shell/plain-page";
import { buttonClass } from "@/components/ui/button-class";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <PlainPage title="There is nothing at this address." code="404">
      <p>The visit may have ended, or the link is incomplete.</p>
      <p>
        <Link href="/" prefetch={false} className={buttonClass("primary")}>
          Go to your start page
        </Link>
      </p>
    </PlainPage>
  );
}
