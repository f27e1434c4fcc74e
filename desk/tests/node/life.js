/*
 * Ten thousand lives of a set of answers, each a random sequence of what readers do, beside a plain reference: a list
 * of what was said where, kept without the model.
 *   node desk/tests/node/life.js [desk-data.js [n_sequences]]
 */
'use strict';

const path = require('node:path');
const { assert, model, SITE, NOW, deskData, frozen, random, facts, sorted } = require('./harness.js');

const data = deskData(path.join(__dirname, '../fixtures/desk-data.js'));
const N_SEQUENCES = Number(process.argv[3] || 10000);
const KEYS = {
    r5: ['security-patch-server', 'security-patch-network', 'access-rights-client', 'backup-recovery-organization'],
    r6: ['security-patch-server', 'security-patch-client', 'access-rights-server', 'backup-recovery-organization'],
    r7: ['security-patch-all', 'access-rights-all', 'two-factor-auth-all', 'backup-recovery-organization'],
};
const VENDOR_KEYS = { r5: 'security-patch-server', r6: 'security-patch-server', r7: 'security-patch-all' };
const DAYS = { r5: ['2023-04-01', '2024-02-29'], r6: ['2024-04-01', '2025-03-31'], r7: ['2025-04-01', '2026-03-31'] };

/** What is said, by path, with the state of a carried row set as the reader's own. */
const without = (said, test) => new Map([...said].filter(([at]) => !test(at)));
const rowPath = ({ edition, form, vendor, key }) => `/sheet/${edition}/${form}/${vendor}/rows/${key}`;
const under = at => other => other === at || other.startsWith(`${at}/`);

/** The part of a value a path belongs to, and the vendor it needs. */
function unitOf(at) {
    const parts = at.split('/');
    if (parts[1] === 'sheet') {
        return { id: `row/${parts.slice(2, 5).join('/')}/${parts[6]}`, vendor: parts[4] };
    }
    if (parts[1] === 'regulation') {
        return { id: parts.slice(1).join('/'), vendor: '' };
    }
    return { id: parts.slice(1, 3).join('/'), vendor: '' };
}

