/** The constructs that hold, repeat, wait, end and call, each with what is wrong in it marked as in cases.ts. */

const F = 'flow: F\n';
const S = `${F}steps:\n`;

export const FLOW_CASES: readonly string[] = [
  // while
  `${S}  - while: ⟦FL1402 true⟧\n    do: [{task: A}]\n`,
  `${F}inputs: [{name: n, type: int}]\nsteps:\n  - while: ⟦FL1402 inputs.n > 0⟧\n    do: [{task: A, id: a}]\n`,
  `${F}inputs: [{name: n, type: int}]\nsteps:\n  - while: inputs.n > 0\n    do: [{task: A, id: a}, {if: a, then: [exit]}]\n`,
  `${S}  - while: ⟦FL1304 a⟧.n < 3\n    do: [{task: A, id: a}]\n`,
  `${S}  - while: a == null or a.n < 3\n    do: [{task: A, id: a}]\n  - task: B\n    inputs: {n: "\${a.n + 1}"}\n`,
  `${S}  - while: a.n == 3\n    do: [{task: A, id: a}]\n  - task: B\n    inputs: {n: "\${⟦FL1304 a⟧.n + 1}"}\n`,
  `${S}  - while: loop.index < 3\n    do:\n      - task: A\n        inputs: {n: "\${⟦FL1304 b⟧.n}", m: "\${b.n ?? 0}", i: "\${loop.index}", l: "\${loop.⟦FL1305 last⟧}"}\n      - task: B\n        id: b\n  - task: C\n    inputs: {n: "\${⟦FL1304 b⟧}", i: "\${⟦FL1301 loop⟧.index}"}\n`,
  `${S}  - while: loop.index < 3\n    id: w\n    do: []\n  - task: A\n    inputs: {n: "\${⟦FL1301 w⟧}"}\n`,
  `${S}  - task: A\n    id: a\n  - while: a.n < 3\n    do: [{task: B, id: ⟦FL1106 a⟧}]\n`,
  `${S}  - task: A\n    id: a\n    if: execution.id\n  - while: a.n != 3\n    do: [{task: B, id: ⟦FL1403 a⟧}]\n`,
  `${S}  - while: loop.index < 2\n    do:\n      - while: a == null\n        do: [{task: A, id: a}]\n      - task: B\n        inputs: {a: "\${a}", b: "\${⟦FL1302 c⟧}"}\n  - task: C\n    id: c\n`,
  `${S}  - while: loop.index < 2\n    do: [{task: A, id: a}, {exit: {outputs: {a: "\${a}"}}}, ⟦FL1401 {task: B}⟧]\n`,
  `${S}  - while: loop.index < 2\n    do: []\n    max_iterations: ⟦FL1109 0⟧\n`,
  `${S}  - ⟦FL1102 while⟧: execution.id\n`,
  `${S}  - while: ⟦FL1103 5⟧\n    do: []\n`,
  `${S}  - while: ⟦FL1301 bb⟧ == null\n    do: [{task: B, id: b}]\n  - task: C\n    inputs: {b: "\${b.n + 1}"}\n`,
  // fail
  `${S}  - fail: no\n  - ⟦FL1401 task: A⟧\n`,
  `${S}  - fail: {message: "\${⟦FL1301 x⟧}", type: "\${⟦FL1302 a⟧.type}"}\n  - ⟦FL1401 task: A\n    id: a⟧\n`,
  `${S}  - fail:\n      ⟦FL1102 type⟧: X\n`,
  `${S}  - fail: {message: no, ⟦FL1101 code⟧: 5}\n`,
  `${S}  - fail: ⟦FL1103 [no]⟧\n`,
  `${S}  - fail: no\n    id: f\n    if: execution.id\n  - task: A\n    inputs: {f: "\${⟦FL1301 f⟧}"}\n`,
  `${S}  - fail: no\n    on_error: [{task: A, inputs: {m: "\${error.message}"}}]\n  - task: B\n`,
  // a way that ends is no way that leads on
  `${S}  - if: execution.id\n    then: [{task: A, id: a}]\n    else: [{fail: no}]\n  - task: B\n    inputs: {a: "\${a.n + 1}"}\n`,
  `${S}  - task: A\n    id: a\n    if: execution.id\n  - if: a == null\n    then: [{fail: no}]\n  - task: B\n    inputs: {a: "\${a.n + 1}"}\n`,
  `${S}  - task: A\n    id: a\n    if: execution.id\n  - exit: nothing\n    if: not a\n  - task: B\n    inputs: {a: "\${a.n + 1}"}\n`,
  `${S}  - for_each: \${[execution.id]}\n    do: [{task: A, id: a}, exit]\n  - task: B\n    inputs: {a: "\${⟦FL1302 a⟧}"}\n`,
  // a switch whose cases have every value
  `${F}inputs: [{name: c, type: string, enum: [a, b]}, {name: f, type: bool, required: false}]\nsteps:\n  - switch: \${inputs.c}\n    cases: [{when: a, do: [{task: A, id: a}]}, {when: b, do: [{task: A, id: a}]}]\n  - switch: \${inputs.c}\n    cases: [{when: [a, b], do: []}]\n    default: [⟦FL1401 exit⟧]\n  - switch: \${inputs.f}\n    cases: [{when: true, do: [{task: A, id: b}]}, {when: false, do: [{task: A, id: b}]}]\n  - task: B\n    inputs: {a: "\${a.n}", b: "\${⟦FL1304 b⟧.n}"}\n`,
  // what is empty, and what has names
  `${S}  - for_each: ⟦FL1401 []⟧\n    do: [{task: A}]\n`,
  `${F}inputs: [{name: n, type: int}]\nsteps: [{task: A, inputs: {a: "\${inputs[⟦FL1305 0⟧]}"}}]\n`,
  // wait
  `${F}inputs: [{name: s, type: string}, {name: n, type: int, required: false}]\nsteps:\n  - wait: \${⟦FL1501 inputs.s⟧}\n  - wait: \${⟦FL1503 inputs.n⟧}\n  - wait: {until: "\${⟦FL1501 inputs.n⟧}"}\n`,
  `${S}  - wait: ⟦FL1501 \${execution.attempt}0⟧\n`,
  `${S}  - wait: ⟦FL1103 5 minutes⟧\n`,
  `${S}  - wait: ⟦FL1109 -1⟧\n`,
  `${S}  - wait: {until: ⟦FL1109 tomorrow⟧}\n`,
  `${S}  - wait: {seconds: 5, until: ⟦FL1108 "2026-01-31T09:00:00Z"⟧}\n`,
  `${S}  - wait: {⟦FL1101 second⟧: 5}\n  - wait: {⟦FL1101 minutes⟧: 5}\n  - wait: ⟦FL1102 {}⟧\n`,
  `${S}  - wait: 5\n    id: w\n  - task: A\n    inputs: {a: "\${w.⟦FL1305 seconds⟧}"}\n`,
  // wait_for
  `${S}  - wait_for: approval\n    id: a\n    schema: {type: object, properties: {by: {type: string}}, required: [by], additionalProperties: false}\n  - task: A\n    inputs: {by: "\${a.by + '!'}", at: "\${a.⟦FL1305 at⟧}"}\n`,
  `${S}  - wait_for: ⟦FL1104 my approval⟧\n`,
  `${S}  - wait_for: \${⟦FL1501 execution.attempt⟧}\n`,
  `${S}  - wait_for: a\n    schema: {type: ⟦FL1505 text⟧}\n`,
  `${S}  - wait_for: a\n    timeout: ⟦FL1109 0⟧\n    ⟦FL1101 inputs⟧: {}\n`,
  // connections
  `${F}connections:\n  db: {type: ⟦FL1603 postgres⟧, url: "\${env.URL}", pool: "\${⟦FL1301 inputs⟧.n}"}\nsteps:\n  - pg_query: {id: rows, connection: db, query: SELECT 1, params: ["\${⟦FL1301 env⟧.URL}"]}\n  - task: A\n    inputs: {a: "\${rows[0].name}"}\n`,
  `${F}connections:\n  db: {type: ⟦FL1603 postgres⟧}\n  cache: {type: ⟦FL1603 redis⟧}\nsteps:\n  - pg_query: {connection: ⟦FL1506 cache⟧}\n  - task: redis_get\n    connection: ⟦FL1506 db⟧\n  - redis_set: {connection: ⟦FL1301 cach⟧}\n  - task: A\n    connection: ⟦FL1301 dbb⟧\n`,
  `${S}  - ⟦FL1603 pg_query⟧: {query: SELECT 1}\n  - task: ⟦FL1603 mongo_find⟧\n    inputs: {a: "\${⟦FL1301 x⟧}"}\n`,
  `${S}  - ⟦FL1107 pg_qurey⟧: {query: SELECT 1}\n`,
  `${S}  - ⟦FL1603 pg_query⟧: {query: x}\n    ⟦FL1101 connection⟧: db\n`,
  `${F}connections:\n  db:\n    ⟦FL1102 url⟧: x\nsteps: []\n`,
  `${F}connections: {db: {type: ⟦FL1603 postgres⟧}, ⟦FL1004 db⟧: {type: mysql}}\nsteps: []\n`,
  `${F}connections: {⟦FL1104 my-db⟧: {type: postgres}}\nsteps: []\n`,
  `${F}connections: {db: {type: ⟦FL1603 postgres⟧, url: "\${⟦FL1302 a⟧.url}"}}\nsteps: [{task: A, id: a}]\n`,
  `${F}connections:\n  db: ⟦FL1103 postgres⟧\n  other: {⟦FL1101 typ⟧: postgres}\nsteps:\n  - pg_query: {connection: db}\n  - pg_query: {connection: other}\n  - pg_query: {connection: ⟦FL1104 my-db⟧}\n`,
  // triggers
  `${F}triggers: [{type: ⟦FL1111 webhook⟧, path: "\${⟦FL1301 execution⟧.id}"}]\nsteps: [{task: A, inputs: {a: "\${inputs._webhook.headers}"}}]\n`,
  `${S}  - task: A\n    inputs: {a: "\${inputs.⟦FL1305 _webhook⟧}"}\n`,
  // ids that are made in each iteration
  `${S}  - for_each: \${[execution.id]}\n    id: l\n    do:\n      - task: A\n        id: a_\${item}\n      - task: B\n        inputs: {a: "\${⟦FL1301 a_x⟧}"}\n  - task: C\n    inputs: {a: "\${l.results[0].a_x}", b: "\${⟦FL1301 a_y⟧}"}\n`,
  `${S}  - for_each: [{x: 1}]\n    do: [{task: A, id: "\${⟦FL1501 item⟧}"}, {task: B, id: "b_\${item.⟦FL1305 y⟧}"}]\n`,
  `${S}  - task: A\n    id: a_⟦FL1110 \${execution.id}⟧\n`,
  `${S}  - for_each: \${[execution.id]}\n    do:\n      - task: A\n        id: a_\${⟦FL1302 b⟧}\n      - task: B\n        id: b\n`,
  // on_error of the flow
  `${F}on_error:\n  - task: Log\n    inputs: {m: "\${error.message}", t: "\${context.last_error.type}", a: "\${⟦FL1304 a⟧.n}", b: "\${⟦FL1304 b⟧}", x: "\${⟦FL1301 y⟧}"}\nsteps:\n  - task: A\n    id: a\n  - if: a.bad\n    then: [{task: B, id: b}, {fail: bad}]\n`,
  `${F}on_error: [{task: Log, id: log}]\noutputs: [{name: x, value: "\${⟦FL1302 log⟧}"}]\nsteps: []\n`,
  `${F}on_error: [{task: Log, inputs: {e: "\${error.⟦FL1305 code⟧}"}}, exit, ⟦FL1401 {task: A}⟧]\nsteps: []\n`,
  // on_cancel
  `${F}on_cancel:\n  - task: Undo\n    inputs: {a: "\${⟦FL1304 a⟧}", e: "\${⟦FL1301 error⟧.message}"}\nsteps: [{task: A, id: a}]\n`,
  `${F}on_cancel: [{task: Undo, id: a}, {task: Undo, inputs: {a: "\${a.n}"}}]\nsteps: [{task: A, id: a}]\n`,
  `${F}on_cancel: [{exit: {reason: done, outputs: ⟦FL1108 {a: 1}⟧}}]\nsteps: []\n`,
  // on_error of a step: what ran inside of it
  `${S}  - if: execution.id\n    then: [{task: A, id: a}, {fail: no}]\n    on_error: [{task: Log, inputs: {a: "\${⟦FL1304 a⟧}"}}]\n  - task: B\n    inputs: {a: "\${⟦FL1304 a⟧}"}\n`,
  // depends_on
  `${S}  - parallel:\n      - task: A\n        id: a\n      - - task: B\n          depends_on: a\n          inputs: {a: "\${a.n}"}\n        - task: C\n          id: c\n      - task: D\n        depends_on: [c]\n        inputs: {a: "\${a.n}", c: "\${c.n}"}\n      - task: E\n        inputs: {a: "\${⟦FL1303 a⟧}"}\n`,
  `${S}  - parallel:\n      - task: A\n        id: a\n        depends_on: ⟦FL1404 b⟧\n        inputs: {b: "\${b.n}"}\n      - task: B\n        id: b\n        depends_on: c\n      - task: C\n        id: c\n        depends_on: a\n`,
  `${S}  - parallel:\n      - - task: X\n        - task: A\n          depends_on: ⟦FL1303 b⟧\n      - task: B\n        id: b\n        depends_on: ⟦FL1301 bb⟧\n      - task: C\n        id: c\n        depends_on: ⟦FL1302 c⟧\n`,
  `${S}  - task: A\n    id: a\n    if: execution.id\n  - task: B\n    depends_on: [⟦FL1304 a⟧, ⟦FL1302 c⟧, ⟦FL1301 B⟧]\n  - task: C\n    id: c\n    depends_on: a\n    if: a != null\n`,
  `${S}  - parallel:\n      - task: A\n        id: a\n        if: execution.id\n      - task: B\n        id: b\n        depends_on: a\n        inputs: {a: "\${⟦FL1304 a⟧}"}\n  - task: C\n    depends_on: b\n`,
  `${S}  - parallel:\n      - task: A\n        id: a\n        depends_on: b\n      - - task: B\n          id: b\n        - task: C\n          id: ⟦FL1106 a⟧\n`,
  `${S}  - task: A\n    depends_on: ⟦FL1103 5⟧\n`,
  `${S}  - task: A\n    id: a\n  - task: B\n    depends_on: [a, ⟦FL1106 a⟧]\n`,
  `${S}  - parallel:\n      - task: A\n        id: a\n      - task: B\n        depends_on: ⟦FL1301 aa⟧\n        inputs: {a: "\${a.n}"}\n`,
  `${S}  - parallel:\n      - task: A\n        id: a\n      - - task: B\n          id: ⟦FL1106 a⟧\n          depends_on: a\n          inputs: {a: "\${a.n}"}\n`,
  // what is taken is no other thing where it is read
  `${S}  - wait_for: a\n    id: a\n    schema: {type: object, properties: {x: {type: string}}, additionalProperties: false}\n  - wait: 1\n    id: ⟦FL1106 a⟧\n  - task: B\n    inputs: {x: "\${a.x}"}\n`,
  // steps below a key that is misspelt
  `${F}⟦FL1101 step⟧: [{task: A, id: a}]\noutputs: [a]\n`,
  `${S}  - for_each: [1]\n    ⟦FL1101 doo⟧: [{task: A, id: a}]\n  - task: B\n    inputs: {a: "\${a ?? 1}"}\n`,
  `${S}  - if: execution.id\n    then: []\n    ⟦FL1101 esle⟧: [{task: A, id: a}]\n  - task: B\n    inputs: {a: "\${a ?? 1}"}\n`,
  `${S}  - switch: \${execution.id}\n    cases:\n      - {when: a, do: [{task: A, id: a}]}\n      - ⟦FL1101 otherwise⟧: [{task: A, id: a}]\n  - task: B\n    inputs: {a: "\${a.n + 1}"}\n`,
  `${S}  - switch: \${execution.id}\n    cases:\n      - {⟦FL1101 value⟧: a, do: []}\n      - {when: b, ⟦FL1101 then⟧: []}\n`,
  `${S}  - fail: {⟦FL1101 text⟧: no}\n`,
  // subflows by themselves: which flows there are is not known
  `${S}  - subflow: G\n    id: g\n    inputs: {a: "\${⟦FL1301 x⟧}"}\n    outputs: [b]\n  - task: A\n    inputs: {a: "\${g.b}", c: "\${g.c}"}\n`,
  `${S}  - subflow: ⟦FL1104 ../other⟧\n`,
  `${S}  - subflow: ⟦FL1110 \${execution.id}⟧\n`,
  `${S}  - subflow: G\n    ⟦FL1101 retry⟧: 3\n`,
  // the root
  `${F}timeout: ⟦FL1109 0⟧\nsilent: ⟦FL1103 yes⟧\nevents: ⟦FL1109 statuss⟧\nsteps: []\n`,
  `${S}  - task: A\n    silent: ⟦FL1103 "true"⟧\n`,
];
