/** What an audit has counted and measured, for the report. */
export class Numbers {
  private readonly sums = new Map<string, number>();
  private readonly maxima = new Map<string, number>();

  count(what: string, by = 1): void {
    this.sums.set(what, (this.sums.get(what) ?? 0) + by);
  }

  highest(what: string, value: number): void {
    this.maxima.set(what, Math.max(value, this.maxima.get(what) ?? 0));
  }

  lines(): string[] {
    const rows = [...this.sums, ...this.maxima].map(
      ([what, value]) => `${String(Math.round(value)).padStart(9)}  ${what}`,
    );
    return rows;
  }
}