function live(seed) {
    const { below, pick, chance } = random(seed);
    let journal = model.begin(frozen(model.empty(SITE)));
    let said = new Map();
    const past = [];
    const future = [];
    const files = [];
    let n_vendors = 0;

    const vendors = () => journal.present.vendors.map(({ id }) => id);
    const aPlace = () => {
        const edition = pick(Object.keys(KEYS));
        const isVendor = vendors().length > 0 && chance(0.3);
        return isVendor
            ? { edition, form: 'vendor', vendor: pick(vendors()), key: VENDOR_KEYS[edition] }
            : { edition, form: 'medical', vendor: '', key: pick(KEYS[edition]) };
    };
    /** Takes over what the model gave, which must be what the reference says. */
    const settle = (value, expected) => {
        assert.deepEqual(sorted(facts(value)), sorted(expected));
        const isSame = model.canonical(sorted(expected)) === model.canonical(sorted(said));
        const next = model.commit(journal, frozen(value), '');
        if (isSame) {
            return;
        }
        past.push(said);
        future.length = 0;
        journal = next;
        said = expected;
    };
    const write = (expected, at, text) => (text === '' ? expected.delete(at) : expected.set(at, text));

    const acts = {
        check() {
            const place = aPlace();
            const round = below(2);
            const fields = {};
            if (chance(0.8)) fields.answer = pick(['', 'yes', 'no', 'na']);
            if (chance(0.5)) fields.date = pick(['', '2024-02-29', '2025-05-05']);
            if (chance(0.5)) fields.target = pick(['', ...DAYS[place.edition]]);
            const { value, problems } = model.setCheck(journal.present, data, place, round, fields);
            assert.deepEqual(problems, []);
            const expected = new Map(said);
            Object.entries(fields).forEach(([name, text]) => write(expected, `${rowPath(place)}/checks/${round}/${name}`, text));
            const state = `${rowPath(place)}/carried/state`;
            if (expected.has(state)) {
                expected.set(state, 'settled');
            }
            settle(value, expected);
        },
        refusedCheck() {
            const place = aPlace();
            const fields = pick([{ date: '2025-02-29' }, { target: '2027-01-01' }, { answer: '?' }, { target: '2022-12-31', answer: 'no' }]);
            const { value, problems } = model.setCheck(journal.present, data, place, 0, fields);
            assert.equal(value, journal.present);
            assert.equal(problems.length, 1);
        },
        texts() {
            const place = aPlace();
            const fields = { [pick(['memo', 'evidence', 'who', 'reason'])]: pick(['', '書庫', '=1', 'a\nb']) };
            const { value } = model.setTexts(journal.present, data, place, fields);
            const expected = new Map(said);
            Object.entries(fields).forEach(([name, text]) => write(expected, `${rowPath(place)}/${name}`, text));
            settle(value, expected);
        },
        clear() {
            const place = aPlace();
            settle(model.clearRow(journal.present, place).value, without(said, under(rowPath(place))));
        },
        profile() {
            const fields = pick([{ name: pick(['', '〇〇医院']) }, { facility: pick(['', 'clinic']) }, { computers: pick([null, 0, 5]) }]);
            const { value } = model.setProfile(journal.present, fields);
            const expected = new Map(said);
            Object.entries(fields).forEach(([name, text]) => write(expected, `/profile/${name}`, text === null ? '' : text));
            settle(value, expected);
        },
        regulation() {
            const id = pick(['system', 'wireless']);
            const choice = pick(['', ...data.regulation.questions.find(question => question.id === id).choices.map(one => one.id)]);
            const blank = pick(['director', 'clinic']);
            const name = pick(['', '〇〇医院']);
            const chosen = model.setChoice(journal.present, data, id, choice);
            const { value } = model.setName(chosen.value, data, blank, name);
            const expected = new Map(said);
            write(expected, `/regulation/choices/${id}`, choice);
            write(expected, `/regulation/names/${blank}`, name);
            settle(value, expected);
        },
        addVendor() {
            n_vendors += 1;
            const id = `v${n_vendors}`;
            const { value } = model.addVendor(journal.present, `第${n_vendors}社`, id);
            settle(value, new Map([...said, [`/vendor/${id}/name`, `第${n_vendors}社`]]));
        },
        renameVendor() {
            const id = pick(vendors());
            if (!id) return;
            n_vendors += 1;
            const { value } = model.renameVendor(journal.present, id, `第${n_vendors}社`);
            settle(value, new Map([...said, [`/vendor/${id}/name`, `第${n_vendors}社`]]));
        },
        removeVendor() {
            const id = pick(vendors());
            if (!id) return;
            const isGone = at => under(`/vendor/${id}`)(at) || unitOf(at).vendor === id;
            settle(model.removeVendor(journal.present, id).value, without(said, isGone));
        },
        undo() {
            journal = model.undo(journal);
            if (past.length) {
                future.push(said);
                said = past.pop();
            }
            assert.deepEqual(sorted(facts(journal.present)), sorted(said));
        },
        redo() {
            journal = model.redo(journal);
            if (future.length) {
                past.push(said);
                said = future.pop();
            }
            assert.deepEqual(sorted(facts(journal.present)), sorted(said));
        },
        export() {
            files.push({ text: model.exportFile(journal.present, data, NOW), said });
        },
        importAll() {
            const file = pick(files);
            if (!file) return;
            const { value } = model.importFile(file.text, SITE);
            assert.deepEqual(sorted(facts(value)), sorted(file.said));
            const choices = Object.fromEntries(model.difference(journal.present, value, data).map(({ id }) => [id, 'imported']));
            settle(model.merge(journal.present, value, choices), file.said);
        },
        importSome() {
            const file = pick(files);
            if (!file) return;
            const { value } = model.importFile(file.text, SITE);
            const differences = model.difference(journal.present, value, data);
            const choices = {};
            differences.forEach(({ id }) => {
                if (chance(0.7)) choices[id] = pick(['current', 'imported']);
            });
            const here = new Set([...said.keys()].map(at => unitOf(at).id));
            const side = id => choices[id] || (here.has(id) ? 'current' : 'imported');
            const expected = new Map();
            const take = (from, name) => from.forEach((text, at) => {
                if (side(unitOf(at).id) === name) expected.set(at, text);
            });
            take(said, 'current');
            take(file.said, 'imported');
            for (const at of [...expected.keys()]) {
                const { vendor } = unitOf(at);
                const name = `/vendor/${vendor}/name`;
                if (vendor && !expected.has(name)) expected.set(name, said.get(name) || file.said.get(name));
            }
            const changed = new Set([...expected].filter(([at, text]) => said.get(at) !== text).map(([at]) => unitOf(at).id));
            [...said.keys()].filter(at => !expected.has(at)).forEach(at => changed.add(unitOf(at).id));
            const shown = new Set(differences.map(({ id }) => id));
            changed.forEach(id => assert.ok(shown.has(id), `${id} changes unseen`));
            settle(model.merge(journal.present, value, choices), expected);
        },
        importDamaged() {
            const file = pick(files);
            if (!file) return;
            const at = below(file.text.length - 2);
            const damaged = pick([file.text.slice(0, at), file.text.replace('clinic', 'hospital').replace('"yes"', '"no"')]);
            if (damaged === file.text) return;
            const { value, message } = model.importFile(damaged, SITE);
            assert.equal(value, undefined);
            assert.match(message, /何も変えていません/);
        },
        changeEdition() {
            const [older, newer] = pick([['r5', 'r6'], ['r5', 'r7'], ['r6', 'r7']]);
            const before = journal.present;
            const { value, entries } = model.carry(before, data, older, newer);
            const after = facts(value);
            const replaced = new Set(entries.filter(entry => entry.updated).map(entry => rowPath(entry.place)));
            said.forEach((text, at) => {
                const isShown = [...replaced].some(row => under(row)(at));
                assert.ok(after.get(at) === text || isShown, `${at} changes unseen`);
            });
            after.forEach((text, at) => assert.ok(said.get(at) === text || at.startsWith(`/sheet/${newer}/`), at));
            const shown = new Set(entries.flatMap(({ place, from }) => from.map(({ edition, form, key }) =>
                rowPath({ edition, form, vendor: place.vendor, key }))));
            said.forEach((_, at) => {
                if (at.startsWith(`/sheet/${older}/`)) {
                    assert.ok([...shown].some(row => under(row)(at)), `${at} is not shown`);
                }
            });
            settle(value, after);
        },
    };
    const weights = { check: 6, texts: 3, export: 2, undo: 2, changeEdition: 2, importSome: 2 };
    const choice = Object.keys(acts).flatMap(name => Array(weights[name] || 1).fill(name));
    const done = [];
    try {
        for (let n_acts = 4 + below(12); n_acts; n_acts -= 1) {
            const name = pick(choice);
            done.push(name);
            acts[name]();
        }
    } catch (error) {
        throw new Error(`seed ${seed}: ${done.join(', ')}`, { cause: error });
    }
    return done;
}

const n_done = new Map();
for (let seed = 1; seed <= N_SEQUENCES; seed += 1) {
    live(seed).forEach(name => n_done.set(name, (n_done.get(name) || 0) + 1));
}
assert.equal(n_done.size, 16, 'everything readers do is done');
