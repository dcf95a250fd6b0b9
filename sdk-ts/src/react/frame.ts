/** Milliseconds: a page that is not seen draws no frames, and shall hear of news all the same. */
const UNSEEN = 250;

/** Calls once, with the next frame; answers what takes it back. Outside of a page, after as long as a frame takes. */
export function nextFrame(call: () => void): () => void {
  if (typeof requestAnimationFrame !== 'function') {
    const timer = setTimeout(call, 16);
    return () => clearTimeout(timer);
  }
  const once = (): void => {
    stop();
    call();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, UNSEEN);
  const stop = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  return stop;
}
