"use client";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ActionError } from "@/components/action-error";

/** What refusals do not get better by asking again. */
const FINAL = [
  "unauthenticated",
  "forbidden",
  "foreign-page",
  "other-person",
  "earlier-launch",
  "not-found",
  "invalid-input",
  "wrong-patient",
  "launch-refused",
  // Asked again when the server says, by poll-every.ts.
  "rate-limited",
];

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            retry: (failures, error) =>
              failures < 1 && !(error instanceof ActionError && FINAL.includes(error.code)),
            networkMode: "always",
          },
          mutations: { networkMode: "always" },
        },
      }),
  );
  return (
    <CSPProvider nonce={nonce} disableStyleElements>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </CSPProvider>
  );
}
