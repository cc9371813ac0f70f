"use client";
import { ErrorScreen } from "@/components/shell/error-screen";
import "./globals.css";

/** The frame itself broke: brings its own page. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · OpenAcuity</title>
        <ErrorScreen error={error} retry={retry} />
      </body>
    </html>
  );
}
