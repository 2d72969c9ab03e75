/** Preloaded with --require: the process lives so many milliseconds later (TEST_CLOCK_OFFSET). */
const offset = Number(process.env.TEST_CLOCK_OFFSET ?? 0);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offset);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + offset;
  }
};
