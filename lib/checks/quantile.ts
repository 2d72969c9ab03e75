/**
 * The value at position `rank` (0: the smallest) of the numbers in order; linear on average. Reorders `values`.
 * Hoare's selection ("Algorithm 65: find", CACM 4, 1961) with the middle element as the pivot.
 */
export function select(values: Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const value = values[left]!;
      values[left++] = values[right]!;
      values[right--] = value;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return values[rank]!;
  }
  return values[rank]!;
}

/** The lower median of at least one number. Reorders `values`. */
export function median(values: Float64Array): number {
  return select(values, (values.length - 1) >>> 1);
}
