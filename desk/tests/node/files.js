/* Files: what is written comes back, what is not ours is refused, and nothing is taken without being shown. */
'use strict';

const path = require('node:path');
const Ajv = require('../../../tests/node_modules/ajv/dist/2020.js');
const schema = require('../../answers.schema.json');
const { assert, model, SITE, NOW, deskData, frozen, random, test, done, filled, facts, sameFacts } = require('./harness.js');

const data = deskData(path.join(__dirname, '../fixtures/desk-data.js'));
const isValid = new Ajv({ allErrors: true }).compile(schema);
const clone = value => JSON.parse(JSON.stringify(value));

/** A file with these contents and a checksum that fits. */
function signed(file) {
    const { checksum, ...others } = file;
    return JSON.stringify({ ...others, checksum: `sha256-${model.sha256(model.canonical(others))}` });
}

/** Answers of all kinds, in two editions and for two vendors. */
function full(seed = 1) {
    const { pick, chance } = random(seed);
    let value = done(model.setProfile(model.empty(SITE), { name: '〇〇医院', facility: 'clinic', system: 'cloud', computers: 3 }));
    value = done(model.addVendor(value, 'A社', 'va'));
    value = done(model.addVendor(value, 'B社', 'vb'));
    const check = () => (chance(0.8) ? { answer: pick(['yes', 'no', 'na']), date: '2025-03-03' } : null);
    value = frozen(model.carry(filled(data, 'r6', check, value), data, 'r6', 'r7').value);
    for (const row of data.editions[2].forms[0].rows) {
        const place = { edition: 'r7', form: 'medical', vendor: '', key: row.key };
        const texts = { memo: pick(['', '書庫\n二段目', '"引用"、\\、😀']), evidence: pick(['', '台帳']), who: pick(['', '佐藤']), reason: pick(['', '理由']) };
        value = chance(0.5) ? done(model.setTexts(value, data, place, texts)) : value;
        value = chance(0.5) ? done(model.setCheck(value, data, place, 1, { answer: 'no', target: '2026-01-31' })) : value;
    }
    for (const { id, choices } of data.regulation.questions) {
        value = chance(0.7) ? done(model.setChoice(value, data, id, pick(choices).id)) : value;
    }
    for (const { id } of data.regulation.variables) {
        value = chance(0.4) ? done(model.setName(value, data, id, pick(['院長　〇〇', '<b>"&</b>', '😀']))) : value;
    }
    return value;
}

const read = text => model.importFile(text, SITE);
const FILE = model.exportFile(full(), data, NOW);

function refused(text, message) {
    const result = read(text);
    assert.equal(result.value, undefined, `not refused: ${String(text).slice(0, 200)}`);
    assert.match(result.message, /何も変えていません/);
    assert.match(result.message, message || /./);
}

test('a file gives back what was exported, and follows the schema', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
        const value = full(seed);
        const text = model.exportFile(value, data, NOW);
        const { value: again } = read(text);
        assert.deepEqual({ ...again, saved: '' }, { ...clone(value), saved: '' });
        assert.equal(again.saved, NOW);
        assert.ok(isValid(JSON.parse(text)), JSON.stringify(isValid.errors));
        assert.equal(model.exportFile(again, data, NOW), text);
    }
    const { value: none } = read(model.exportFile(model.empty(SITE), data, NOW));
    assert.deepEqual(none, { ...model.empty(SITE), saved: NOW });
    assert.ok(isValid(JSON.parse(model.exportFile(model.empty(SITE), data, NOW))));
});

test('mail and editors may change spaces and line ends', () => {
    for (const text of [FILE.replace(/\n/g, '\r\n'), `\ufeff${FILE}`, JSON.stringify(JSON.parse(FILE)), `${FILE}\n\n`]) {
        assert.deepEqual(read(text), read(FILE));
    }
});

test('Japanese stands beside the ids', () => {
    const sheet = JSON.parse(FILE).sheets.find(({ edition, form, vendor }) => edition === 'r7' && form === 'vendor' && vendor === 'vb');
    assert.equal(sheet.readable, '令和7年度版 事業者確認用（B社）');
    assert.match(sheet.rows['security-patch-all'].readable, /^2-⑥ セキュリティパッチ：/);
    const { regulation } = JSON.parse(model.exportFile(
        done(model.setName(done(model.setChoice(model.empty(SITE), data, 'system', 'cloud')), data, 'director', '院長　〇〇')), data, NOW));
    assert.equal(regulation.readable, '電子カルテやレセコンのデータは、おもにどこにありますか。クラウド型だけ／院長の氏名：院長　〇〇');
    assert.ok(!JSON.stringify(read(FILE).value).includes('readable'));
});

