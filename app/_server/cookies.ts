import { createHash } from "node:crypto";

/** One cookie a launch, so that two tabs can launch at the same time. */
export const LAUNCH_BINDING_COOKIE = (state: string): string =>
  `openacuity.launch.${createHash("sha256").update(state).digest("hex").slice(0, 12)}`;

export const launchBindingCookie = (appOrigin: string) =>
  ({
    httpOnly: true,
    sameSite: "lax",
    secure: appOrigin.startsWith("https://"),
    maxAge: 600,
    path: "/api/smart",
  }) as const;

/** Why the last launch was refused, for the page that says so: not in its address, where it would be kept and passed on. */
export const REFUSAL_COOKIE = "openacuity.refusal";

export const refusalCookie = (appOrigin: string) =>
  ({
    httpOnly: true,
    sameSite: "lax",
    secure: appOrigin.startsWith("https://"),
    maxAge: 300,
    path: "/signed-out",
  }) as const;
