/* Carrying over between editions that do not exist: every kind of change, at random. */
'use strict';

const { assert, model, SITE, frozen, random, test, done, filled, facts, sameFacts } = require('./harness.js');

const TARGETS = ['all', 'server', 'client', 'network', 'organization'];
const STATUS = ['required', 'reference', 'unknown'];
const row = (lineage, target) => ({
    key: `${lineage}-${target}`, formerly: [], lineage, title: lineage, target, targetTitle: target, number: '1-①', section: 1,
    sectionTitle: '節', text: lineage, note: '', status: 'required', deadline: 2024, gate: false, blankIfNoVendor: false,
    page: 'items/x.html',
});

function edition(id, year, forms) {
    const dates = { fiscalYear: year, start: `${year}-04-01`, end: `${year + 1}-03-31` };
    return { id, title: id, ...dates, checks: 1, forms };
}

const form = (id, rows, vendor = false) => ({ id, title: id, vendor, facilities: [], rows });

/** Which old row became which new one, as `checklist::relations` pairs them. */
function pairsOf(old, now) {
    const pairs = [];
    now.forEach((one, j) => {
        const i = old.findIndex((other, k) => other.target === one.target && !pairs.some(pair => pair[0] === k));
        pairs.push(...(i < 0 ? [] : [[i, j]]));
    });
    const [freeOld, freeNew] = [old, now].map((rows, side) => rows.map((_, k) => k).filter(k => !pairs.some(pair => pair[side] === k)));
    freeOld.forEach(i => pairs.push(...(now.length === 1 ? [[i, 0]] : [])));
    freeNew.forEach(j => pairs.push(...(old.length === 1 ? [[0, j]] : [])));
    return pairs;
}

const targetsOf = ({ below, pick }) => [...new Set(Array.from({ length: 1 + below(3) }, () => pick(TARGETS)))];

/** An older form, a newer one, and what became of each lineage. */
function forms(random) {
    const { below, pick, chance } = random;
    const older = Array.from({ length: 3 + below(8) }, (_, n) => targetsOf(random).map(target => row(`old-${n}`, target)));
    const left = [...older];
    const items = [];
    const newer = [];
    const add = (lineage, old, now, relations) => {
        items.push({ lineage, relations, old: old.map(one => one.key), new: now.map(one => one.key), pairs: pairsOf(old, now) });
        newer.push(...now);
    };
    const kinds = {
        same: old => add(old[0].lineage, old, old.map(one => ({ ...one })), [pick(['same', 'renumbered', 'unknown', 'wording'])]),
        status: old => add(old[0].lineage, old, old.map(one => ({ ...one, status: pick(STATUS) })), [pick(['promoted', 'demoted'])]),
        moved: old => add(old[0].lineage, old, targetsOf(random).map(target => row(old[0].lineage, target)), ['moved']),
        rename: old => add(`new-${items.length}`, old, old.map(one => row(`new-${items.length}`, one.target)), ['same']),
        merge: old => {
            const both = [...old, ...(left.length ? left.pop() : [])];
            add(old[0].lineage, both, [row(old[0].lineage, pick(TARGETS))], ['merged', ...(chance(0.5) ? ['wording'] : [])]);
        },
        split: old => {
            add(old[0].lineage, old, [row(old[0].lineage, pick(TARGETS))], ['split']);
            add(`new-${items.length}`, old, targetsOf(random).map(target => row(`new-${items.length}`, target)), ['split']);
        },
        removed: old => add(old[0].lineage, old, [], ['removed']),
    };
    while (left.length) {
        const old = left.pop();
        kinds[pick(Object.keys(kinds))](old);
        if (chance(0.3)) {
            add(`new-${items.length}`, [], targetsOf(random).map(target => row(`new-${items.length}`, target)), ['new']);
        }
    }
    return { older: older.flat(), newer, items };
}

/** Two editions: one form that goes on, one for vendors, and at times one given up or two made one. */
function library(random) {
    const [own, vendor, other] = [forms(random), forms(random), forms(random)];
    const fate = random.pick(['none', 'given up', 'joined']);
    const olderForms = [form('own', own.older), form('vendor', vendor.older, true)];
    const change = (olderForm, newerForm, items) => ({ older: 'a', newer: 'b', olderForm, newerForm, items });
    const changes = [change('own', 'own', own.items), change('vendor', 'vendor', vendor.items)];
    if (fate === 'given up') {
        olderForms.push(form('other', other.older));
        changes.push(change('other', null, other.older.map(one => (
            { lineage: one.lineage, relations: ['removed'], old: [one.key], new: [], pairs: [] }))));
    } else if (fate === 'joined') {
        olderForms.push(form('other', own.older));
        changes.push(change('other', 'own', own.items));
    }
    const editions = [edition('a', 2024, olderForms), edition('b', 2025, [form('own', own.newer), form('vendor', vendor.newer, true)])];
    return frozen({ version: 1, site: SITE, current: 'b', editions, changes });
}

