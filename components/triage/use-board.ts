"use client";
import { useQuery } from "@tanstack/react-query";
import type { HeldBoard } from "@/components/load-board";
import { pollEvery } from "@/components/poll-every";

/** The board as the server has it, read again and again while a page shows it. */
export const useBoard = (initial: HeldBoard, load: () => Promise<HeldBoard>) =>
  useQuery({
    queryKey: ["board"],
    queryFn: load,
    initialData: initial,
    refetchInterval: ({ state }) => pollEvery((state.data ?? initial).refreshSeconds * 1_000, state),
    // A page that comes back from the browser's history brings the rows it left with.
    refetchOnMount: "always",
    gcTime: 0,
    refetchOnWindowFocus: "always",
    structuralSharing: true,
    retry: false,
  });
