/**
 * For each code of the closed list, texts that have it. `⟦FL1301 name⟧` marks what the diagnostic is about: exactly the
 * marked diagnostics are expected, no others.
 */
import type { DiagnosticCode } from '../../src/language/diagnostics.ts';

/** Codes of which `checkFlow` cannot give an example: whoever loads the tasks file reports them. */
export const ELSEWHERE: readonly DiagnosticCode[] = ['FL1602'];

const F = 'flow: F\n';
const S = `${F}steps:\n`;

export const CASES: readonly string[] = [
  // FL1001: not valid YAML
  `${S}\t⟦FL1001 -⟧ task: A\n`.replace('\t⟦FL1001 -⟧', '⟦FL1001 \t⟧-'),
  `${F}description: ⟦FL1001 a⟧: b: c\nsteps: []\n`,
  `${F}description: ⟦FL1001 @⟧here\nsteps: []\n`,
  `${F}description: "a⟦FL1001 \\⟧q"\nsteps: []\n`,
  `${F}description: "a" ⟦FL1001 == "b"⟧\nsteps: []\n`,
  `${F}description: "a\nsteps: []⟦FL1001 \n⟧`,
  `${S}  - task: A\n   ⟦FL1001 i⟧d: b\n`,
  `${F}description: ⟦FL1001 *glob⟧\nsteps: []\n`,
  `${S}  - task: A\n    inputs:\n      ⟦FL1001 [1]⟧: x\n`,
  `${F}steps: []\nbro⟦FL1001 k⟧en\n`.replace('bro⟦FL1001 k⟧en', '⟦FL1001 broken⟧'),
  '⟦FL1001 %⟧YAML 1.1\n---\nflow: F\nsteps: []\n',
  `flow: {⟦FL1001 {NAME}⟧}\ndescription: {⟦FL1001 {TEXT}⟧}\nsteps: []\n`,
  // FL1002: empty, or no map
  '⟦FL1002 #⟧ nothing\n',
  '⟦FL1002 -⟧ a\n- b\n',
  '⟦FL1002 j⟧ust a text\n',
  // FL1003: two documents
  `---\n${F}steps: []\n⟦FL1003 -⟧--\nflow: G\n`,
  // FL1004: a key twice
  `${F}⟦FL1004 flow⟧: G\nsteps: []\n`,
  `${S}  - task: A\n    inputs: {a: 1, ⟦FL1004 a⟧: 2}\n`,
  // FL1005: aliases
  `${F}x-a: &a [1, ⟦FL1005 *a⟧]\nsteps: []\n`,
  // FL1006: tags and merge keys
  `${S}  - task: A\n    if: ⟦FL1006 !x⟧\n`,
  `${S}  - task: A\n    if: ⟦FL1006 !⟧ execution.id\n`,
  `${F}description: ⟦FL1006 !⟧\nsteps: []\n`,
  '⟦FL1006 !⟧',
  `${F}description: ⟦FL1006 !!binary⟧ aGk=\nsteps: []\n`,
  `${S}  - task: A\n    inputs: &i {a: 1}\n  - task: B\n    inputs:\n      ⟦FL1006 <<⟧: *i\n`,
  `${F}x-a: &a {task: A}\nsteps:\n  - ⟦FL1006 <<⟧: *a\n    id: one\n  - ⟦FL1006 <<⟧: *a\n  - ⟦FL1006 <<⟧: *a\n    if: execution.id\n  - task: B\n    inputs: {a: "\${one.x}"}\n`,
  `${F}x-a: &a {type: string}\ninputs:\n  - ⟦FL1006 <<⟧: *a\n    name: a\nsteps: []\n`,
  // FL1007: numbers
  `${S}  - task: A\n    inputs: [⟦FL1007 .nan⟧]\n`.replace('inputs: [⟦FL1007 .nan⟧]', 'inputs: {a: ⟦FL1007 .nan⟧}'),
  `${S}  - task: A\n    inputs: {a: ⟦FL1007 -.inf⟧, b: ⟦FL1007 9007199254740992⟧, c: 9007199254740991, d: ⟦FL1007 1e999⟧}\n`,
  // FL1008: ${…} that must be quoted
  `${S}  - task: A\n    inputs:\n      a: ⟦FL1008 \${inputs ? b : c}⟧\n      ⟦FL1101x b⟧: 1\n`.replace(
    '⟦FL1101x b⟧',
    'b',
  ),
  `${S}  - task: A\n    inputs: {v: ⟦FL1008 \${x}⟧, w: 2}\n  - task: B\n    ⟦FL1101 inptus⟧: {}\n`,
  `${S}  - task: A\n    inputs:\n      v: [⟦FL1008 \${x}⟧, 2]\n      w: ⟦FL1008 \${x # 2}⟧\n`,
  `${S}  - ⟦FL1008 \${a ? b : c}⟧\n`,
  `? \${a.b}"⟦FL1008 \${⟧\n`,
  // FL1009: too deep
  `${F}x-deep: ${'['.repeat(200)}⟦FL1009 [⟧${']'.repeat(201)}\nsteps: []\n`,
  // FL1101: unknown keys
  `${F}steps: []\n⟦FL1101 verison⟧: "1"\nx-mine: 1\n`,
  `${S}  - task: A\n    ⟦FL1101 retries⟧: 3\n    x-mine: 1\n`,
  `${S}  - exit:\n    ⟦FL1101 retry⟧: 3\n`,
  `${F}inputs:\n  - {name: a, type: string, ⟦FL1101 defualt⟧: b}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: object, properties: {b: {type: string, ⟦FL1101 max⟧: 3}}}\nsteps: []\n`,
  `${F}outputs:\n  - {name: a, value: 1, ⟦FL1101 nullable⟧: true}\nsteps: []\n`,
  `${S}  - task: A\n    retry: {⟦FL1101 attempts⟧: 3}\n`,
  `${S}  - task: A\n    if: {⟦FL1101 or⟧: [execution.id]}\n`,
  `${S}  - task: A\n    on_error: {⟦FL1101 stpes⟧: [], steps: []}\n`,
  `${S}  - exit: {⟦FL1101 output⟧: {}}\n`,
  // FL1102: missing keys
  `⟦FL1102 steps⟧: []\n`,
  `⟦FL1102 flow⟧: F\n`,
  `flow: F\n⟦FL1101 stesp⟧: []\n`,
  `${F}inputs:\n  - ⟦FL1102 type⟧: string\nsteps: []\n`,
  `${F}inputs:\n  - ⟦FL1102 name⟧: a\nsteps: []\n`,
  `${F}outputs:\n  - ⟦FL1102 name⟧: a\nsteps: []\n`,
  `${S}  - ⟦FL1102 if⟧: \${execution.id}\n`,
  `${S}  - ⟦FL1102 then⟧: []\n`,
  `${S}  - ⟦FL1102 switch⟧: \${execution.id}\n`,
  `${S}  - switch: \${execution.id}\n    cases:\n      - ⟦FL1102 do⟧: []\n      - ⟦FL1102 when⟧: a\n`,
  `${S}  - ⟦FL1102 for_each⟧: [1]\n`,
  // FL1103: the wrong kind
  `${F}steps: ⟦FL1103 none⟧\n`,
  `${F}⟦FL1103 steps⟧:\n`,
  `${F}version: ⟦FL1103 1.0⟧\nsteps: []\n`,
  `${F}tags: ⟦FL1103 shop⟧\nsteps: []\n`,
  `${F}inputs: [⟦FL1103 order_id⟧]\nsteps: []\n`,
  `${S}  - ⟦FL1103 Charge⟧\n`,
  `${S}  - task: A\n    inputs: ⟦FL1103 [1]⟧\n`,
  `${S}  - task: A\n    if: ⟦FL1103 5⟧\n`,
  `${S}  - task: A\n    ⟦FL1103 if⟧:\n`,
  `${S}  - for_each: ⟦FL1103 items⟧\n    do: []\n`,
  `${S}  - exit: ⟦FL1103 [1]⟧\n`,
  `${F}inputs:\n  - {name: a, schema: ⟦FL1103 true⟧}\n  - {name: b, schema: ⟦FL1103 false⟧}\nsteps: []\n`,
  // What stands below is there, though it is not read.
  `${S}  - parallel: ⟦FL1103 {branches: [{task: A, id: a}]}⟧\n  - task: B\n    inputs: {a: "\${a.x}"}\n`,
  `${S}  - ⟦FL1103 [{task: A, id: a}]⟧\n  - task: B\n    inputs: {a: "\${a.x}"}\n`,
  `${S}  - switch: \${execution.id}\n    cases: ⟦FL1103 {when: x, do: [{task: A, id: a}]}⟧\n  - task: B\n    inputs: {a: "\${a.x}"}\n`,
  `${S}  - switch: \${execution.id}\n    cases: [⟦FL1103 [{task: A, id: a}]⟧]\n  - task: B\n    inputs: {a: "\${a.x}"}\n`,
  `${S}  - if: \${execution.id}\n    then: {⟦FL1103 task⟧: A}\n`.replace('{⟦FL1103 task⟧: A}', '⟦FL1103 {task: A}⟧'),
  `${F}inputs:\n  - {name: a, type: int, required: ⟦FL1103 yes⟧}\nsteps: []\n`,
  // An escaped `$${` is no expression that could give a value.
  `${S}  - task: A\n    timeout: ⟦FL1103 "$\${x}"⟧\n  - wait: ⟦FL1103 "$\${x}"⟧\n`,
  // FL1104: names
  `flow: ⟦FL1104 my-flow⟧\nsteps: []\n`,
  `flow: ⟦FL1104 _f⟧\nsteps: []\n`,
  `${F}inputs:\n  - {name: ⟦FL1104 order-id⟧, type: string}\noutputs:\n  - {name: a, value: "\${inputs.order-id}"}\nsteps: []\n`,
  `${F}outputs: [⟦FL1104 a.b⟧]\nsteps: []\n`,
  `${S}  - task: A\n    id: ⟦FL1104 my-step⟧\n  - task: B\n    inputs: {a: "\${my-step.b}"}\n`,
  // The name that is proposed is known, too.
  `${S}  - task: A\n    id: ⟦FL1104 my step⟧\n  - task: B\n    inputs: {a: "\${my_step.b}"}\n    depends_on: my_step\n`,
  `${S}  - for_each: [{sku: 1}]\n    as: ⟦FL1104 my-item⟧\n    do: [{task: A, inputs: {a: "\${my_item.sku}"}}]\n`,
  `${S}  - task: ⟦FL1104 ""⟧\n`,
  `${S}  - task: A\n    id: ⟦FL1104 "$\${x}"⟧\n`,
  // No JSON has such a key, where it is read with care.
  `${F}inputs:\n  - {name: ⟦FL1104 __proto__⟧, type: string}\nsteps: []\n`,
  `${S}  - task: A\n    id: ⟦FL1104 __proto__⟧\n  - for_each: [1]\n    as: ⟦FL1104 __proto__⟧\n    do: []\n`,
  `${S}  - wait_for: ⟦FL1104 __proto__⟧\n  - {task: A, id: a, outputs: [⟦FL1104 __proto__⟧]}\n`,
  `${F}outputs:\n  - {name: ⟦FL1104 __proto__⟧, value: 1}\n  - ⟦FL1104 __proto__⟧\nsteps: []\n`,
  `${F}inputs:\n  - name: a\n    type: object\n    properties: {⟦FL1104 __proto__⟧: {type: string}}\nsteps: []\n`,
  `${F}inputs:\n  - name: a\n    schema: {items: {properties: {⟦FL1104 __proto__⟧: {type: string}}}}\nsteps: []\n`,
  `${F}inputs:\n  - {name: constructor, type: string}\n  - {name: toString, type: string}\nsteps: []\n`,
  // FL1105: reserved words
  `${S}  - task: A\n    id: ⟦FL1105 inputs⟧\n`,
  `${F}inputs:\n  - {name: ⟦FL1105 in⟧, type: string}\n  - {name: ⟦FL1105 _auth⟧, type: any}\nsteps: []\n`,
  `${S}  - for_each: [1]\n    as: ⟦FL1105 loop⟧\n    do: []\n`,
  // FL1106: names that are taken
  `${F}inputs:\n  - {name: a, type: int}\n  - {name: ⟦FL1106 a⟧, type: int}\nsteps: []\n`,
  `${F}outputs:\n  - {name: a, value: 1}\n  - {name: ⟦FL1106 a⟧, value: 2}\nsteps: []\n`,
  `${S}  - task: A\n    id: a\n  - task: B\n    id: ⟦FL1106 a⟧\n`,
  `${S}  - parallel:\n      - task: A\n        id: a\n      - task: B\n        id: ⟦FL1106 a⟧\n`,
  `${S}  - if: \${execution.id}\n    then: [{task: A, id: a}]\n    else: [{task: B, id: a}]\n  - task: C\n    id: ⟦FL1106 a⟧\n`,
  `${S}  - task: A\n    id: item\n  - ⟦FL1106 for_each⟧: [1]\n    do: []\n`,
  `${S}  - task: A\n    outputs: [a, ⟦FL1106 a⟧]\n`,
  `${S}  - task: A\n    id: a\n    if: execution.id\n  - parallel: [{task: B, id: ⟦FL1403 a⟧}, {task: C, id: ⟦FL1106 a⟧}]\n`,
  // FL1107: one kind of step
  `${S}  - ⟦FL1107 tsak⟧: A\n`,
  `${S}  - ⟦FL1107 id⟧: a\n  - task: A\n    inputs: {a: "\${a.b}"}\n`,
  `${S}  - ⟦FL1107 {}⟧\n`,
  `${S}  - task: A\n    ⟦FL1107 exit⟧: done\n`,
  `${S}  - if: \${execution.id}\n    task: A\n    ⟦FL1107 then⟧: []\n`,
  // FL1108: keys that exclude each other
  `${F}inputs:\n  - {name: a, schema: {type: string}, ⟦FL1108 type⟧: string}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: int, ⟦FL1108 minLength⟧: 3}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: int, ⟦FL1108 required⟧: true, default: 3}\nsteps: []\n`,
  `${F}outputs:\n  - {name: a, value: 1, ⟦FL1108 type⟧: int, schema: {type: integer}}\nsteps: []\n`,
  `${S}  - switch: \${execution.id}\n    cases:\n      - ⟦FL1108 default⟧: []\n    default: []\n`,
  `${S}  - task: A\n    if: {any: [], ⟦FL1108 all⟧: []}\n`,
  `${S}  - task: A\n    retry: {delay: 1, ⟦FL1108 delay_seconds⟧: 1}\n`,
  `${S}  - task: A\n    retry: {backoff: fixed, ⟦FL1108 backoff_multiplier⟧: 3}\n`,
  `${S}  - task: A\n    retry: {delay: 1, backoff: 2, ⟦FL1108 backoff_multiplier⟧: 3}\n`,
  `${S}  - task: A\n    retry: {retry_on: [X], do_not_retry_on: [⟦FL1108 X⟧]}\n`,
  `${F}inputs:\n  - {name: a, type: list, items: {type: string, ⟦FL1108 required⟧: true}}\nsteps: []\n`,
  // FL1109: impossible settings
  `${F}inputs:\n  - {name: a, type: ⟦FL1109 strng⟧}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: string, pattern: ⟦FL1109 (a+)+$⟧}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, schema: {type: object, patternProperties: {⟦FL1109 ^(a|a)*$⟧: {}}}}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: string, format: ⟦FL1109 emial⟧}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: int, minimum: 3, maximum: ⟦FL1109 2⟧}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: object, properties: {}, required: [⟦FL1109 b⟧]}\nsteps: []\n`,
  `${S}  - task: A\n    retry: ⟦FL1109 0⟧\n    timeout: ⟦FL1109 0⟧\n`,
  `${S}  - task: A\n    retry: {delay: ⟦FL1109 31536001⟧}\n`,
  `${S}  - task: A\n    retry: {max_attempts: ⟦FL1109 1.5⟧, jitter: ⟦FL1109 some⟧, backoff: ⟦FL1109 quick⟧, delay: 9, max_delay: ⟦FL1109 8⟧}\n`,
  `${S}  - parallel: []\n    max_concurrency: ⟦FL1109 0⟧\n`,
  `${S}  - for_each: [1]\n    do: []\n    on_item_error: ⟦FL1109 skip⟧\n`,
  `${S}  - switch: \${execution.id}\n    cases: [{when: ⟦FL1109 []⟧, do: []}]\n`,
  // FL1110: ${…} where it means nothing
  `${F}description: for ⟦FL1110 \${inputs.a}⟧\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: string, default: "⟦FL1110 \${inputs.b}⟧"}\nsteps: []\n`,
  `${S}  - task: "⟦FL1110 \${inputs.a}⟧"\n    id: "⟦FL1110 \${x}⟧"\n    timeout: "⟦FL1110 \${x}⟧"\n`,
  `${S}  - task: A\n    inputs: {"⟦FL1110 \${a}⟧": 1, "$\${b}": 2}\n`,
  // FL1111: not in this version
  `${F}steps: []\ntriggers:\n  - type: ⟦FL1111 webhook⟧\n    path: /x\n  - {type: ⟦FL1111 schedule⟧, cron: "\${env.CRON}"}\n`,
  // FL1112: a loop variable hides another name
  `${F}inputs:\n  - {name: item, type: string}\nsteps:\n  - ⟦FL1112 for_each⟧: [1]\n    do: []\n`,
  `${S}  - for_each: [1]\n    as: x\n    do:\n      - for_each: [2]\n        as: ⟦FL1112 x⟧\n        do: []\n`,
  // FL12xx: expressions
  `${S}  - task: A\n    inputs: {a: "\${1 ⟦FL1201 +⟧}"}\n`,
  `${S}  - task: A\n    inputs: {a: "x ⟦FL1201 \${⟧execution.id"}\n`,
  `${S}  - task: A\n    if: execution.id =⟦FL1201x =⟧ 'a' ⟦FL1201 b⟧\n`.replace('=⟦FL1201x =⟧', '=='),
  `${S}  - task: A\n    if: execution.id ⟦FL1201 ===⟧ 'a'\n`,
  `${S}  - task: A\n    inputs: {a: "\${⟦FL1202 lenght⟧(execution.id)}"}\n`,
  `${S}  - task: A\n    inputs: {a: "\${⟦FL1203 upper⟧()}"}\n`,
  `${S}  - task: A\n    inputs: {a: ⟦FL1204 "\${execution.id} == \${execution.flow}"⟧, b: "\${execution.id} and \${execution.flow}!"}\n`,
  `${S}  - task: A\n    if: \${execution.id} == ⟦FL1205 active⟧\n`,
  `${S}  - task: A\n    inputs: {a: "\${⟦FL1206 ${'1 + '.repeat(4000)}1⟧}"}\n`,
  // FL1301: unknown names
  `${S}  - task: A\n    id: one\n  - task: B\n    inputs: {a: "\${⟦FL1301 onee⟧.x}", b: "text \${⟦FL1301 two⟧}", c: [{d: "\${⟦FL1301 three⟧}"}]}\n`,
  `${F}inputs: [{name: a, type: string}]\noutputs: [⟦FL1301 a⟧, {name: b, value: "\${⟦FL1301 loop⟧.index}"}]\nsteps: []\n`,
  `${S}  - task: A\n  - task: B\n    inputs: {a: "\${⟦FL1301 A⟧.x}", e: "\${⟦FL1301 error⟧.message}", v: "\${⟦FL1301 env⟧.X}"}\n`,
  `${S}  - switch: \${execution.id}\n    id: s\n    cases: []\n  - task: A\n    inputs: {a: "\${⟦FL1301 s⟧}"}\n`,
  `${S}  - task: A\n    id: charge\n  - task: B\n    inputs: {a: "\${⟦FL1301 chagre⟧.x}"}\n`,
  // FL1302: a step that has not run yet
  `${S}  - task: A\n    inputs: {a: "\${⟦FL1302 b⟧.x}"}\n  - task: B\n    id: b\n    inputs: {a: "\${⟦FL1302 b⟧.x}"}\n`,
  `${S}  - if: \${execution.id}\n    then: [{task: A, id: a}]\n    else: [{task: B, inputs: {a: "\${⟦FL1302 a⟧}"}}]\n`,
  `${S}  - for_each: [1]\n    do:\n      - task: A\n        inputs: {a: "\${⟦FL1302 b⟧}"}\n      - task: B\n        id: b\n`,
  // FL1303: a sibling branch
  `${S}  - parallel:\n      - task: A\n        id: a\n      - task: B\n        inputs: {a: "\${⟦FL1303 a⟧.x}", b: "\${⟦FL1303 c⟧.x}"}\n      - - task: C\n          id: c\n`,
  // FL1304: a step that may not have run
  `${F}outputs: [⟦FL1304 a⟧, {name: b, value: "\${a ?? 1}"}]\nsteps:\n  - task: A\n    id: a\n    if: \${execution.id}\n`,
  `${S}  - switch: \${execution.id}\n    cases:\n      - when: x\n        do: [{task: A, id: a}]\n  - task: B\n    inputs: {a: "\${⟦FL1304 a⟧.x + 1}", b: "\${a != null and a.x > 1}"}\n`,
  `${S}  - for_each: \${[execution.id]}\n    do: [{task: A, id: a}]\n  - task: B\n    inputs: {a: "\${⟦FL1304 a⟧}"}\n`,
  // FL1305: a property that cannot be there
  `${F}inputs: [{name: amount, type: int}]\noutputs: [{name: a, value: "\${inputs.⟦FL1305 amont⟧}"}]\nsteps: []\n`,
  `${F}inputs: [{name: amount, type: int}]\noutputs: [{name: a, value: "\${inputs.⟦FL1305 amuont⟧}"}]\nsteps: []\n`,
  // FL1306: nothing declares the property, and it is nearly one that is
  `${S}  - {task: A, id: a, outputs: [is_valid, total]}\n  - task: B\n    inputs: {a: "\${a.⟦FL1306 is_vald⟧}", b: "\${a.total2}", c: "\${a.other}"}\n`,
  // FL1001: a line that is indented deeper than its neighbours; a line without a colon
  `${S}  - for_each: \${execution.id}\n     ⟦FL1001 as⟧: x\n    do: []\n`,
  `${F}⟦FL1001 version "1.0"\nsteps⟧: []\n`,
  // FL1107: a word that is another construct's
  `${S}  - if: execution.attempt > 1\n    ⟦FL1107 do⟧: []\n`,
  // FL1501: one mistake is no second one
  `${F}inputs: [{name: c, type: string, required: false}]\nsteps:\n  - task: A\n    if: ⟦FL1501 inputs.c > 5⟧\n`,
  // FL14xx: control flow
  `${S}  - exit\n  - ⟦FL1401 task: A⟧\n  - task: B\n`,
  `${S}  - if: \${execution.id}\n    then: [exit]\n    else: [{exit: done}]\n  - ⟦FL1401 task: A⟧\n`,
  `${S}  - parallel: [exit, {task: A}]\n  - ⟦FL1401 task: B⟧\n`,
  `${S}  - switch: \${execution.id}\n    cases:\n      - {when: [a, b], do: []}\n      - {when: ⟦FL1401 b⟧, do: []}\n`,
  `${S}  - task: A\n    if: ⟦FL1402 true⟧\n  - task: B\n    if: ⟦FL1402 1 > 2⟧\n`,
  `${S}  - switch: ⟦FL1402 a⟧\n    cases: [{when: a, do: []}]\n`,
  `${S}  - task: A\n    id: a\n    if: \${execution.attempt} > 1\n  - task: B\n    id: ⟦FL1403 a⟧\n    if: \${execution.attempt} > 2\n`,
  // FL15xx: types
  `${F}inputs: [{name: n, type: int}]\noutputs: [{name: a, value: "\${⟦FL1501 inputs.n + 'x'⟧}"}]\nsteps: []\n`,
  `${F}inputs: [{name: n, type: int}]\nsteps:\n  - for_each: \${⟦FL1501 inputs.n⟧}\n    do: []\n`,
  `${F}inputs: [{name: n, type: int}]\nsteps:\n  - task: A\n    if: ⟦FL1502 inputs.n == '5'⟧\n`,
  `${F}inputs: [{name: n, type: int}]\nsteps:\n  - switch: \${inputs.n}\n    cases: [{when: ⟦FL1502 five⟧, do: []}]\n`,
  `${F}inputs: [{name: n, type: int, required: false}]\nsteps:\n  - task: A\n    if: ⟦FL1503 inputs.n⟧ > 5\n  - task: B\n    if: inputs.n != null and inputs.n > 5\n`,
  `${F}inputs:\n  - {name: a, type: int, default: ⟦FL1504 five⟧}\n  - {name: b, type: string, nullable: true, default: null}\n  - {name: c, type: string, default: ⟦FL1504 null⟧}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: object, properties: {b: {type: int, default: ⟦FL1504 x⟧}}}\n  - {name: c, schema: {type: string, default: ⟦FL1504 5⟧}}\n  - {name: d, type: object, properties: {e: {type: int}}, default: {e: ⟦FL1504 x⟧}}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, schema: {type: ⟦FL1505 strng⟧}}\n  - {name: b, schema: {⟦FL1505 typ⟧: string}}\n  - {name: c, type: string, pattern: ⟦FL1505 "["⟧}\n  - {name: d, type: string, minLength: ⟦FL1505 -1⟧}\n  - {name: e, schema: {$ref: "⟦FL1505x #⟧/x"}}\nsteps: []\n`.replace(
    '"⟦FL1505x #⟧/x"',
    '⟦FL1505 "#/$defs/x"⟧',
  ),
  `${F}inputs:\n  - {name: a, schema: {type: array, items: {$ref: ⟦FL1505 "#"⟧}}}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, schema: {$ref: ⟦FL1505 5⟧}}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, schema: {$defs: {b: {type: ⟦FL1505 strng⟧}}}}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: object, properties: {b: ⟦FL1505 {enum: []}⟧}}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, schema: ⟦FL1505 {properties: {b: {enum: []}}}⟧}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: string, pattern: "^c_", example: ⟦FL1504 abc⟧}\n  - {name: b, type: int, minimum: 5, example: 5}\n  - {name: c, type: object, properties: {d: {type: int}}, example: {d: ⟦FL1504 y⟧}}\n  - {name: d, type: object, properties: {e: {type: int, example: ⟦FL1504 x⟧}}}\n  - {name: e, type: string, nullable: true, example: null}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, schema: {type: string}, example: ⟦FL1504 5⟧}\n  - {name: b, schema: {type: array, items: {type: integer, examples: [1, ⟦FL1504 x⟧]}, examples: [[1], [⟦FL1504 y⟧]]}}\nsteps: []\n`,
  // What a default would fill in is missing in what is shown.
  `${F}inputs:\n  - {name: a, type: object, properties: {b: {type: int, required: true, default: 1}}, default: {}, example: ⟦FL1504 {}⟧}\nsteps: []\n`,
  // Two schemas that differ in what one of them says in a value are two.
  `${F}inputs:\n  - {name: a, default: {title: x}, schema: {const: {title: x}}}\n  - {name: b, default: ⟦FL1504 {title: x}⟧, schema: {const: {title: y}}}\nsteps: []\n`,
  // A text of quotes alone does not stand in the file as it is.
  `${S}  - task: A\n    if: '⟦FL1201 ''⟧'\n`,
  `${F}outputs:\n  - {name: a, type: int, value: ⟦FL1506 five⟧}\n  - {name: b, type: int, value: ⟦FL1506 "\${execution.id}"⟧}\nsteps: []\n`,
  `${F}inputs:\n  - {name: a, type: string, enum: [a, ⟦FL1506 1⟧]}\nsteps: []\n`,
];

