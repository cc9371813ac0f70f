/**
 * Keeps a choice of this workstation's in a cookie, so that the server draws by it. In a frame of another site a browser takes
 * only cookies of the frame (CHIPS); where the plain one was taken there must be no second of the same name.
 */
export function keepCookie(name: string, value: string, path: string, maxAgeSeconds: number): void {
  const pair = `${name}=${value}`;
  write(`${pair}; path=${path}; max-age=${maxAgeSeconds}; samesite=lax`);
  const done = maxAgeSeconds > 0 && document.cookie.split("; ").includes(pair);
  if (!done) write(`${pair}; path=${path}; max-age=${maxAgeSeconds}; samesite=none; secure; partitioned`);
}

const write = (text: string): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser a hospital has
  document.cookie = text;
};
