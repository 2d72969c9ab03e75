/** Milliseconds as people read them, in at most 8 cells: `0`, `12 us`, `1.23 ms`, `143 ms`, `1.5 s`, `12 min`. */
export function formatMillis(millis: number): string {
  if (millis < 0) return `-${formatMillis(-millis)}`;
  if (millis === 0) return '0';
  // Limits lie where rounding would show 1000 of the smaller unit.
  if (millis < 0.9995) return `${digits(millis * 1e3)} us`;
  if (millis < 999.5) return `${digits(millis)} ms`;
  if (millis < 119_500) return `${digits(millis / 1e3)} s`;
  if (millis < 7_170_000) return `${digits(millis / 60e3)} min`;
  return millis < 172_000_000 ? `${digits(millis / 3600e3)} h` : `${digits(millis / 86_400e3)} d`;
}

/** Three significant digits, without zeros at the end; whole from 100 on. */
function digits(value: number): string {
  const decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const fixed = value.toFixed(decimals);
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}