/** With these tasks known and required. */
export const TASK_CASES: readonly string[] = [
  `${S}  - task: ⟦FL1601 Chrage⟧\n    inputs: {amount: 1}\n`,
  `${S}  - task: ⟦FL1506 Charge⟧\n`,
  `${S}  - task: Charge\n    inputs: {amount: ⟦FL1506 ten⟧, ⟦FL1506 curency⟧: EUR}\n`,
  `${S}  - task: Charge\n    inputs: {amount: 10, customer: ⟦FL1506 {}⟧}\n`,
  `${S}  - task: Charge\n    inputs: {amount: 10, customer: {⟦FL1506 nam⟧: "\${execution.id}"}}\n`,
  `${S}  - task: Charge\n    inputs: {amount: 10, customer: {name: ⟦FL1506 "\${execution.attempt}"⟧}}\n`,
  `${S}  - task: Charge\n    inputs: {amount: ⟦FL1506 "\${execution.id}"⟧}\n`,
  `${S}  - task: Charge\n    id: c\n    inputs: {amount: 1}\n  - task: Charge\n    inputs: {amount: "\${c.⟦FL1305 recipt⟧}"}\n`,
  `${S}  - task: Charge\n    inputs: {amount: 1}\n    outputs: [receipt, ⟦FL1305 total⟧]\n`,
  // One mistake, one diagnostic: these have or take the place of what would be missing.
  `${S}  - task: Charge\n    ⟦FL1101 with⟧: {amount: 1}\n  - task: Charge\n    ⟦FL1101 inptus⟧: {amount: 1}\n`,
  `${S}  - task: Charge\n    inputs: ⟦FL1103 [amount]⟧\n  - task: Charge\n    inputs: ⟦FL1103 ten⟧\n`,
  `${F}x-a: &a {amount: 1}\nsteps:\n  - task: Charge\n    inputs: {⟦FL1006 <<⟧: *a}\n  - task: Charge\n    inputs: {⟦FL1006 <<⟧: *a, currency: EUR}\n`,
  `${S}  - task: Charge\n    inputs: {amount: 1, customer: {⟦FL1006 <<⟧: {name: a}, street: b}}\n`,
  `${S}  - task: Send\n    inputs: {to: a, ⟦FL1306 urgetn⟧: true, ⟦FL1306 note⟧: b}\n`,
];
