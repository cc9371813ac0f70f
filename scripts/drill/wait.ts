export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @throws after so many milliseconds in which it was not so */
export async function until(condition: () => Promise<boolean>, most = 60_000): Promise<void> {
  for (const end = Date.now() + most; Date.now() < end; await pause(20)) if (await condition()) return;
  throw new Error(`did not happen within ${most / 1000} s`);
}
