// autocannon ships no types; what the bench uses of it (lib/httpClient.js, README "API").
declare module "autocannon" {
  type Client = {
    setHeaders(headers: Readonly<Record<string, string>>): void;
    on(
      event: "headers",
      hear: (head: { readonly statusCode: number; readonly headers: string[] }) => void,
    ): void;
    on(event: "response", hear: (status: number, bytes: number, ms: number) => void): void;
  };
  type Options = {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    /** Requests a second of all connections together. */
    readonly overallRate?: number;
    readonly setupClient?: (client: Client) => void;
  };
  type Result = {
    /** Seconds that it took. */
    readonly duration: number;
    readonly errors: number;
    readonly timeouts: number;
  };
  export default function autocannon(options: Options): PromiseLike<Result>;
}
