/** The head of a table whose columns are only named. */
export function ColumnHeads({ heads, className }: { heads: readonly string[]; className: string }) {
  return (
    <thead>
      <tr>
        {heads.map((head) => (
          <th key={head} scope="col" className={className}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}