test('two hundred damaged files are refused', () => {
    const { below, pick, chance } = random(77);
    const before = model.canonical(full());
    const solid = [...FILE].flatMap((character, i) => (/\s/.test(character) ? [] : [i]));
    const characters = [...FILE];
    let n = 0;
    while (n < 60) {
        refused(characters.slice(0, below(solid[solid.length - 1])).join(''));
        n += 1;
    }
    while (n < 150) {
        const at = pick(solid);
        const other = pick([...'0123456789abcxyz"{}[],:あ\u0000'].filter(character => character !== characters[at]));
        const damaged = [...characters];
        damaged.splice(at, pick([0, 1, 1, 1, 30]), ...(chance(0.8) ? [other] : []));
        if (damaged.join('') === FILE || damaged.join('').trim() === FILE.trim()) {
            continue;
        }
        refused(damaged.join(''));
        n += 1;
    }
    while (n < 200) {
        const file = JSON.parse(FILE);
        const sheet = pick(file.sheets);
        const key = pick(Object.keys(sheet.rows));
        pick([
            () => delete sheet.rows[key],
            () => { sheet.rows[key].memo = '書き換え'; },
            () => { sheet.vendor = sheet.vendor === 'va' ? 'vb' : 'va'; },
            () => { file.profile.name = '別の医院'; },
            () => { file.checksum = file.checksum.replace(/.$/, last => (last === '0' ? '1' : '0')); },
            () => delete file.checksum,
            () => { file.added = 1; },
        ])();
        refused(JSON.stringify(file), /保存したときと違います/);
        n += 1;
    }
    assert.equal(model.canonical(full()), before);
});

test('what is not a file of ours is refused, with the reason', () => {
    const nested = `{"format":"jissen-answers","version":1,"minor":0,"x":${'['.repeat(100000)}${']'.repeat(100000)}}`;
    const change = changes => signed({ ...JSON.parse(FILE), ...changes });
    refused('', /空/);
    refused(null, /空/);
    refused(undefined, /空/);
    refused(' \n', /空/);
    refused('こんにちは', /答えのファイルではありません/);
    refused('{"a":1}', /答えのファイルではありません/);
    refused('[]', /答えのファイルではありません/);
    refused('null', /答えのファイルではありません/);
    refused('"jissen-answers"', /答えのファイルではありません/);
    refused(FILE.slice(0, 5000), /途中で切れているか、壊れています/);
    refused(`${FILE}${' '.repeat(model.LIMITS.file)}`, /大きすぎます/);
    refused(nested, /壊れて/);
    refused(change({ version: 2 }), /新しい手引き/);
    refused(change({ version: 2, sheets: 'another shape', checksum: undefined }), /新しい手引き/);
    refused(change({ version: 0 }), /壊れて/);
    refused(change({ version: '1' }), /壊れて/);
    refused(change({ minor: -1 }), /壊れて/);
    refused(change({ site: 'another' }), /別の手引き/);
    refused(change({ format: 'other' }), /答えのファイルではありません/);
});

test('names that reach behind objects are refused', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
        for (const text of [
            FILE.replace('"profile": {', `"profile": { "${name}": {"polluted": true},`),
            FILE.replace('"rows": {', `"rows": { "${name}": {"memo": "x"},`),
            FILE.replace('{', `{ "${name}": {"polluted": true},`),
        ]) {
            const { checksum, ...others } = JSON.parse(text);
            const sum = `sha256-${model.sha256(model.canonical(others))}`;
            refused(text.replace(/sha256-[0-9a-f]{64}/, sum), /壊れて/);
        }
    }
    assert.equal({}.polluted, undefined);
});

test('the schema and the program refuse the same', () => {
    const { pick, below } = random(9);
    const strange = [undefined, null, '', 'x', 'あ'.repeat(2001), 0, -1, 1.5, true, [], {}, [[]], '2025-02-03', ['x'], { x: 1 }, 'yes', 'A'];
    let n_refused = 0;
    for (let n = 0; n < 700; n += 1) {
        const file = JSON.parse(FILE);
        let [object, name] = [file, pick(['profile', 'vendors', 'regulation', 'sheets', 'sheets', 'sheets', 'sheets'])];
        for (let depth = below(6); depth && object[name] && typeof object[name] === 'object'; depth -= 1) {
            const names = Object.keys(object[name]).filter(other => other !== 'readable');
            if (!names.length) {
                break;
            }
            [object, name] = [object[name], pick(names)];
        }
        if (Array.isArray(object)) {
            object[name] = clone(pick(strange.slice(1)));
        } else {
            object[name] = pick(strange);
        }
        const text = signed(clone(file));
        const schemaHolds = isValid(JSON.parse(text));
        const { value, message } = read(text);
        const isCrossing = message && schemaHolds && ['vendor', 'vendors', 'id', 'edition', 'form'].includes(name);
        const isEmptyObject = object === file && file[name] === undefined;
        assert.ok(isCrossing || isEmptyObject || schemaHolds === Boolean(value) || Array.isArray(object),
            `${name}: ${JSON.stringify(object[name])} ${message} ${JSON.stringify(isValid.errors)}`);
        n_refused += value ? 0 : 1;
    }
    assert.ok(n_refused > 200, String(n_refused));
});

