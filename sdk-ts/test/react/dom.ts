/**
 * A page for React, without a browser. Only what React asks for is put in place: the fetch of happy-dom would ask a server
 * of this machine for its leave first. To be imported before React.
 */
import { Window } from 'happy-dom';

const window = new Window({ url: 'http://page.test/' });
const { document, MutationObserver, HTMLElement, HTMLIFrameElement, Node } = window;
Object.assign(globalThis, {
  window,
  document,
  MutationObserver,
  HTMLElement,
  HTMLIFrameElement,
  Node,
  // Those of happy-dom do not wait for a frame.
  requestAnimationFrame: (call: () => void) => setTimeout(call, 16),
  cancelAnimationFrame: clearTimeout,
});
