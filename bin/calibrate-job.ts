// Fitting and judging a site's calibration, in a process of its own, started by the worker. Writes nothing to disk.
import {
  type CalibrateEvent,
  calibrateJobSchema,
  runCalibrateJob,
} from "@/lib/workflows/learning/calibrate-job";
import { runJobProcess } from "./job-process";

await runJobProcess<typeof calibrateJobSchema, CalibrateEvent>(calibrateJobSchema, (job, emit) =>
  runCalibrateJob(job, emit),
);
