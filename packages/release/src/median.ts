/** The median of finite numbers, or null of none; of an even count the mean of the two in the middle. */
export function median(values: number[]): number | null {
  if (values.length === 0) return null;
  const numbers = Float64Array.from(values);
  const half = numbers.length >> 1;
  const upper = nthSmallest(numbers, half);
  // After the selection everything before `half` is at most `upper`.
  return numbers.length % 2 ? upper : (numbers.subarray(0, half).reduce((a, b) => Math.max(a, b)) + upper) / 2;
}

/** The n-th smallest number, from 0, by Hoare's selection; reorders the numbers. */
function nthSmallest(numbers: Float64Array, n: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const pivot = numbers[(low + high) >> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (numbers[i]! < pivot) i++;
      while (numbers[j]! > pivot) j--;
      if (i > j) break;
      [numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!];
      i++;
      j--;
    }
    if (n <= j) high = j;
    else if (n >= i) low = i;
    else break;
  }
  return numbers[n]!;
}
