/* Answers of the guide's own editions, carried over. */
'use strict';

const { assert, model, deskData, frozen, test, done, filled, facts, sameFacts, random } = require('./harness.js');

const data = deskData();
const at = (edition, form, key, vendor = '') => ({ edition, form, vendor, key });
const editionOf = id => data.editions.find(edition => edition.id === id);
const formOf = (edition, id) => editionOf(edition).forms.find(form => form.id === id);
const carriedOver = (value, older, newer) => {
    const result = model.carry(value, data, older, newer);
    assert.deepEqual(result.problems, []);
    return frozen(result);
};

test('the 18 rows of R6 and the one before them, in R7', () => {
    const answers = ['yes', 'no', 'na'];
    let n = 0;
    const r6 = filled(data, 'r6', (row, place) => {
        if (place.form !== 'medical') {
            return null;
        }
        n += 1;
        return { answer: answers[n % 3], date: '2024-06-01', target: n % 3 === 1 ? '2025-01-31' : '' };
    });
    assert.equal(n, 19);
    const { value, entries } = carriedOver(r6, 'r6', 'r7');
    const rows = formOf('r7', 'medical').rows;
    assert.deepEqual(entries.map(entry => entry.place.key), rows.map(row => row.key));

    const empty = rows.filter(row => !value.sheets[1].rows[row.key]).map(row => row.lineage);
    assert.deepEqual(empty, [
        'password-complexity', 'password-reuse', 'external-media', 'two-factor-auth', 'operational-rules',
    ]);

    const change = data.changes.find(other =>
        other.older === 'r6' && other.newer === 'r7' && other.newerForm === 'medical');
    for (const entry of entries) {
        const item = change.items.find(other => other.new.includes(entry.place.key));
        const said = model.answersAt(value, entry.place);
        const old = item.pairs.filter(pair => item.new[pair[1]] === entry.place.key).map(pair => item.old[pair[0]]);
        assert.deepEqual(entry.relations, item.relations);
        assert.deepEqual(entry.from.map(({ key }) => key), old);
        entry.from.forEach(({ edition, form, key, ...told }) => {
            assert.deepEqual({ ...told, carried: null }, model.answersAt(r6, at(edition, form, key)));
        });
        if (item.relations.includes('new')) {
            assert.deepEqual([entry.list, entry.message], ['answer', '新しい項目です。']);
        } else if (old.length > 1) {
            assert.deepEqual([entry.list, said.carried.state, model.answerOf(said)], ['answer', 'again', '']);
            assert.equal(said.carried.from.length, old.length);
        } else {
            assert.equal(model.answerOf(said), model.answerOf(model.answersAt(r6, at('r6', 'medical', old[0]))));
            assert.deepEqual(said.checks.map(({ date, target }) => date + target), ['']);
            const doubtful = item.relations.some(relation => ['wording', 'unknown'].includes(relation));
            assert.equal(entry.list, doubtful ? 'confirm' : 'carried');
        }
    }
    const lists = entries.map(entry => entry.list);
    const counted = ['carried', 'confirm', 'answer'].map(list => lists.filter(other => other === list).length);
    assert.deepEqual(counted, [11, 1, 8]);
    const sources = entries.filter(entry => entry.from.length > 1).map(({ place, from }) => [place.key, from.length]);
    assert.deepEqual(sources, [['access-rights-all', 2], ['account-cleanup-all', 2], ['security-patch-all', 3]]);
});

test('between any two editions nothing is lost, and carrying again changes nothing', () => {
    const { pick, chance } = random(5);
    for (const [older, newer] of [['r5', 'r6'], ['r5', 'r7'], ['r6', 'r7']]) {
        for (let round = 0; round < 20; round += 1) {
            let value = model.empty('jissen');
            value = done(model.addVendor(value, 'A社', 'va'));
            value = done(model.addVendor(value, 'B社', 'vb'));
            value = filled(data, older, () => (chance(0.8) ? { answer: pick(['yes', 'no', 'na']) } : null), value);
            const result = carriedOver(value, older, newer);
            const after = facts(result.value);
            facts(value).forEach((said, path) => assert.equal(after.get(path), said));
            const shown = result.entries.flatMap(entry => entry.from.map(({ form, key }) => [entry.place.vendor, form, key].join()));
            const given = value.sheets.flatMap(({ vendor, form, rows }) => Object.keys(rows).map(key => [vendor, form, key].join()));
            assert.deepEqual([...new Set(shown)].sort(), given.sort());
            const again = carriedOver(result.value, older, newer);
            sameFacts(again.value, result.value);
            assert.deepEqual(again.entries, result.entries);
            assert.deepEqual(carriedOver(value, older, newer), result);
        }
    }
});

test('over two steps the answers of R5 arrive in R7 too', () => {
    const r5 = filled(data, 'r5', (row, { form }) => (form === 'medical' ? { answer: 'yes' } : null));
    const r6 = carriedOver(r5, 'r5', 'r6').value;
    const r7 = carriedOver(r6, 'r6', 'r7').value;
    assert.equal(model.answerOf(model.answersAt(r7, at('r7', 'medical', 'backup-recovery-organization'))), 'yes');
    const merged = model.answersAt(r7, at('r7', 'medical', 'security-patch-all'));
    assert.deepEqual(merged.carried.from.map(({ edition }) => edition), ['r6', 'r6', 'r6']);
});

test('what was answered in the newer edition stays, and is said', () => {
    const key = 'backup-recovery-organization';
    let value = filled(data, 'r6', (row, { form }) => (form === 'medical' ? { answer: 'yes' } : null));
    value = done(model.setCheck(value, data, at('r7', 'medical', key), 0, { answer: 'no', target: '2026-01-31' }));
    const { value: carried, entries } = carriedOver(value, 'r6', 'r7');
    assert.equal(model.answerOf(model.answersAt(carried, at('r7', 'medical', key))), 'no');
    const entry = entries.find(other => other.place.key === key);
    assert.deepEqual([entry.list, entry.updated, entry.from.length], ['kept', false, 1]);
});

test('a carried answer follows the older one until it is touched', () => {
    const key = 'backup-recovery-organization';
    const [old, place] = [at('r6', 'medical', key), at('r7', 'medical', key)];
    const carried = carriedOver(done(model.setCheck(model.empty('jissen'), data, old, 0, { answer: 'yes' })), 'r6', 'r7');
    const changed = done(model.setCheck(carried.value, data, old, 0, { answer: 'no' }));
    const again = carriedOver(changed, 'r6', 'r7');
    assert.equal(model.answerOf(model.answersAt(again.value, place)), 'no');
    assert.deepEqual(again.entries.filter(entry => entry.updated).map(entry => entry.place.key), [key]);

    const memo = done(model.setTexts(carried.value, data, place, { memo: '書庫' }));
    const late = carriedOver(done(model.setCheck(memo, data, old, 0, { answer: 'no' })), 'r6', 'r7');
    assert.equal(model.answerOf(model.answersAt(late.value, place)), 'yes');
    assert.equal(late.entries.find(entry => entry.place.key === key).list, 'kept');
});

test('an edition without rows is not carried into', () => {
    const value = filled(data, 'r6', () => ({ answer: 'yes' }));
    const result = model.carry(value, data, 'r6', 'r8');
    assert.equal(result.value, value);
    assert.equal(result.problems.length, 1);
});
