import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import proxyaddr from "proxy-addr";
import { AppError } from "@/lib/core/errors";

export type Trust = (address: string, hop?: number) => boolean;

/**
 * Whose X-Forwarded-For is believed: addresses and networks, comma separated. Nobody's without them, since whoever may
 * write that header may be anybody.
 * @throws AppError("config-invalid")
 */
export function parseTrust(setting: string): Trust {
  const entries = setting
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (entries.some((e) => /\/0+$/.test(e)))
    throw new AppError(
      "config-invalid",
      "TRUSTED_PROXIES: a network that holds every address trusts everybody",
    );
  try {
    return proxyaddr.compile(entries) as Trust;
  } catch (cause) {
    throw new AppError(
      "config-invalid",
      "TRUSTED_PROXIES: expected addresses or networks such as 10.0.0.5, 10.1.0.0/16, comma separated",
      { cause },
    );
  }
}

/**
 * Who a request counts for: the last address on the way that is no trusted proxy. An IPv6 client counts by its /64, which
 * is what one customer is given whole.
 */
export function clientAddress(request: IncomingMessage, trust: Trust): string {
  const peer = request.socket.remoteAddress ?? "";
  const named = proxyaddr(request, trust);
  return networkOf(isIP(named) ? named : peer);
}

export function networkOf(address: string): string {
  if (!isIP(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}
