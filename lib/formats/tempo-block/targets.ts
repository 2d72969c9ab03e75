/** Where the values of groups (groups.ts) belong. */
export class Targets {
  /** By group; a negative one is not wanted. */
  at = new Int32Array(1024);
  /** The groups whose values are wanted, ascending: the first `wanted` ones. */
  groups = new Int32Array(1024);
  wanted = 0;

  /** Begins anew, with room for so many groups in all. */
  begin(groups: number): void {
    this.wanted = 0;
    this.makeRoom(groups);
  }

  makeRoom(groups: number): void {
    if (groups <= this.at.length) return;
    const length = Math.max(groups, this.at.length * 2);
    this.at = extended(this.at, length);
    this.groups = extended(this.groups, length);
  }

  /** Sets the target of the next group; groups are set in their order. */
  set(group: number, target: number): void {
    this.at[group] = target;
    if (target >= 0) this.groups[this.wanted++] = group;
  }
}

function extended(numbers: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(numbers);
  return larger;
}
