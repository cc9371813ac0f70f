import { plural } from "@/components/format";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { ModelStoreView } from "@/lib/workflows/learning/view-model-store";

/** Which versions a bucket has besides the data folder, asked when the page was opened. */
export function ModelStorePanel({ view }: { view: ModelStoreView }) {
  const { bucket, server, error, versions, notAsked } = view;
  const where = server ? `the bucket ${bucket} on ${server}` : `the bucket ${bucket}`;
  const missing = versions.filter((v) => !v.kept);
  return (
    <div className="mb-4 space-y-2">
      {error ? (
        <Notice tone="warn" title="The model store does not answer">
          <p className="text-pretty">
            Which versions {where} keeps is not known now ({error}). Last reached:{" "}
            <Reached at={view.reachedAt} />. Nothing that serves waits for it; it is tried again each minute.
          </p>
        </Notice>
      ) : (
        <p className="text-pretty text-ink-2">
          {missing.length === 0
            ? versions.length === 1
              ? `The only version is kept in ${where}`
              : `All ${versions.length} versions are kept in ${where}`
            : `${versions.length - missing.length} of ${plural(versions.length, "version")} are kept in ${where}`}
          , last reached <Reached at={view.reachedAt} />
          {notAsked > 0 && `; ${notAsked} older ones were not asked about`}.
        </p>
      )}
      {!error && missing.length > 0 && (
        <ul className="list-disc space-y-1 pl-5 text-ink-2">
          {missing.map((v) => (
            <li key={v.version} className="text-pretty">
              <b className="break-all">{v.version}</b> is not there: {v.why}.
            </li>
          ))}
        </ul>
      )}
      {!error && versions.some((v) => v.kept) && (
        <details className="text-ink-2">
          <summary className="cursor-pointer">Versions that are kept there</summary>
          <p className="mt-1 break-words">
            {versions
              .filter((v) => v.kept)
              .map((v) => v.version)
              .join(", ")}
          </p>
        </details>
      )}
    </div>
  );
}

function Reached({ at }: { at: string | null }) {
  return at ? <LocalTime iso={at} withDate /> : <>not since this process started</>;
}
