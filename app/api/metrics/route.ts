import { timingSafeEqual } from "node:crypto";
import type { NextRequest } from "next/server";
import { sha256 } from "@/lib/core/crypto";
import { collectMetrics } from "@/lib/workflows/health";
import { getRuntime } from "@/lib/workflows/runtime";

export const dynamic = "force-dynamic";

/** Prometheus text format, for whoever holds METRICS_TOKEN. Without a token set the route does not exist. */
export async function GET(request: NextRequest): Promise<Response> {
  const runtime = await getRuntime();
  const expected = runtime.env.METRICS_TOKEN;
  if (!expected) return new Response(null, { status: 404 });
  const given = request.headers.get("authorization")?.replace(/^Bearer /i, "") ?? "";
  // Digests have equal length, so the comparison tells nothing about the token's.
  if (!timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(expected)))) {
    return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  }
  const { body, contentType } = await collectMetrics(runtime);
  return new Response(body, { headers: { "content-type": contentType } });
}
