import { createHash } from "node:crypto";
import { cookieSite, frameOrigins } from "@/lib/auth/embedding";
import type { Runtime } from "@/lib/workflows/service/runtime";

type Setting = { readonly env: Pick<Runtime["env"], "APP_ORIGIN">; readonly issuers: Runtime["issuers"] };

/** Whether an EHR may show us in a frame: then cookies must be of the kind that is kept there. */
export const isEmbedded = ({ issuers }: Pick<Setting, "issuers">): boolean =>
  frameOrigins(issuers).length > 0;

const siteOf = (setting: Setting) => cookieSite(setting.env.APP_ORIGIN, isEmbedded(setting));

/** One cookie a launch, so that two tabs can launch at the same time. */
export const LAUNCH_BINDING_COOKIE = (state: string): string =>
  `openacuity.launch.${createHash("sha256").update(state).digest("hex").slice(0, 12)}`;

export const launchBindingCookie = (setting: Setting) =>
  ({ httpOnly: true, ...siteOf(setting), maxAge: 600, path: "/api/smart" }) as const;

/** Why the last launch was refused, for the page that says so: not in its address, where it would be kept and passed on. */
export const REFUSAL_COOKIE = "openacuity.refusal";

export const refusalCookie = (setting: Setting) =>
  ({ httpOnly: true, ...siteOf(setting), maxAge: 300, path: "/signed-out" }) as const;
