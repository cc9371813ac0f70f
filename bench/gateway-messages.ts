/** What bench/gateway.ts and bench/gateway-ward.ts say to each other. */
export type Ward =
  | { readonly do: "admit"; readonly devices: readonly string[] }
  | {
      readonly do: "send";
      readonly devices: readonly string[];
      readonly seconds: number;
      readonly url: string;
      readonly ca: string;
      readonly password: string;
    };
export type WardAnswer =
  | { readonly done: "ready" | "admitted" | "connected" }
  | {
      readonly done: "sent";
      readonly sent: number;
      readonly acknowledged: number;
      readonly seconds: number;
    };
