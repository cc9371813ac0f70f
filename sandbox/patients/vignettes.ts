import type { Vignette } from "./vignette";
import { CRITICAL } from "./vignettes-critical";
import { MINOR } from "./vignettes-minor";
import { URGENT } from "./vignettes-urgent";

export const VIGNETTES: readonly Vignette[] = [...CRITICAL, ...URGENT, ...MINOR];