test('fields a newer minor version added are kept', () => {
    const file = JSON.parse(FILE);
    const [sheet] = file.sheets;
    const key = Object.keys(sheet.rows)[0];
    file.minor = 3;
    file.theme = { dark: true };
    file.profile.beds = 0;
    file.regulation.seal = { place: '金庫' };
    file.vendors[0].phone = '03';
    sheet.signed = '佐藤';
    sheet.rows[key].stars = [5];
    sheet.rows[key].checks = [{ answer: 'yes', date: '', target: '', place: '受付' }];
    const { value } = read(signed(file));
    const again = JSON.parse(model.exportFile(value, data, NOW));
    assert.deepEqual([again.minor, again.theme, again.profile.beds, again.vendors[0].phone], [3, { dark: true }, 0, '03']);
    assert.deepEqual(again.regulation.seal, { place: '金庫' });
    sameFacts(model.merge(model.empty(SITE), value, {}), value);
    assert.deepEqual([again.sheets[0].signed, again.sheets[0].rows[key].stars], ['佐藤', [5]]);
    const place = { ...sheet, key };
    const edited = done(model.setCheck(frozen(value), data, place, 0, { date: '2025-05-05' }));
    assert.deepEqual(model.answersAt(edited, place).checks[0], { answer: 'yes', date: '2025-05-05', target: '', place: '受付' });
    assert.ok(isValid(again));
});

test('fields an older minor version lacks are filled in', () => {
    const bare = { format: 'jissen-answers', version: 1, minor: 0, site: SITE, saved: NOW, sheets: [
        { edition: 'r7', form: 'medical', rows: { 'security-patch-all': { checks: [{ answer: 'yes' }] }, 'password-reuse-all': {} } },
    ] };
    const { value } = read(signed(bare));
    const rows = { 'security-patch-all': {
        checks: [{ answer: 'yes', date: '', target: '' }], reason: '', memo: '', evidence: '', who: '', carried: null } };
    assert.deepEqual(value, { ...model.empty(SITE), saved: NOW, sheets: [{ edition: 'r7', form: 'medical', vendor: '', rows }] });
});

test('a file of minor version 0 opens, without a regulation', () => {
    const { regulation, checksum, ...older } = { ...JSON.parse(FILE), minor: 0 };
    const { value } = read(signed(older));
    assert.deepEqual([value.minor, value.regulation], [1, { choices: {}, names: {} }]);
    assert.deepEqual(value.sheets, read(FILE).value.sheets);
});

test('rows, questions and editions this guide does not know are kept', () => {
    const file = JSON.parse(FILE);
    file.regulation.choices['unheard-of'] = 'maybe';
    file.regulation.names['unheard-of'] = '残る';
    file.sheets.push({ ...clone(file.sheets[0]), edition: 'r9' });
    file.sheets[0].rows['unheard-of-all'] = { memo: '残る' };
    const { value } = read(signed(file));
    assert.deepEqual(read(model.exportFile(value, data, NOW)).value, value);
    assert.ok(model.toCsv(value, data).includes('残る'));
    assert.ok(model.toCsv(value, data).includes('r9'));
});

test('the difference is complete, and each part can be chosen', () => {
    for (let seed = 1; seed <= 30; seed += 1) {
        const { chance } = random(seed);
        let [current, imported] = [full(seed), full(seed + 100)];
        imported = done(model.renameVendor(imported, 'vb', 'C社'));
        imported = chance(0.5) ? done({ ...model.removeVendor(imported, 'va') }) : imported;
        const differences = model.difference(current, imported, data);
        const all = side => Object.fromEntries(differences.map(({ id }) => [id, side]));
        sameFacts(model.merge(current, imported, all('current')), current);
        sameFacts(model.merge(current, imported, all('imported')), imported);
        assert.deepEqual(model.difference(current, model.merge(current, imported, all('current')), data), []);
        assert.deepEqual(model.difference(current, current, data), []);

        const byDefault = facts(model.merge(current, imported, {}));
        facts(current).forEach((said, at) => assert.equal(byDefault.get(at), said));
        for (const { id, kind, label, before, after } of differences) {
            assert.ok(label && !/undefined|null/.test(label + before + after), id);
            assert.ok(kind === 'added' ? !before && after : kind === 'missing' ? before && !after : before !== after, id);
            const one = model.merge(current, imported, { ...all('current'), [id]: 'imported' });
            const changed = model.difference(current, one, data).map(other => other.id);
            assert.deepEqual(changed.filter(other => !other.startsWith('vendor/')), id.startsWith('vendor/') ? [] : [id]);
        }
    }
});

