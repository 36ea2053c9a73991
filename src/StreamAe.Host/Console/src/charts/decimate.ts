/** Parallel columns, sorted by t. Missing figures are NaN. */
export interface Columns {
  t: Float64Array;
  values: Float64Array[];
}

/** Columns of figures that may be null. */
export function columnsOf(t: ArrayLike<number>, values: ArrayLike<number | null>[]): Columns {
  const numbers = (source: ArrayLike<number | null>): Float64Array => Float64Array.from(source, (value) => value ?? NaN);
  return { t: Float64Array.from(t), values: values.map(numbers) };
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
 * The rows that matter for drawing from…to in so many pixels: of each bucket of rows, those with the minimum and the maximum of each
 * column, in order, so that no peak is lost. Buckets lie at multiples of their size, so that moving on changes nothing that stays in
 * sight. One row beyond each side is kept, or lines would end before the edge. About 2 · columns · pixels rows; all of them where they
 * are no more than that.
 */
export function decimate(columns: Columns, from: number, to: number, pixels: number): Columns {
  const { t, values } = columns;
  const first = Math.max(0, lowerBound(t, from) - 1);
  const end = Math.min(t.length, lowerBound(t, to) + 2);
  const rows = end - first;
  if (rows <= pixels * 2 * values.length + 2) {
    return { t: t.subarray(first, end), values: values.map((column) => column.subarray(first, end)) };
  }
  const size = Math.ceil(rows / pixels);
  const kept = new Uint8Array(rows);
  kept[0] = 1;
  kept[rows - 1] = 1;
  for (const column of values) {
    for (let start = Math.floor(first / size) * size; start < end; start += size) {
      const stop = Math.min(start + size, end);
      let low = -1;
      let high = -1;
      let lowest = Infinity;
      let highest = -Infinity;
      // No comparison holds for NaN, so what is missing is passed over.
      for (let i = Math.max(start, first); i < stop; i++) {
        const value = column[i] as number;
        if (value < lowest) {
          lowest = value;
          low = i;
        }
        if (value > highest) {
          highest = value;
          high = i;
        }
      }
      if (low >= 0) kept[low - first] = 1;
      if (high >= 0) kept[high - first] = 1;
    }
  }
  let count = 0;
  for (let i = 0; i < rows; i++) count += kept[i] as number;
  const pick = (source: Float64Array): Float64Array => {
    const picked = new Float64Array(count);
    let at = 0;
    for (let i = 0; i < rows; i++) if (kept[i]) picked[at++] = source[first + i] as number;
    return picked;
  };
  return { t: pick(t), values: values.map(pick) };
}
