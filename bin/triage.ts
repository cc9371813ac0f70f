import { Command } from "commander";
import { evaluateCommand } from "./triage/evaluate";
import { exportCommand } from "./triage/export";
import { federatedCommand } from "./triage/federated";
import { importFhirCommand } from "./triage/import-fhir";
import { predictCommand } from "./triage/predict";
import { pruneCommand } from "./triage/prune";
import { robustnessCommand } from "./triage/robustness";
import { run } from "./triage/shell";
import { trainCommand } from "./triage/train";
import { tritonCommand } from "./triage/triton";

/** `npm run triage -- train | prune | evaluate | robustness | predict | export | triton | import-fhir | federated`: the model's command line. */
const program = new Command("triage")
  .description("Train, evaluate and use the triage model.")
  .showHelpAfterError()
  .addCommand(trainCommand())
  .addCommand(pruneCommand())
  .addCommand(evaluateCommand())
  .addCommand(robustnessCommand())
  .addCommand(predictCommand())
  .addCommand(exportCommand())
  .addCommand(tritonCommand())
  .addCommand(importFhirCommand())
  .addCommand(federatedCommand());

await run(() => program.parseAsync());
