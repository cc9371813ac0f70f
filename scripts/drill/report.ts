/** What a drill holds the product to, and whether it held. */
export type Held = { readonly what: string; readonly held: boolean; readonly figure: string };

export class Report {
  private readonly lines: Held[] = [];

  constructor(private readonly tell: (text: string) => void) {}

  hold(what: string, held: boolean, figure: string): void {
    this.lines.push({ what, held, figure });
    this.tell(`  ${held ? "held" : "NOT HELD"}: ${what} (${figure})`);
  }

  note(text: string): void {
    this.tell(`  ${text}`);
  }

  get broken(): readonly Held[] {
    return this.lines.filter((l) => !l.held);
  }

  get count(): number {
    return this.lines.length;
  }
}
