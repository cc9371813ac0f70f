// node --import tsx lib/engine/remote/testing/serve.ts '{"artifactDir":"…","port":0}': the inference server in a process of
// its own, so that it can be killed. Says where it listens on the first line of its output.
import { startInferenceServer } from "./inference-server";

const server = await startInferenceServer(JSON.parse(process.argv[2] ?? "{}"));
process.stdout.write(`${server.url}\n`);
