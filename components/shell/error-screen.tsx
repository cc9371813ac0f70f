"use client";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { PlainPage } from "./plain-page";

/** Something broke on the way to the page. The digest leads to the server's log; the message may name a patient and is not shown. */
export function ErrorScreen({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <PlainPage title="This page could not be shown.">
      <p>
        Something went wrong on our side and has been logged. What you had saved is safe. Until it works
        again, go by your department's own triage procedure.
      </p>
      {digest && (
        <p className="text-[1rem]">
          Tell support this reference: <code className="font-medium">{digest}</code>
        </p>
      )}
      <div className="flex gap-3">
        <Button tone="primary" onClick={() => retry()}>
          Try again
        </Button>
        <a href="/" className={buttonClass()}>
          Go to your start page
        </a>
      </div>
    </PlainPage>
  );
}
