import { execFile } from "node:child_process";
import { promisify } from "node:util";

export type Gpu = {
  readonly index: string;
  /** 0 to 1; null where the card does not say. */
  readonly busy: number | null;
  readonly usedBytes: number | null;
  readonly totalBytes: number | null;
};

const ASK = ["--query-gpu=index,utilization.gpu,memory.used,memory.total", "--format=csv,noheader,nounits"];
const MIB = 1024 * 1024;
const TIMEOUT_MS = 2_000;
let absent = false;

/** What nvidia-smi says, or nothing where it is not there; then it is not asked again. */
export async function readGpus(program = "nvidia-smi"): Promise<readonly Gpu[]> {
  if (absent) return [];
  try {
    const { stdout } = await promisify(execFile)(program, ASK, { timeout: TIMEOUT_MS });
    return parseGpus(stdout);
  } catch (error) {
    absent = program === "nvidia-smi" && (error as NodeJS.ErrnoException).code === "ENOENT";
    return [];
  }
}

/** One card a line; "[N/A]" and the like become null. */
export function parseGpus(text: string): readonly Gpu[] {
  return text.split("\n").flatMap((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    const [index, busy, used, total] = cells;
    if (cells.length !== 4 || !index || !/^\d+$/.test(index)) return [];
    const of = (cell: string | undefined, unit: number) =>
      /^\d+(\.\d+)?$/.test(cell ?? "") ? Number(cell) * unit : null;
    return [{ index, busy: of(busy, 0.01), usedBytes: of(used, MIB), totalBytes: of(total, MIB) }];
  });
}
