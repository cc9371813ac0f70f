import { Command } from "commander";
import { evaluateCommand } from "./triage/evaluate";
import { exportCommand } from "./triage/export";
import { predictCommand } from "./triage/predict";
import { pruneCommand } from "./triage/prune";
import { robustnessCommand } from "./triage/robustness";
import { run } from "./triage/shell";
import { trainCommand } from "./triage/train";

/** `npm run triage -- train | prune | evaluate | robustness | predict | export`: the model's command line. */
const program = new Command("triage")
  .description("Train, evaluate and use the triage model.")
  .showHelpAfterError()
  .addCommand(trainCommand())
  .addCommand(pruneCommand())
  .addCommand(evaluateCommand())
  .addCommand(robustnessCommand())
  .addCommand(predictCommand())
  .addCommand(exportCommand());

await run(() => program.parseAsync());
