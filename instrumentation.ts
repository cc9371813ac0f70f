/** Next calls this once when the server starts. Node-only code stays in a file of its own. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") await (await import("./instrumentation-node")).startServer();
}
