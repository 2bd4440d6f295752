/**
 * The same function, which does not compute again when it is asked the same as the last time. Rows come by the thousand
 * with the same hour or day, and arithmetic of the calendar is slow.
 */
export function rememberLast<Value>(compute: (key: string) => Value): (key: string) => Value {
  let last: { key: string; value: Value } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: compute(key) };
    return last.value;
  };
}
