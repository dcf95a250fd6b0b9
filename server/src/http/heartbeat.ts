/** One timer for all that beats at the same pace: one for each stream would cost more than a short stream does. */
interface Heart {
  readonly timer: NodeJS.Timeout;
  readonly listeners: Set<() => void>;
}

const hearts = new Map<number, Heart>();

/** Calls `beat` every `pace` milliseconds; the first time may come sooner. The answer ends that. */
export function onHeartbeat(pace: number, beat: () => void): () => void {
  const heart = hearts.get(pace) ?? start(pace);
  heart.listeners.add(beat);
  return () => {
    heart.listeners.delete(beat);
    if (heart.listeners.size > 0 || hearts.get(pace) !== heart) return;
    clearInterval(heart.timer);
    hearts.delete(pace);
  };
}

function start(pace: number): Heart {
  const listeners = new Set<() => void>();
  const timer = setInterval(() => {
    for (const beat of listeners) beat();
  }, pace);
  const heart = { timer, listeners };
  hearts.set(pace, heart);
  return heart;
}
