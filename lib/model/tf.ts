import type * as tfjs from "@tensorflow/tfjs";

/** The TensorFlow.js library as a value: which build of it computes is decided at run time (backend.ts). */
export type Tf = typeof tfjs;
