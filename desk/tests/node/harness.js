/*
 * What the tests of the model share. Each test script runs in Node and ends with an error when a case fails:
 *   node desk/tests/node/editions.js [desk-data.js]
 */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

require('../../runtime/model.js');
const model = globalThis.jissenDeskModel;

const SITE = 'jissen';
const NOW = '2026-11-22T09:00:00Z';

/** What a guide's script says about its editions; without a file that of the guide when the fixture was made. */
function deskData(file = process.argv[2] || path.join(__dirname, '../fixtures/desk-data.js')) {
    let data = null;
    vm.runInNewContext(fs.readFileSync(file, 'utf8'), { jissenDeskData: given => (data = given) });
    return frozen(JSON.parse(JSON.stringify(data)));
}

/** Makes any change to a value an error. */
function frozen(value) {
    if (value && typeof value === 'object' && !Object.isFrozen(value)) {
        Object.freeze(value);
        Object.values(value).forEach(frozen);
    }
    return value;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed) {
    let state = seed >>> 0;
    const number = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
    const below = n => Math.floor(number() * n);
    const pick = list => list[below(list.length)];
    const chance = probability => number() < probability;
    return { number, below, pick, chance };
}

/** Runs a case, and says which one fails. */
function test(name, run) {
    try {
        run();
    } catch (error) {
        throw new Error(name, { cause: error });
    }
}

/** The value of an edit that must succeed. */
function done({ value, problems }) {
    assert.deepEqual(problems, []);
    return frozen(value);
}

/** A value in which the institution's and each vendor's sheets of an edition are filled in, by `answer(row, place)`. */
function filled(data, editionId, answer, value = model.empty(SITE)) {
    const edition = data.editions.find(other => other.id === editionId);
    for (const form of edition.forms) {
        for (const vendor of form.vendor ? value.vendors.map(({ id }) => id) : ['']) {
            for (const row of form.rows) {
                const place = { edition: editionId, form: form.id, vendor, key: row.key };
                const check = answer(row, place);
                value = check ? done(model.setCheck(value, data, place, 0, check)) : value;
            }
        }
    }
    return frozen(value);
}

/** What is said anywhere in a value, by path. Nothing of the model is used for it. */
function facts(value) {
    const found = new Map();
    const add = (at, said) => {
        if (said && typeof said === 'object') {
            Object.entries(said).forEach(([name, inner]) => add(`${at}/${name}`, inner));
        } else if (said !== '' && said !== null) {
            found.set(at, said);
        }
    };
    const { format, version, minor, site, saved, sheets, vendors, ...others } = value;
    add('', others);
    vendors.forEach(({ id, ...said }) => add(`/vendor/${id}`, said));
    sheets.forEach(({ edition, form, vendor, ...said }) => add(`/sheet/${edition}/${form}/${vendor}`, said));
    return found;
}

const sorted = map => [...map].sort(([one], [other]) => (one < other ? -1 : 1));

function sameFacts(one, other) {
    assert.deepEqual(sorted(facts(one)), sorted(facts(other)));
}

module.exports = { assert, model, SITE, NOW, deskData, frozen, random, test, done, filled, facts, sameFacts, sorted };
