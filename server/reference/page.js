/** What the plugin and Swagger UI leave open on the page of the reference. */
// The plugin has the page read a copy of the document that it makes itself, and knows no option for another.
const make = SwaggerUIBundle;
window.SwaggerUIBundle = Object.assign(
  (config) => make({ ...config, url: new URL('../openapi.json', config.url).href }),
  make,
);

// Fields that have no label of their own, for those who hear the page.
const NAMES = [
  [
    '[data-param-name] select, [data-param-name] textarea',
    (field) => field.closest('[data-param-name]').dataset.paramName,
  ],
  ['.examples-select-element', () => 'Example'],
  ['textarea', () => 'Body'],
];

function nameFields() {
  for (const [selector, nameOf] of NAMES)
    for (const field of document.querySelectorAll(selector)) if (!field.ariaLabel) field.ariaLabel = nameOf(field);
}

new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
