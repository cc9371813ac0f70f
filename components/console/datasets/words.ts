export const datasetHref = (digest: string, more: Readonly<Record<string, string>> = {}): string =>
  `/console/datasets?${new URLSearchParams({ dataset: digest, ...more })}`;
