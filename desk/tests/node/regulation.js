/*
 * The finished regulation beside that of `office::regulation`, for many fillings.
 *   node desk/tests/node/regulation.js regulation-data.js cases.json
 * A case is {choices, names, document}: what is filled in, and the document.xml Rust makes of it.
 */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const vm = require('node:vm');

require('../../runtime/regulation-model.js');
require('../../runtime/docx.js');
const { jissenDeskRegulation: model, jissenDeskDocx: docx } = globalThis;

const [dataFile, casesFile] = process.argv.slice(2);
let data = null;
vm.runInNewContext(fs.readFileSync(dataFile, 'utf8'), { jissenDeskRegulationData: given => (data = given) });
data = JSON.parse(JSON.stringify(data));
const cases = JSON.parse(fs.readFileSync(casesFile, 'utf8'));
const blank = { name: '', facility: '', system: '', vendorContract: '', computers: null };
const decide = (choices, names, profile = {}) => model.decide(data, { profile: { ...blank, ...profile }, regulation: { choices, names } });

for (const { choices, names, document } of cases) {
    const finished = model.finish(data, decide(choices, names));
    const made = docx.documentXml(data, finished);
    if (made !== document) {
        const at = [...made].findIndex((character, nth) => character !== document[nth]);
        assert.fail(`${JSON.stringify(choices)} at ${at}:\n${made.slice(at - 200, at + 200)}\n${document.slice(at - 200, at + 200)}`);
    }
    const text = model.plainText(finished, data.kit.texts);
    assert.doesNotMatch(text, /undefined|null|[{}]/);
    const isOpen = id => finished.open.some(variable => variable.id === id);
    Object.keys(names).forEach(id => assert.ok(!names[id].trim() || !isOpen(id), id));
}
assert.ok(cases.length >= 64);

// What was said comes first, then the profile, then the first choice.
const none = decide({}, {});
assert.deepEqual(none.undecided, data.questions.map(({ id }) => id));
assert.deepEqual(none.choices, Object.fromEntries(data.questions.map(({ id, choices }) => [id, choices[0].id])));
const preset = decide({}, {}, { system: 'cloud', vendorContract: 'uncontracted', name: '〇〇医院' });
assert.deepEqual([preset.choices.system, preset.choices['vendor-contract'], preset.names.clinic], ['cloud', 'uncontracted', '〇〇医院']);
assert.deepEqual(Object.keys(preset.preset), ['system', 'vendor-contract', 'clinic']);
assert.equal(preset.undecided.length, data.questions.length - 2);
const said = decide({ system: 'onpremises', unknown: 'x' }, { clinic: '別の医院', unknown: 'x' }, { system: 'cloud', name: '〇〇医院' });
assert.deepEqual([said.choices.system, said.names], ['onpremises', { clinic: '別の医院' }]);
assert.equal(decide({ system: 'constructor' }, {}).choices.system, data.questions[0].choices[0].id);

// A file is an archive with every part; what XML cannot hold is left out.
const odd = model.finish(data, decide({}, { director: '<&>"\'\ufffe\ud800😀' }));
assert.ok(docx.documentXml(data, odd).includes('&lt;&amp;&gt;&quot;&apos;😀'));
docx.file(data, odd).then(bytes => {
    const text = Buffer.from(bytes).toString('latin1');
    assert.equal(text.split('PK\u0001\u0002').length - 1, Object.keys(data.kit.parts).length + 1);
});
