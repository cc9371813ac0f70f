export default function Loading() {
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">Loading…</span>
      <div className="skeleton h-8 w-56" />
      <div className="skeleton h-40" />
      <div className="skeleton h-64" />
    </div>
  );
}
