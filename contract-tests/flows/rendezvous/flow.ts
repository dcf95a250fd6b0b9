import { EventEmitter, once } from 'node:events';
import { defineTask, defineTasks } from 'flowlang';
import { z } from 'zod';

class Place extends EventEmitter {
  arrived = 0;
}

const places = new Map<string, Place>();

export default defineTasks({
  Arrive: defineTask({
    input: z.object({ me: z.string() }),
    output: z.object({ me: z.string() }),
    run: ({ me }, { progress }) => {
      progress(1, me);
      return { me };
    },
  }),

  Meet: defineTask({
    input: z.object({ place: z.string(), parties: z.int() }),
    output: z.object({ arrived: z.int() }),
    run: async ({ place: name, parties }, { signal }) => {
      const place = places.get(name) ?? new Place().setMaxListeners(0);
      places.set(name, place);
      place.arrived += 1;
      if (place.arrived < parties) await once(place, 'complete', { signal });
      else place.emit('complete');
      return { arrived: parties };
    },
  }),
});
