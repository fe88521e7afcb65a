/** Remembers what a function of a key returned, for the keys that were asked for last. */
export function keepLast<Key, Value>(most: number, make: (key: Key) => Value): (key: Key) => Value {
  const kept = new Map<Key, Value>();
  return (key) => {
    const value = kept.get(key) ?? make(key);
    // A key that is set again becomes the newest.
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > most) {
      const [oldest] = kept.keys();
      kept.delete(oldest as Key);
    }
    return value;
  };
}
