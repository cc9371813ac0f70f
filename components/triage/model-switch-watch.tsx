"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { getJson } from "@/components/get-json";
import { pollEvery } from "@/components/poll-every";

/** With the second for which the server trusts what it knows, and the page's own reading: on screen within five seconds. */
const ASK_EVERY_MS = 3_000;

/** Has the page read its patients again as soon as somebody switches the model off or on, wherever that is done. */
export function ModelSwitchWatch() {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ["model-switch"],
    queryFn: () => getJson<{ off: boolean }>("/api/model-switch"),
    refetchInterval: ({ state }) => pollEvery(ASK_EVERY_MS, state),
    gcTime: 0,
    retry: false,
  });
  const off = data?.off;
  const before = useRef(off);
  useEffect(() => {
    if (off === undefined) return;
    if (before.current !== undefined && before.current !== off) {
      void client.invalidateQueries({
        predicate: ({ queryKey: [what] }) => what === "board" || what === "visit",
      });
    }
    before.current = off;
  }, [client, off]);
  return null;
}
