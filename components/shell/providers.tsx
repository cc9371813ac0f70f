"use client";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ActionError } from "@/components/action-error";

/** What refusals do not get better by asking again. */
const FINAL = [
  "unauthenticated",
  "forbidden",
  "not-found",
  "invalid-input",
  "wrong-patient",
  "launch-refused",
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
