// Exit status 0 while the process beside it answers: a container's health check, without a shell or curl.
//   node bin/health-check.mjs [live|ready]
const port = process.env.WORKER_METRICS_PORT ?? process.env.PORT ?? "3000";
const kind = process.argv[2] ?? "live";
try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/api/health/${kind}`, {
    signal: AbortSignal.timeout(4_000),
  });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
