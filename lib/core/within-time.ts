import vm from "node:vm";

const context = vm.createContext({ work: null });
const script = new vm.Script("work()");

export class OutOfTime extends Error {
  override readonly name = "OutOfTimeError";
}

/**
 * Runs what cannot be trusted to end: V8 breaks off even a regular expression. Only for work without promises; it costs a
 * timer thread each time, so not for what runs thousands of times.
 * @throws OutOfTime
 */
export function withinTime<T>(ms: number, work: () => T): T {
  context.work = work;
  try {
    return script.runInContext(context, { timeout: ms }) as T;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new OutOfTime(`not done within ${ms} ms`, { cause: error });
    throw error;
  } finally {
    context.work = null;
  }
}
