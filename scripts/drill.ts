// `npm run drill -- failover [--rounds 3]`, `npm run drill -- chaos [--kills 100] [--seed 1]`: makes things go wrong that will go wrong one day, on servers of its own on this machine,
// and says for each what must hold and whether it held. Ends with status 1 where something did not. Needs PostgreSQL's programs.
import { parseArgs } from "node:util";
import { chaos } from "./drill/chaos";
import { failover } from "./drill/failover";
import { Report } from "./drill/report";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    /** Acknowledged before and after. */
    decisions: { type: "string", default: "40" },
    kills: { type: "string", default: "100" },
    /** Of what is drawn by chance. What two processes do at the same moment remains theirs. */
    seed: { type: "string", default: "1" },
  },
});
function whole(name: keyof typeof options): number {
  const n = Number(options[name]);
  if (Number.isInteger(n) && n > 0) return n;
  console.error(`--${name} is a whole number above 0, not ${options[name]}`);
  process.exit(2);
}

const report = new Report((text) => console.log(text));
const drills = {
  chaos: () => chaos(report, { kills: whole("kills"), seed: whole("seed") }),
  failover: () => failover(report, { rounds: whole("rounds"), decisions: whole("decisions") }),
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
