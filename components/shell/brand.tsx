/** Five levels, the first one marked: the product's sign. */
export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="18" height="4.4" rx="1" fill="var(--l2)" />
      <rect x="1" y="7.8" width="12.5" height="4.4" rx="1" fill="currentColor" opacity="0.85" />
      <rect x="1" y="14.6" width="7.5" height="4.4" rx="1" fill="currentColor" opacity="0.5" />
    </svg>
  );
}