test('differences are said in Japanese, in printed order', () => {
    const place = { edition: 'r7', form: 'medical', vendor: '', key: 'two-factor-auth-all' };
    let imported = done(model.setCheck(model.empty(SITE), data, place, 0, { answer: 'no', date: '2025-05-01', target: '2025-10-01' }));
    imported = done(model.setTexts(imported, data, { ...place, key: 'password-reuse-all' }, { memo: '掲示' }));
    imported = done(model.setProfile(imported, { facility: 'clinic' }));
    imported = done(model.setName(imported, data, 'director', '院長　〇〇'));
    imported = done(model.setChoice(imported, data, 'wireless', 'used'));
    const current = done(model.setTexts(model.empty(SITE), data, { ...place, key: 'password-reuse-all' }, { memo: '回覧' }));
    assert.deepEqual(model.difference(current, imported, data).map(({ id, ...said }) => said), [
        { kind: 'added', sheet: '', label: '施設の種類', before: '', after: '診療所' },
        { kind: 'changed', sheet: '令和7年度版 医療機関確認用', label: '令和7年度版 医療機関確認用 2-⑧ パスワード使い回し禁止', before: 'メモ：回覧', after: 'メモ：掲示' },
        { kind: 'added', sheet: '令和7年度版 医療機関確認用', label: '令和7年度版 医療機関確認用 2-⑩ 二要素認証', before: '', after: '1回目：いいえ（確認日 2025-05-01、目標日 2025-10-01）' },
        { kind: 'added', sheet: '', label: '規程：診療に使う機器を、無線LANにつなぎますか。', before: '', after: 'つなぐ' },
        { kind: 'added', sheet: '', label: '規程：院長の氏名', before: '', after: '院長　〇〇' },
    ]);
});

test('vendors of one name are one, those of one id too', () => {
    const place = (key, vendor) => ({ edition: 'r7', form: 'vendor', vendor, key });
    const add = (id, key) => {
        const value = done(model.addVendor(model.empty(SITE), 'A社', id));
        return done(model.setCheck(value, data, place(key, id), 0, { answer: 'yes' }));
    };
    const [current, imported] = [add('va', 'security-patch-all'), add('vz', 'password-reuse-all')];
    const merged = model.merge(current, imported, {});
    assert.deepEqual(merged.vendors, [{ id: 'va', name: 'A社' }]);
    assert.deepEqual(Object.keys(merged.sheets[0].rows), ['security-patch-all', 'password-reuse-all']);
    const renamed = done(model.renameVendor(current, 'va', 'B社'));
    assert.deepEqual(model.difference(current, renamed, data).map(({ kind, before, after }) => [kind, before, after]), [['changed', 'A社', 'B社']]);
    const swapped = done(model.addVendor(done(model.renameVendor(current, 'va', 'B社')), 'A社', 'vz'));
    const both = model.merge(current, swapped, {});
    assert.deepEqual(both.vendors.map(({ id }) => id), ['va', 'vz']);
    assert.deepEqual(both.sheets.map(({ vendor }) => vendor), ['va']);
});

test('whatever filling in and merging make can be read again', () => {
    const crowd = letter => {
        let value = model.empty(SITE);
        for (let n = 0; n < model.LIMITS.vendors; n += 1) {
            value = model.addVendor(value, `${letter}${n}`, `v${letter}${n}`).value;
            const place = { edition: 'r7', form: 'vendor', vendor: `v${letter}${n}`, key: 'security-patch-all' };
            value = model.setTexts(value, data, place, { memo: '😀'.repeat(model.LIMITS.memo), evidence: '\\'.repeat(model.LIMITS.evidence) }).value;
        }
        assert.equal(model.addVendor(value, 'もう1社').value, value);
        return value;
    };
    const both = model.merge(crowd('a'), crowd('b'), {});
    assert.equal(both.vendors.length, 200);
    sameFacts(read(model.exportFile(both, data, NOW)).value, both);
});

test('answers of a vendor bring the vendor along', () => {
    const imported = full();
    const choices = Object.fromEntries(model.difference(model.empty(SITE), imported, data).map(({ id }) => [id, 'current']));
    const [row] = Object.keys(choices).filter(id => id.startsWith('row/r7/vendor/va/'));
    const merged = model.merge(model.empty(SITE), imported, { ...choices, [row]: 'imported' });
    assert.deepEqual(merged.vendors, [{ id: 'va', name: 'A社' }]);
    assert.ok(read(model.exportFile(merged, data, NOW)).value);
});
