import { z } from "zod";
import { route } from "@/app/_server/guard";
import { isSwitchedOff } from "@/lib/workflows/govern/switch-model";

export const dynamic = "force-dynamic";

/** Whether the model is switched off: asked by every page of the clinic, which reads itself again when it changes. */
export const GET = route(
  { name: "model-switch", permission: "board:read", input: z.null() },
  async () => null,
  (rt, auth) => isSwitchedOff(rt, auth),
);
