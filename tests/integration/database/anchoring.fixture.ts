// One of several processes that write to the audit log and anchor it: see anchoring.test.ts.
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { createLogger } from "@/lib/core/logger";
import { startAnchoring } from "@/lib/workflows/govern/anchor-audit";
import { appendAudit } from "@/lib/workflows/govern/append-audit";

const [databaseUrl = "", file = "", count = "0"] = process.argv.slice(2);
const handle = await openDatabase({ databaseUrl, dataDir: null, keys: testKeys, migrate: false });
const logger = createLogger("error");
const anchors = await startAnchoring({ handle, file, clock: () => new Date(), logger });
for (let n = 0; n < Number(count); n++) {
  await handle.db.transaction((tx) =>
    appendAudit(tx, { event: "decision.recorded", actor: "system", detail: { n } }, new Date()),
  );
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
}
if (process.argv.includes("--hang")) {
  console.log("written");
  setInterval(() => {}, 1_000);
} else {
  await anchors.close();
  if (!anchors.state().ok) console.error(anchors.state().why);
  await handle.close();
}
