import { IncomingMessage } from "node:http";
import type { RequestKind } from "./classify";

/**
 * A request that counts its body as it arrives. Content-Length is checked before; this catches what comes without one
 * (chunked), before anything has buffered it.
 */
export class GuardedMessage extends IncomingMessage {
  /** Bytes it may have; the guard sets it. */
  largest = Number.POSITIVE_INFINITY;
  /** What the figures count it as; the guard says so as soon as it can tell. */
  kind: RequestKind = "malformed";
  onTooLarge: (() => void) | null = null;
  private received = 0;

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk instanceof Uint8Array) {
      this.received += chunk.length;
      if (this.received > this.largest) {
        this.onTooLarge?.();
        // Taken off the wire and dropped: nothing after the limit is kept.
        return true;
      }
    }
    return super.push(chunk, encoding);
  }
}
