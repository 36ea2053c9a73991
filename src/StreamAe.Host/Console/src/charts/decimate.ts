/** Parallel columns, sorted by t. Missing figures are NaN. */
export interface Columns {
  t: Float64Array;
  values: Float64Array[];
}

/** The first index whose value is not below the given one. */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The rows that matter for drawing from…to in so many pixels: of each bucket of rows, those with the minimum and the maximum of any
 * column, in order, so that no peak is lost. One row beyond each side is kept, or lines would end before the edge. At most
 * buckets · (2 · columns) + 2 rows; all of them where they are no more than that.
 */
export function decimate(columns: Columns, from: number, to: number, buckets: number): Columns {
  const { t, values } = columns;
  const first = Math.max(0, lowerBound(t, from) - 1);
  const end = Math.min(t.length, lowerBound(t, to) + 2);
  const rows = end - first;
  if (rows <= buckets * 2 * values.length + 2) {
    return { t: t.subarray(first, end), values: values.map((column) => column.subarray(first, end)) };
  }
  const kept = new Uint8Array(rows);
  kept[0] = 1;
  kept[rows - 1] = 1;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const a = first + Math.floor((bucket * rows) / buckets);
    const b = first + Math.floor(((bucket + 1) * rows) / buckets);
    for (const column of values) {
      let low = -1;
      let high = -1;
      for (let i = a; i < b; i++) {
        const value = column[i] as number;
        if (Number.isNaN(value)) continue;
        if (low < 0 || value < (column[low] as number)) low = i;
        if (high < 0 || value > (column[high] as number)) high = i;
      }
      if (low >= 0) {
        kept[low - first] = 1;
        kept[high - first] = 1;
      }
    }
  }
  let size = 0;
  for (let i = 0; i < rows; i++) size += kept[i] as number;
  const pick = (source: Float64Array): Float64Array => {
    const picked = new Float64Array(size);
    let at = 0;
    for (let i = 0; i < rows; i++) if (kept[i]) picked[at++] = source[first + i] as number;
    return picked;
  };
  return { t: pick(t), values: values.map(pick) };
}
