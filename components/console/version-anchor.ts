/** Where a version stands on the page of models: the id of its card, and what a link to it ends in. */
export const versionAnchor = (version: string): string => `version-${version.replace(/[^\w-]/g, "-")}`;
