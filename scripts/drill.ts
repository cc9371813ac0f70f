// `npm run drill -- failover [--rounds 3]`: makes things go wrong that will go wrong one day, on servers of its own on this machine,
// and says for each what must hold and whether it held. Ends with status 1 where something did not. Needs PostgreSQL's programs.
import { parseArgs } from "node:util";
import { failover } from "./drill/failover";
import { Report } from "./drill/report";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    /** Acknowledged before and after. */
    decisions: { type: "string", default: "40" },
  },
});
const report = new Report((text) => console.log(text));
const drills = {
  failover: () => failover(report, { rounds: Number(options.rounds), decisions: Number(options.decisions) }),
};
const [name = ""] = positionals;
const drill = drills[name as keyof typeof drills];
if (!drill) {
  console.error(`usage: npm run drill -- ${Object.keys(drills).join(" | ")}`);
  process.exit(2);
}
console.log(`Drill: ${name}`);
await drill();
const { broken, count } = report;
console.log(broken.length === 0 ? `All ${count} held.` : `${broken.length} of ${count} did not hold.`);
process.exit(broken.length === 0 ? 0 : 1);