/** The old rows that go on in a new one, counted anew. */
function olds(data, place) {
    return data.changes.filter(change => change.newerForm === place.form).flatMap(({ olderForm, items }) => {
        const item = items.find(other => other.new.includes(place.key));
        const j = item.new.indexOf(place.key);
        const paired = item.old.filter((_, i) => item.pairs.some(pair => pair[0] === i && pair[1] === j));
        const alone = item.old.filter((_, i) => !item.pairs.some(pair => pair[0] === i));
        return (paired.length ? paired : alone).map(key => ({ form: olderForm, key }));
    });
}

test('random editions lose nothing, ask what is merged, and carry the same twice', () => {
    const kinds = new Map();
    for (let seed = 1; seed <= 400; seed += 1) {
        const numbers = random(seed);
        const { pick, chance } = numbers;
        const data = library(numbers);
        let value = done(model.addVendor(done(model.addVendor(model.empty(SITE), 'A', 'va')), 'B', 'vb'));
        value = filled(data, 'a', () => (chance(0.7) ? { answer: pick(['yes', 'no', 'na']), date: '2024-05-05' } : null), value);
        value = filled(data, 'b', () => (chance(0.1) ? { answer: pick(['yes', 'no', 'na']) } : null), value);
        const result = frozen(model.carry(value, data, 'a', 'b'));

        const after = facts(result.value);
        facts(value).forEach((said, path) => assert.equal(after.get(path), said, `seed ${seed}: ${path}`));
        const again = model.carry(result.value, data, 'a', 'b');
        sameFacts(again.value, result.value);
        assert.deepEqual(again.entries, result.entries);

        const shown = new Set();
        for (const { list, place, from, updated } of result.entries) {
            kinds.set(list, (kinds.get(list) || 0) + 1);
            from.forEach(source => shown.add([place.vendor, source.form, source.key].join()));
            assert.ok(!updated);
            if (list === 'left') {
                continue;
            }
            const was = model.answersAt(value, place);
            const said = model.answersAt(result.value, place);
            const sources = olds(data, place).filter(source =>
                result.value.sheets.some(sheet => sheet.edition === 'a' && sheet.form === source.form && sheet.vendor === place.vendor));
            const isAnswered = ({ form: id, key }) => model.answersAt(value, { edition: 'a', form: id, vendor: place.vendor, key }).checks.length;
            assert.deepEqual(from.map(({ form: id, key }) => ({ form: id, key })), sources.filter(isAnswered));
            if (was.checks.length) {
                assert.deepEqual([list, said], ['kept', was]);
            } else if (!from.length) {
                assert.deepEqual([list, said.checks, said.carried], ['answer', [], null]);
            } else if (sources.length > 1) {
                assert.deepEqual([list, said.checks, said.carried.state], ['answer', [], 'again']);
                assert.deepEqual(said.carried.from, from);
            } else {
                assert.equal(model.answerOf(said), model.answerOf(from[0]));
                assert.deepEqual([list, said.checks[0].date], [said.carried.state, '']);
            }
        }
        const given = value.sheets.filter(sheet => sheet.edition === 'a');
        given.forEach(({ vendor, form: id, rows }) => Object.keys(rows).forEach(key =>
            assert.ok(shown.has([vendor, id, key].join()), `seed ${seed}: ${key} is not shown`)));
    }
    assert.deepEqual([...kinds.keys()].sort(), ['answer', 'carried', 'confirm', 'kept', 'left']);
});

test('relations say whether an answer still holds', () => {
    const expected = {
        same: 'carried', renumbered: 'carried', promoted: 'carried', demoted: 'carried', moved: 'carried',
        wording: 'confirm', unknown: 'confirm', split: 'confirm', merged: 'confirm',
    };
    for (const [relation, state] of Object.entries(expected)) {
        for (const target of ['server', 'all']) {
            const items = [{ lineage: 'x', relations: [relation], old: ['x-server'], new: [`x-${target}`], pairs: [[0, 0]] }];
            const changes = [{ older: 'a', newer: 'b', olderForm: 'own', newerForm: 'own', items }];
            const editions = [edition('a', 2024, [form('own', [row('x', 'server')])]), edition('b', 2025, [form('own', [row('x', target)])])];
            const data = frozen({ version: 1, site: SITE, current: 'b', editions, changes });
            const result = model.carry(filled(data, 'a', () => ({ answer: 'yes' })), data, 'a', 'b');
            assert.equal(result.entries[0].list, target === 'all' ? 'confirm' : state, relation);
        }
    }
});
