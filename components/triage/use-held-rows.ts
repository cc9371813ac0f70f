"use client";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { BoardRow } from "@/lib/workflows/views";
import { type BoardGroup, groupRows, type HeldChange, heldLayout } from "./board-model";

/** A hand that rests is not a hand that aims: after this the board may move again. */
const HOLD_MS = 6_000;
const NO_CHANGE: HeldChange = { arrived: [], left: 0, moved: 0 };

/**
 * The board's layout, which does not move under the cursor or the focused row. `touch` is called by every sign of aiming
 * (pointer move, key, focus), `release` when it leaves.
 */
export function useHeldRows(rows: readonly BoardRow[], byZone: boolean) {
  const fresh = useMemo(() => groupRows(rows, byZone), [rows, byZone]);
  const [held, setHeld] = useState<readonly BoardGroup[] | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(fresh);
  latest.current = fresh;

  const release = useCallback(() => {
    clearTimeout(timer.current);
    setHeld(null);
  }, []);
  const touch = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setHeld(null), HOLD_MS);
    setHeld((current) => current ?? latest.current);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);

  const { layout, change } = useMemo(
    () => (held ? heldLayout(held, fresh) : { layout: fresh, change: NO_CHANGE }),
    [held, fresh],
  );
  return { layout, change, touch, release };
}
