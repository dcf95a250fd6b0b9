/** What an execution is busy with: it waits when some of its steps wait and no task of it runs. */
export class Activity {
  private tasks = 0;
  private waits = 0;
  private waiting = false;
  private readonly changed: (isWaiting: boolean) => void;

  constructor(changed: (isWaiting: boolean) => void) {
    this.changed = changed;
  }

  get isWaiting(): boolean {
    return this.waiting;
  }

  taskBegan(): void {
    this.tasks += 1;
    if (this.waits > 0) this.look();
  }

  taskEnded(): void {
    this.tasks -= 1;
    if (this.waits > 0) this.look();
  }

  /** Not async: what waits for days keeps the frame of each async function that waits with it. */
  during<T>(wait: Promise<T>): Promise<T> {
    this.waits += 1;
    this.look();
    const goOn = (): Promise<T> => {
      this.waits -= 1;
      this.look();
      return wait;
    };
    return wait.then(goOn, goOn);
  }

  private look(): void {
    const isWaiting = this.waits > 0 && this.tasks === 0;
    if (isWaiting === this.waiting) return;
    this.waiting = isWaiting;
    this.changed(isWaiting);
  }
}
