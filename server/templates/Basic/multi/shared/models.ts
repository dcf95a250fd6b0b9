/** What tasks of several flows take and return. */
import { z } from 'zod';

export const Text = z.object({ text: z.string() });
