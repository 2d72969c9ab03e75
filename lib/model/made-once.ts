/** One value for each key, made when it is first asked for, and kept as long as the key is. */
export class MadeOnce<Key extends object, Value> {
  private readonly values = new WeakMap<Key, Value>();
  private readonly make: (key: Key) => Value;

  constructor(make: (key: Key) => Value) {
    this.make = make;
  }

  of(key: Key): Value {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const made = this.make(key);
    this.values.set(key, made);
    return made;
  }
}
