/*
 * Compares what reader.js makes of a text and of a query with ../vectors/: `node vectors.js`.
 */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { open } = require('./harness.js');

const { parts } = open('.');
const read = name => JSON.parse(fs.readFileSync(path.join(__dirname, '../vectors', name), 'utf8'));
/** What came out of another realm, as plain data of this one. */
const plain = value => JSON.parse(JSON.stringify(value));

const texts = read('analyzer.json');
for (const expected of texts) {
    const folded = parts.fold(expected.text);
    const runs = plain(parts.runs(folded));
    const found = {
        text: expected.text,
        runs,
        tokens: runs.flatMap(run => plain(parts.tokens(run))),
        flat: parts.flat(folded),
        key: parts.key(folded),
        okurigana: parts.okurigana(folded) || null,
    };
    assert.deepEqual(found, expected);
}
console.log(`texts: ${texts.length}`);

const plans = read('plans.json');
const lexicon = plans.lexicon.map(([key, form, sort]) => ({ key, form, sort }));
const head = { postings: [['all', plans.tokens[0]]] };
const site = { head, lexicon, shards: [{ tokens: plans.tokens }] };
for (const { query, levels } of plans.plans) {
    const clauses = parts.clausesOf(lexicon, query);
    const found = [0, 1, 2, 3].map(level => parts.levelOf(site, clauses, level)).filter(Boolean);
    // Weights of several words are products.
    const round = (_, part) => (typeof part === 'number' ? +part.toFixed(12) : part);
    const rounded = value => JSON.parse(JSON.stringify(value), round);
    assert.deepEqual(rounded(found), rounded(levels), query);
}
console.log(`plans: ${plans.plans.length}`);
