/** One line a step; on a terminal the line keeps its elapsed time up to date. */
export type Step = { readonly note: (text: string) => void; readonly done: (text?: string) => void };

export function createProgress(out: NodeJS.WriteStream = process.stderr): { step: (title: string) => Step } {
  const live = out.isTTY === true;
  return {
    step(title) {
      const started = Date.now();
      const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
      let note = "";
      const draw = () =>
        out.write(`\r\x1b[K  … ${title} (${seconds()})${note ? `  ${note.slice(0, 60)}` : ""}`);
      const timer = live ? setInterval(draw, 500) : undefined;
      if (live) draw();
      else out.write(`  … ${title}\n`);
      return {
        note: (text) => {
          note = text;
        },
        done: (text) => {
          if (timer) clearInterval(timer);
          out.write(`${live ? "\r\x1b[K" : ""}  ✓ ${text ?? title} (${seconds()})\n`);
        },
      };
    },
  };
}
