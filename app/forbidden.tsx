import type { Metadata } from "next";
import Link from "next/link";
import { PlainPage } from "@/components/shell/plain-page";
import { buttonClass } from "@/components/ui/button-class";

export const metadata: Metadata = { title: "Not allowed" };

export default function Forbidden() {
  return (
    <PlainPage title="Your role does not allow this." code="403">
      <p>
        Triage is for clinicians and leads; the console is for admins and auditors. Nothing was shown or
        changed, and the attempt was recorded. If your role is wrong, an admin can change it in the console
        under People.
      </p>
      <p>
        <Link href="/" prefetch={false} className={buttonClass("primary")}>
          Go to your start page
        </Link>
      </p>
    </PlainPage>
  );
}
