import { AppError } from "@/lib/core/errors";
import type { ObjectStore } from "./artifact-objects";

export type S3Settings = {
  readonly bucket: string;
  /** Before every object's name, without a slash at its end; empty: none. */
  readonly prefix: string;
  readonly region: string;
  /** Absent: Amazon's own. */
  readonly endpoint?: string | undefined;
  /** The bucket in the path instead of the host name, as most servers of one's own want it. */
  readonly pathStyle: boolean;
};

const CONNECT_MS = 5_000;
/** Of silence, not of the whole: weights of a large model take their time. */
const SILENCE_MS = 30_000;
const ATTEMPTS = 3;

/**
 * S3 or what speaks its protocol. Who may read and write comes from the SDK's own chain (environment, shared file, role of the machine).
 * The SDK is loaded with the first call of this.
 */
export async function openS3(s: S3Settings): Promise<ObjectStore> {
  const { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } = await import(
    "@aws-sdk/client-s3"
  );
  const client = new S3Client({
    region: s.region,
    ...(s.endpoint ? { endpoint: s.endpoint } : {}),
    forcePathStyle: s.pathStyle,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS, socketTimeout: SILENCE_MS },
    // Servers of one's own do not all know the newer checksums; every object is held against its own hash anyway.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const at = (name: string) => ({ Bucket: s.bucket, Key: s.prefix ? `${s.prefix}/${name}` : name });
  return {
    has: (name) =>
      said(async () => {
        await client.send(new HeadObjectCommand(at(name)));
        return true;
      }, false),
    put: (name, body) =>
      said(async () => {
        await client.send(new PutObjectCommand({ ...at(name), Body: body, ContentLength: body.length }));
      }),
    get: (name, most) =>
      said(async () => {
        const { Body, ContentLength } = await client.send(new GetObjectCommand(at(name)));
        if (ContentLength !== undefined && ContentLength > most) throw tooLong(name);
        return Body ? await limited(Body as AsyncIterable<Uint8Array>, most, name) : null;
      }, null),
    close: () => client.destroy(),
  };
}

const tooLong = (name: string) => new AppError("artifact-invalid", `${name} in the store is too long`);

async function limited(body: AsyncIterable<Uint8Array>, most: number, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > most) throw tooLong(name);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** @param none the answer when there is no such object; left out: that is an error as well */
async function said<T>(ask: () => Promise<T>, none?: T): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { name, $metadata } = cause as { name?: string; $metadata?: { httpStatusCode?: number } };
    const isNone = name === "NotFound" || name === "NoSuchKey" || $metadata?.httpStatusCode === 404;
    // A bucket that is not there is no missing object.
    if (isNone && name !== "NoSuchBucket" && none !== undefined) return none;
    throw new AppError("internal", `the model store did not answer as it should (${name ?? "no answer"})`, {
      cause,
    });
  }
}
