/**
 * What can change in a contract, and whom it breaks. What callers send may only become wider, what they are answered only
 * narrower. Names by which callers tell things apart (flows, events, steps, codes) are an open list: a caller passes over
 * one that it does not know, but waits in vain for one that is gone.
 */
export type Breaks = 'always' | 'requests' | 'answers' | 'never';

interface Rule {
  readonly breaks: Breaks;
  /** Who is broken, and why; where nobody is, what it is. */
  readonly why: string;
}

export const CONTRACT_RULES = {
  'flow-removed': { breaks: 'always', why: 'Who calls the flow gets 404.' },
  'flow-added': { breaks: 'never', why: 'Nobody calls it yet.' },
  'operation-removed': { breaks: 'always', why: 'Who calls it gets 404.' },
  'operation-added': { breaks: 'never', why: 'Nobody calls it yet.' },
  'parameter-removed': { breaks: 'always', why: 'What is sent in it is passed over.' },
  'parameter-added': { breaks: 'never', why: 'It may be left out.' },
  'parameter-required': { breaks: 'always', why: 'Who leaves it out is refused.' },
  'body-required': { breaks: 'always', why: 'Who sends no body is refused.' },
  'body-added': { breaks: 'never', why: 'It may be left out.' },
  'body-removed': { breaks: 'always', why: 'What is sent in it is passed over.' },
  'status-removed': { breaks: 'always', why: 'The answer that callers wait for never comes.' },
  'status-added': { breaks: 'always', why: 'Callers get an answer that they do not know how to read.' },
  'media-type-removed': { breaks: 'always', why: 'Who sends or asks for it is refused.' },
  'media-type-added': { breaks: 'never', why: 'Nobody gets it who does not ask for it.' },
  'header-removed': { breaks: 'always', why: 'Who reads it finds nothing.' },
  'header-added': { breaks: 'never', why: 'Callers pass over headers that they do not know.' },
  'error-code-removed': {
    breaks: 'always',
    why: 'Who has an answer to this code never needs it: something else comes.',
  },
  'error-code-added': { breaks: 'never', why: 'Callers go by the status where they do not know the code.' },
  'event-removed': { breaks: 'always', why: 'Who waits for it waits in vain.' },
  'event-added': { breaks: 'never', why: 'Readers pass over events that they do not know.' },
  'step-removed': { breaks: 'always', why: 'Who waits for its events waits in vain.' },
  'step-added': { breaks: 'never', why: 'Readers pass over steps that they do not know.' },
  'property-removed': { breaks: 'always', why: 'Who sends it is refused; who reads it finds nothing.' },
  'property-freed': { breaks: 'never', why: 'It is not declared any more, but may still be sent.' },
  'property-added': { breaks: 'never', why: 'It may be left out, and readers pass over what they do not know.' },
  'property-claimed': { breaks: 'always', why: 'Under this name other values were allowed until now.' },
  'required-added': { breaks: 'requests', why: 'Who leaves it out is refused.' },
  'required-removed': { breaks: 'answers', why: 'Who reads it may find nothing.' },
  'default-added': { breaks: 'requests', why: 'Who leaves it out gets something else than before.' },
  'default-changed': { breaks: 'requests', why: 'Who leaves it out gets something else than before.' },
  'default-removed': { breaks: 'requests', why: 'Who leaves it out gets something else than before.' },
  'type-removed': { breaks: 'requests', why: 'Who sends such a value is refused.' },
  'type-added': { breaks: 'answers', why: 'Readers get values of a type that they do not expect.' },
  'null-removed': { breaks: 'requests', why: 'Who sends null is refused.' },
  'null-added': { breaks: 'answers', why: 'Readers get null where there was always a value.' },
  'null-changed': { breaks: 'requests', why: 'Who sends null gets something else than before.' },
  'sensitive-added': { breaks: 'requests', why: 'Who reads it where inputs are shown finds `***`.' },
  'sensitive-removed': {
    breaks: 'requests',
    why: 'Whoever may look at an execution sees what was `***` until now.',
  },
  'values-removed': { breaks: 'requests', why: 'Who sends one of them is refused.' },
  'values-added': { breaks: 'answers', why: 'Readers that tell the values apart do not know the new one.' },
  'values-closed': { breaks: 'requests', why: 'Who sends another value is refused.' },
  'values-opened': { breaks: 'answers', why: 'Readers that tell the values apart get others.' },
  'limit-tightened': { breaks: 'requests', why: 'Who sends what lies outside is refused.' },
  'limit-loosened': { breaks: 'answers', why: 'Readers get values outside of what was promised.' },
  'form-tightened': { breaks: 'requests', why: 'Who sends a value of another form is refused.' },
  'form-loosened': { breaks: 'answers', why: 'Readers get values of another form.' },
  'form-changed': { breaks: 'always', why: 'Values of the old form are refused, and others are answered.' },
  'undeclared-closed': { breaks: 'requests', why: 'Who sends more than is declared is refused.' },
  'undeclared-opened': { breaks: 'never', why: 'Readers pass over what they do not know.' },
  'condition-added': { breaks: 'requests', why: 'Who sends what does not meet it is refused.' },
  'condition-removed': { breaks: 'answers', why: 'Readers get values that do not meet it.' },
  'alternative-removed': { breaks: 'requests', why: 'Who sends this shape is refused.' },
  'alternative-added': { breaks: 'answers', why: 'Readers get a shape that they do not know.' },
  'schema-changed': { breaks: 'always', why: 'Whether old values still fit cannot be told.' },
} as const satisfies Readonly<Record<string, Rule>>;

export type ContractRule = keyof typeof CONTRACT_RULES;

/** What callers send, or what they are answered. */
export type Direction = 'requests' | 'answers';

export function breaks(rule: ContractRule, direction: Direction): boolean {
  const whom: Breaks = CONTRACT_RULES[rule].breaks;
  return whom === 'always' || whom === direction;
}
