import { z } from "zod";
import { queryOf } from "@/app/_server/csv";
import { route } from "@/app/_server/guard";
import { EXPORT_FORMATS } from "@/lib/feedback/dataset-files";
import { exportDataset } from "@/lib/workflows/learning/datasets";

export const dynamic = "force-dynamic";

/** A dataset's de-identified cases as a file. */
export const GET = route(
  {
    name: "dataset-export",
    permission: "dataset:cases",
    by: "person",
    input: z.strictObject({ dataset: z.string().regex(/^[0-9a-f]{64}$/), format: z.enum(EXPORT_FORMATS) }),
  },
  async (request) => queryOf(request),
  async (rt, auth, { dataset: digest, format }) => {
    const { name, type, body } = await exportDataset(rt, auth, { digest, format });
    return new Response(new Blob([body as Uint8Array<ArrayBuffer>]), {
      headers: {
        "content-type": type,
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  },
);
