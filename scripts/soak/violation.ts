/** A promise of the server that it has broken, with what shows it. */
export class Violation extends Error {
  override name = 'Violation';
  readonly evidence: unknown;

  constructor(message: string, evidence: unknown) {
    super(message);
    this.evidence = evidence;
  }
}
