import { readNetwork } from "@/db/network";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import type { BarsPicture } from "@/lib/monitoring/charts/picture";
import { networkPictures } from "@/lib/monitoring/network/pictures";
import { type NetworkSite, readTold } from "@/lib/monitoring/network/site-figures";
import { appendSummedAudit } from "../govern/audit-summed";
import type { Runtime } from "../service/runtime";

export type NetworkView = {
  readonly sites: readonly NetworkSite[];
  readonly pictures: readonly BarsPicture[];
};

/** All sites side by side, as each told last. @throws AppError("not-found") where this site is none of a network, or nobody here reads it */
export async function viewNetwork(rt: Runtime, auth: Authorized): Promise<NetworkView> {
  const url = rt.env.NETWORK_READER_URL;
  if (!url) throw new AppError("not-found", "no network is read here");
  const sites = (await readNetwork(url)).map(readTold);
  await appendSummedAudit(
    rt.db,
    {
      event: "network.viewed",
      actor: auth.principal,
      requestId: auth.requestId,
      detail: { sites: sites.map((s) => s.id) },
    },
    rt.clock(),
  );
  return { sites, pictures: networkPictures(sites) };
}
