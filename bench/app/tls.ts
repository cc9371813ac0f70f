// `tls.ts KEY CERTIFICATE PORT:TO …`: ends TLS in front of servers on this machine, as a hospital's proxy does.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:https";

const [key = "", cert = "", ...pairs] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

for (const pair of pairs) {
  const [port, to] = pair.split(":").map(Number);
  createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (asked, answer) => {
    const { method, url: path } = asked;
    const headers = { ...asked.headers, "x-forwarded-proto": "https" };
    const passed = request({ host: "127.0.0.1", port: to, method, path, headers, agent }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    passed.on("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  }).listen(port, "127.0.0.1");
}
process.on("disconnect", () => process.exit());
process.on("SIGTERM", () => process.exit());
