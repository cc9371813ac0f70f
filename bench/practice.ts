// `npm run bench:practice [-- --from DIR] [--model DIR] [--half dev|unseen|unseen-NAME] [--misses] [--json]`: scores the
// practice cases of a folder, model and rules together as a clinician is shown them. Misses are listed of cases that may be
// looked at: never of an unseen half.
import { parseArgs } from "node:util";
import { run } from "@/bin/triage/shell";
import { AppError } from "@/lib/core/errors";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { answerPractice } from "@/lib/evaluation/practice/answer";
import { reportPractice } from "@/lib/evaluation/practice/measure";
import { isUnseen, readPracticeFolder } from "@/lib/evaluation/practice/read-folder";
import { listMisses, practiceTables } from "@/lib/evaluation/practice/report";

const { values: options } = parseArgs({
  options: {
    from: { type: "string", default: "bench/practice" },
    model: { type: "string", default: "models/openacuity-triage" },
    half: { type: "string" },
    misses: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const say = (text: string) => process.stdout.write(`${text}\n`);

await run(async () => {
  const all = await readPracticeFolder(options.from);
  const cases = all.filter((c) => options.half === undefined || c.half === options.half);
  if (cases.length === 0)
    throw new AppError("invalid-input", `no case of the half "${options.half}" in ${options.from}`);
  const engine = await createOnnxEngine(options.model);
  try {
    const answered = await answerPractice(engine, cases);
    const reports = reportPractice(answered);
    if (options.json) say(JSON.stringify({ model: engine.model, reports }, null, 2));
    else
      say(
        [
          `${engine.model.name} ${engine.model.version}, ${options.from}`,
          ...reports.map(practiceTables),
        ].join("\n\n"),
      );
    if (options.misses) {
      // Where a half may be listed it is; unseen ones alone are refused by name.
      const open = answered.filter((a) => !isUnseen(a.case.half));
      say(`\n${["Missed:", ...listMisses(open.length > 0 ? open : answered)].join("\n")}`);
    }
  } finally {
    await engine.close();
  }
});
