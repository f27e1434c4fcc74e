/*
 * Compares what query.js makes of a text and of a query with ../vectors/: `node vectors.js`.
 */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { open } = require('./harness.js');

const { plan } = open('.');
const read = name => JSON.parse(fs.readFileSync(path.join(__dirname, '../vectors', name), 'utf8'));
/** What came out of another realm, as plain data of this one. */
const plain = value => JSON.parse(JSON.stringify(value));

const texts = read('analyzer.json');
for (const expected of texts) {
    const folded = plan.fold(expected.text);
    const runs = plain(plan.runs(folded));
    const found = {
        text: expected.text,
        runs,
        tokens: runs.flatMap(run => plain(plan.tokens(run))),
        flat: plan.flat(folded),
        key: plan.key(folded),
        okurigana: plan.okurigana(folded) || null,
    };
    assert.deepEqual(found, expected);
}
console.log(`texts: ${texts.length}`);

const plans = read('plans.json');
const lexicon = plans.lexicon.map(entry => `${entry.join('\t')}\n`).join('');
const tokensFrom = start => plans.tokens.filter(token => token.startsWith(start));
for (const { query, levels } of plans.plans) {
    const clauses = plan.clausesOf(lexicon, query);
    const found = [0, 1, 2, 3].map(level => plan.levelOf(lexicon, tokensFrom, clauses, level)).filter(Boolean);
    // Weights of several words are products.
    const round = (_, part) => (typeof part === 'number' ? +part.toFixed(12) : part);
    const rounded = value => JSON.parse(JSON.stringify(value), round);
    assert.deepEqual(rounded(found), rounded(levels), query);
}
console.log(`plans: ${plans.plans.length}`);
