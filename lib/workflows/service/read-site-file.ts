import { readFileSync } from "node:fs";
import { AppError } from "@/lib/core/errors";
import { parseSiteFile, type SiteFile } from "@/lib/fhir/site";

/** @throws AppError("config-invalid"): a file that is named and cannot be used must not be taken for none. */
export function readSiteFile(path: string | undefined, issuers: readonly string[]): SiteFile {
  if (!path) return new Map();
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new AppError("config-invalid", `EHR_SITE_FILE: ${path} cannot be read`, { cause });
  }
  return parseSiteFile(text, issuers);
}
