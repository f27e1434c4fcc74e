/* Filling in: what is kept, refused, counted and said. */
'use strict';

const nodeCrypto = require('node:crypto');
const { assert, model, SITE, NOW, deskData, frozen, test, done, filled } = require('./harness.js');

const data = deskData(require('node:path').join(__dirname, '../fixtures/desk-data.js'));
const empty = frozen(model.empty(SITE));
const at = (key, form = 'medical', vendor = '', edition = 'r7') => ({ edition, form, vendor, key });
const own = { edition: 'r7', form: 'medical', vendor: '' };
const PATCH = at('security-patch-all');
const set = (value, place, fields, round = 0) => done(model.setCheck(value, data, place, round, fields));
const messages = ({ problems }) => problems.map(({ message }) => message);

test('days are real', () => {
    for (const date of ['2024-02-29', '2000-02-29', '2025-12-31', '1900-01-01']) {
        assert.ok(model.isDate(date), date);
    }
    for (const date of ['2025-02-29', '1900-02-29', '2100-02-29', '2025-04-31', '2025-13-01', '2025-00-10', '2025-01-00',
        '2025-1-1', '2025/01/01', '0202-01-01', '', ' 2025-01-01', '2025-01-01\n', '２０２５-01-01']) {
        assert.ok(!model.isDate(date), date);
    }
});

test('a check keeps what it is given, field by field', () => {
    let value = set(empty, PATCH, { answer: 'no' });
    value = set(value, PATCH, { date: '2025-05-01', target: '2025-10-01' });
    value = set(value, PATCH, { answer: 'yes', date: '2025-09-30' }, 1);
    assert.deepEqual(model.answersAt(value, PATCH).checks, [
        { answer: 'no', date: '2025-05-01', target: '2025-10-01' },
        { answer: 'yes', date: '2025-09-30', target: '' },
    ]);
    assert.equal(model.answerOf(model.answersAt(value, PATCH)), 'yes');
    value = set(value, PATCH, { answer: '', date: '' }, 1);
    assert.equal(model.answersAt(value, PATCH).checks.length, 1);
    value = set(value, PATCH, { answer: '', date: '', target: '' });
    assert.deepEqual(value, empty);
    assert.deepEqual(model.setCheck(empty, data, PATCH, 3, { answer: 'yes' }).value, empty);
});

test('a target lies inside the fiscal year of the edition', () => {
    for (const target of ['2025-04-01', '2026-03-31', '2026-02-28']) {
        set(empty, PATCH, { answer: 'no', target });
    }
    for (const target of ['2025-03-31', '2026-04-01', '2026-02-29']) {
        const result = model.setCheck(empty, data, PATCH, 0, { answer: 'no', target });
        assert.equal(result.value, empty);
        assert.deepEqual(result.problems.map(({ field }) => field), ['target']);
    }
    const leap = at('security-patch-server', 'medical', '', 'r5');
    set(empty, leap, { answer: 'no', target: '2024-02-29' });
    const outside = model.setCheck(empty, data, PATCH, 0, { target: '2026-04-01' });
    assert.deepEqual(messages(outside), ['目標日は、令和7年度中の日（2025年4月1日から2026年3月31日まで）にしてください。']);
    assert.deepEqual(messages(model.setCheck(empty, data, PATCH, 0, { date: '2025-02-29' })), ['確認日が、暦にない日です。']);
    assert.equal(model.setCheck(empty, data, PATCH, 0, { answer: 'maybe' }).value, empty);
});

test('nothing is written where there is no row', () => {
    for (const place of [at('nothing-all'), at('constructor'), at('__proto__'), at('security-patch-all', 'vendor', 'v1'),
        at('security-patch-all', 'medical', 'v1'), at('security-patch-all', 'medical', '', 'r8')]) {
        const result = model.setCheck(empty, data, place, 0, { answer: 'yes' });
        assert.equal(result.value, empty);
        assert.equal(result.problems.length, 1, JSON.stringify(place));
        assert.deepEqual(model.answersAt(empty, place).checks, []);
        assert.equal(model.setTexts(empty, data, place, { memo: 'x' }).value, empty);
    }
});

test('texts are cleaned, and refused when they are too long', () => {
    const memo = 'a\r\nb\rc\u0000\u2028\ud800d\t😀';
    const value = done(model.setTexts(empty, data, PATCH, { memo, who: '佐藤' }));
    assert.equal(model.answersAt(value, PATCH).memo, 'a\nb\nc\ufffdd\t😀');
    assert.equal(done(model.setTexts(empty, data, PATCH, { memo: '😀'.repeat(2000) })).sheets.length, 1);
    const long = model.setTexts(value, data, PATCH, { memo: 'あ'.repeat(2001) });
    assert.equal(long.value, value);
    assert.deepEqual(messages(long), ['メモは2000文字までです。']);
    assert.deepEqual(done(model.setTexts(value, data, PATCH, { memo: '', who: '' })), empty);
    assert.deepEqual(done(model.clearRow(value, PATCH)), empty);
});

test('what is missing is said', () => {
    const said = (value, today) => model.problems(value, data, PATCH, today).map(({ message }) => message);
    assert.deepEqual(said(empty), []);
    assert.deepEqual(said(set(empty, PATCH, { answer: 'na', date: '2025-05-01' })), ['対象外にした理由を書いてください。']);
    assert.deepEqual(said(set(empty, PATCH, { answer: 'no' })),
        ['「いいえ」のときは、令和7年度中の目標日を書いてください。', '確認日を書いてください。']);
    assert.deepEqual(said(set(empty, PATCH, { answer: 'no', date: '2025-06-01', target: '2025-05-01' })),
        ['目標日が、確認日より前です。']);
    assert.deepEqual(said(set(empty, PATCH, { answer: 'no', date: '2026-04-01' })), [], 'no day of the year is left');
    assert.deepEqual(said(set(empty, PATCH, { answer: 'no', date: '2026-04-01', target: '2026-03-31' })), []);
    const twice = set(set(empty, PATCH, { answer: 'no', date: '2025-06-01', target: '2025-07-01' }), PATCH,
        { answer: 'yes', date: '2025-05-01' }, 1);
    assert.deepEqual(said(twice), ['2回目の確認日が、1回目より前です。']);
    assert.deepEqual(said(set(empty, PATCH, { answer: 'yes', date: '2025-06-01' }), '2025-05-31'), ['確認日が、今日より後です。']);
});

test('the regulation takes only what its template asks', () => {
    let value = done(model.setChoice(empty, data, 'wireless', 'used'));
    value = done(model.setName(value, data, 'director', ' 院長\n〇〇 '));
    assert.deepEqual(value.regulation, { choices: { wireless: 'used' }, names: { director: '院長 〇〇' } });
    const refusals = [
        model.setChoice(value, data, 'wireless', 'maybe'),
        model.setChoice(value, data, 'constructor', 'used'),
        model.setName(value, data, '__proto__', 'x'),
        model.setName(value, data, 'unheard-of', 'x'),
        model.setName(value, data, 'director', 'あ'.repeat(model.LIMITS.blank + 1)),
    ];
    for (const { value: same, problems } of refusals) {
        assert.equal(same, value);
        assert.equal(problems.length, 1);
    }
    assert.match(refusals[4].problems[0].message, /^院長の氏名は200文字まで/);
    value = done(model.setName(done(model.setChoice(value, data, 'wireless', '')), data, 'director', ' '));
    assert.deepEqual(value, empty);
});

test('a profile takes only what is possible', () => {
    const profile = { name: '〇〇 医院\n', facility: 'clinic', system: 'cloud', vendorContract: 'contracted', computers: 3 };
    const value = done(model.setProfile(empty, profile));
    assert.deepEqual(value.profile, { ...profile, name: '〇〇 医院' });
    for (const fields of [{ computers: -1 }, { computers: 1.5 }, { computers: '3' }, { facility: 'school' }, { name: 'あ'.repeat(201) }]) {
        const result = model.setProfile(value, fields);
        assert.equal(result.value, value);
        assert.equal(result.problems.length, 1);
    }
    assert.deepEqual(done(model.setProfile(value, { computers: null })).profile.computers, null);
});

test('each vendor has a sheet of its own, and takes it along', () => {
    let value = done(model.addVendor(empty, ' A社 ', 'va'));
    value = done(model.addVendor(value, 'B社', 'vb'));
    for (const [name, id] of [['A社', 'vc'], ['', 'vc'], ['C社', 'va'], ['あ'.repeat(201), 'vc'], ['C社', '__proto__']]) {
        assert.equal(model.addVendor(value, name, id).value, value);
    }
    value = set(value, at('security-patch-all', 'vendor', 'va'), { answer: 'yes' });
    value = set(value, at('security-patch-all', 'vendor', 'vb'), { answer: 'no' });
    assert.deepEqual(value.sheets.map(sheet => model.sheetTitle(value, data, sheet)),
        ['令和7年度版 事業者確認用（A社）', '令和7年度版 事業者確認用（B社）']);
    assert.equal(model.renameVendor(value, 'va', 'B社').value, value);
    assert.equal(done(model.renameVendor(value, 'va', 'A株式会社')).vendors[0].name, 'A株式会社');
    const journal = model.begin(value);
    const removed = model.removeVendor(value, 'va');
    assert.deepEqual([removed.rows, removed.value.sheets.length, removed.value.vendors.length], [1, 1, 1]);
    assert.equal(model.undo(model.commit(journal, removed.value, '事業者を消す')).present, value);
    assert.match(model.newVendorId(), /^v[0-9a-f]{12}$/);
});

test('what does not apply says why', () => {
    const reason = (place, fields, value = empty) => {
        const { applies, reason: why, advice } = model.standing(done(model.setProfile(value, fields)), data, place);
        assert.equal(applies, !why);
        return why || advice;
    };
    const mds = at('mds-sds-all');
    assert.equal(reason(mds, {}), '');
    assert.equal(reason(mds, { vendorContract: 'uncontracted' }), '事業者と契約していないので、記入しなくてよい行です。');
    assert.equal(reason(PATCH, { vendorContract: 'uncontracted' }), '');
    assert.equal(reason(PATCH, { facility: 'pharmacy' }), '薬局が書く様式ではありません。');
    assert.equal(reason(at('security-patch-all', 'pharmacy'), { facility: 'pharmacy' }), '');
    assert.equal(reason(at('unneeded-services-client'), { computers: 0 }), '端末PCが0台なので、当てはまりません。');
    assert.equal(reason(at('access-log-server'), { system: 'cloud' }), 'クラウド型では、サーバの側を事業者に聞いて答えます。');
    assert.equal(reason(at('cyber-bcp-organization', 'medical', '', 'r5'), {}), 'この年度では参考項目です。');
    const gate = at('system-presence-organization');
    const shut = set(empty, gate, { answer: 'no' });
    assert.equal(reason(PATCH, {}, shut), '「医療情報システムを導入または運用している。」が「いいえ」なので、記入しなくてよい行です。');
    assert.equal(reason(gate, {}, shut), '');
});

test('progress counts what applies', () => {
    let value = done(model.setProfile(empty, { vendorContract: 'uncontracted' }));
    value = set(value, PATCH, { answer: 'no', target: '2025-06-30' });
    value = set(value, at('password-reuse-all'), { answer: 'yes' });
    value = set(value, at('mds-sds-all'), { answer: 'yes' });
    const progress = model.progress(value, data, own, '2025-07-01');
    const open = { rows: 20, applicable: 18, answered: 2, yes: 1, no: 1, na: 0, open: 16, overdue: 1, confirm: 0, again: 0 };
    assert.deepEqual(progress, open);
    assert.equal(model.progress(value, data, own, '2025-06-30').overdue, 0);
    assert.equal(model.progress(value, data, { ...own, edition: 'r8' }, '2025-07-01').rows, 0);
});

test('the next steps begin with what is late', () => {
    let value = filled(data, 'r6', (row, { form }) => (form === 'medical' ? { answer: 'yes' } : null));
    value = frozen(model.carry(value, data, 'r6', 'r7').value);
    value = set(value, at('password-reuse-all'), { answer: 'no', date: '2025-05-01', target: '2025-06-30' });
    value = set(value, at('external-media-all'), { answer: 'no', date: '2025-05-01', target: '2025-12-31' });
    value = set(value, at('two-factor-auth-all'), { answer: 'no', date: '2025-05-01', target: '2025-11-30' });
    value = set(value, at('operational-rules-organization'), { answer: 'yes', date: '2025-05-01' });
    const steps = model.next(value, data, own, '2025-07-01');
    const kinds = steps.map(step => step.kind);
    assert.deepEqual([...new Set(kinds)], ['overdue', 'again', 'open', 'confirm', 'incomplete', 'due']);
    assert.deepEqual(steps.filter(step => step.kind === 'due').map(step => step.number), ['2-⑩', '2-⑨']);
    assert.deepEqual(steps.filter(step => step.kind === 'again').map(step => step.number), ['2-④', '2-⑤', '2-⑥']);
    assert.ok(!steps.some(step => step.place.key === 'operational-rules-organization'));
    assert.equal(model.next(empty, data, own, '2025-07-01')[0].kind, 'gate');
    assert.equal(model.next(empty, data, own, '2025-07-01').length, 20);
    const reference = model.next(empty, data, { ...own, edition: 'r5' }, '2023-07-01').map(step => step.kind);
    assert.deepEqual([reference[0], reference.at(-1)], ['gate', 'reference']);

    const confirmed = model.confirm(value, data, at('system-presence-organization')).value;
    assert.ok(!model.next(confirmed, data, own, '2025-07-01').some(step => step.kind === 'confirm'));
    assert.equal(model.confirm(value, data, PATCH).value, value);
});

test('target days come in order, and as a calendar', () => {
    let value = done(model.addVendor(empty, 'A社; B, "C"', 'va'));
    value = set(value, PATCH, { answer: 'no', target: '2026-03-31' });
    value = set(value, at('security-patch-all', 'vendor', 'va'), { answer: 'no', target: '2025-12-31' });
    value = set(value, at('password-reuse-all'), { answer: 'no', target: '2025-12-01' });
    value = set(value, at('password-reuse-all'), { answer: 'yes' }, 1);
    const dates = model.dueDates(value, data, 'r7', '2026-01-01');
    assert.deepEqual(dates.map(({ date, overdue }) => [date, overdue]), [['2025-12-31', true], ['2026-03-31', false]]);
    const calendar = model.calendar(dates, SITE, NOW);
    const lines = calendar.split('\r\n');
    assert.equal(lines.pop(), '');
    assert.ok(lines.every(line => Buffer.byteLength(line) <= 75 && !/[\r\n\ufffd]/.test(line)));
    assert.ok(lines.some(line => line.startsWith(' ')));
    const unfolded = calendar.replace(/\r\n /g, '').split('\r\n');
    for (const line of ['UID:r7.vendor.va.security-patch-all@jissen', 'UID:r7.medical.own.security-patch-all@jissen',
        'DTSTAMP:20261122T090000Z', 'DTSTART;VALUE=DATE:20260331', 'DTEND;VALUE=DATE:20260401', 'DTEND;VALUE=DATE:20260101',
        'SUMMARY:目標日 2-⑥ セキュリティパッチ']) {
        assert.ok(unfolded.includes(line), line);
    }
    const description = unfolded.find(line => line.startsWith('DESCRIPTION'));
    assert.ok(description.endsWith('\\n令和7年度版 事業者確認用（A社\\; B\\, "C"）'), description);
    assert.deepEqual(unfolded.filter(line => line === 'BEGIN:VEVENT').length, 2);
    assert.equal(model.calendar(model.dueDates(value, data, 'r7', '2026-01-01'), SITE, NOW), calendar);
});

test('it is shown where a vendor answers otherwise', () => {
    let value = done(model.addVendor(empty, 'A社', 'va'));
    value = set(value, PATCH, { answer: 'yes' });
    value = set(value, at('mds-sds-all'), { answer: 'yes' });
    value = set(value, at('password-reuse-all'), { answer: 'yes' });
    value = set(value, at('security-patch-all', 'vendor', 'va'), { answer: 'no' });
    value = set(value, at('mds-sds-all', 'vendor', 'va'), { answer: 'no' });
    value = set(value, at('password-reuse-all', 'vendor', 'va'), { answer: 'yes' });
    value = set(value, at('two-factor-auth-all', 'vendor', 'va'), { answer: 'yes' });
    assert.deepEqual(model.disagreements(value, data, own).map(({ number, message }) => [number, message]), [
        ['2-③', '自院は「はい」、A社は「いいえ」です。聞いていることは、様式ごとに少し違います。'],
        ['2-⑥', '自院は「はい」、A社は「いいえ」です。どちらが実際に合うか、確かめてください。'],
    ]);
});

test('steps are undone and redone', () => {
    const one = set(empty, PATCH, { answer: 'yes' });
    const two = set(one, PATCH, { answer: 'no' });
    let journal = model.commit(model.commit(model.begin(empty), one, 'A'), two, 'B');
    assert.equal(model.commit(journal, JSON.parse(JSON.stringify(two)), 'C'), journal);
    journal = model.undo(model.undo(model.undo(journal)));
    assert.deepEqual([journal.present, journal.future.map(({ label }) => label)], [empty, ['A', 'B']]);
    journal = model.redo(journal);
    assert.equal(journal.present, one);
    assert.equal(model.redo(model.commit(journal, empty, 'D')).present, empty);
    for (let n = 0; n < 300; n += 1) {
        journal = model.commit(journal, n % 2 ? one : two, String(n));
    }
    assert.equal(journal.past.length, model.LIMITS.steps);
});

test('what was done to one value is done to another, and what was changed there otherwise is named', () => {
    const one = set(empty, PATCH, { answer: 'yes' });
    const elsewhere = done(model.setProfile(set(empty, at('two-factor-auth-all'), { answer: 'no' }), { name: 'A医院' }));
    const both = set(elsewhere, PATCH, { answer: 'yes' });
    assert.deepEqual(model.replay(elsewhere, empty, one), { value: both, clashes: [] });
    assert.deepEqual(model.replay(both, empty, one), { value: both, clashes: [] });
    assert.deepEqual(model.replay(both, one, empty), { value: elsewhere, clashes: [] });
    const other = set(elsewhere, PATCH, { answer: 'no' });
    assert.deepEqual(model.replay(other, empty, one), { value: both, clashes: ['row/r7/medical//security-patch-all'] });

    const vendor = done(model.addVendor(empty, 'A社', 'va'));
    const answered = set(vendor, at('security-patch-all', 'vendor', 'va'), { answer: 'yes' });
    assert.deepEqual(model.replay(empty, vendor, answered).value, answered);
});

test('steps take back what was done here, not what was done in another window', () => {
    const one = set(empty, PATCH, { answer: 'yes' });
    const two = set(one, at('two-factor-auth-all'), { answer: 'no' });
    const named = value => done(model.setProfile(value, { name: 'A医院' }));
    const journal = model.commit(model.commit(model.begin(empty), one, 'A'), two, 'B');
    let followed = model.follow(model.undo(journal), one, named(one), named(one));
    assert.deepEqual(model.undo(followed).present, named(empty));
    assert.deepEqual(model.redo(followed).present, named(two));

    const over = set(one, PATCH, { answer: 'na' });
    followed = model.follow(model.undo(journal), one, over, over);
    assert.deepEqual([followed.past, followed.future.map(({ label }) => label)], [[], ['B']]);
    assert.equal(model.undo(followed), followed);
});

test('a spreadsheet gets every row, and no formula', () => {
    let value = done(model.addVendor(empty, '=A社', 'va'));
    value = done(model.setTexts(value, data, PATCH, { memo: '=1+1', evidence: 'a,"b"\nc', who: '＠佐藤', reason: '-' }));
    value = set(value, PATCH, { answer: 'no', date: '2025-05-01', target: '2025-06-01' });
    value = set(value, at('security-patch-all', 'vendor', 'va'), { answer: 'yes' });
    const csv = model.toCsv(value, data);
    assert.ok(csv.startsWith('\ufeff版・様式,番号,'));
    assert.ok(!/[^\r]\n/.test(csv.replace(/"[^"]*(""[^"]*)*"/g, '')));
    assert.ok(csv.includes(`,いいえ,'-,いいえ,2025-05-01,2025-06-01,,,,,,,'=1+1,"a,""b""\nc",'＠佐藤,\r\n`));
    assert.equal(csv.split('\r\n').length, 1 + 20 + 14 + 1);
    assert.equal(model.toCsv(empty, data, own).split('\r\n').length, 1 + 20 + 1);
});

test('nothing is written under a name a file could not hold', () => {
    const odd = JSON.parse(JSON.stringify(data));
    odd.editions[2].forms[0].rows[0].key = 'Ä_1';
    assert.equal(model.setCheck(empty, odd, at('Ä_1'), 0, { answer: 'yes' }).value, empty);
});

test('a renamed requirement keeps its answers', () => {
    const renamed = JSON.parse(JSON.stringify(data));
    const row = renamed.editions[2].forms[0].rows.find(({ key }) => key === 'security-patch-all');
    Object.assign(row, { key: 'patching-all', formerly: ['security-patch-all'] });
    const value = model.settleKeys(set(empty, PATCH, { answer: 'yes' }), renamed);
    assert.deepEqual(Object.keys(value.sheets[0].rows), ['patching-all']);
    assert.deepEqual(model.settleKeys(value, renamed), value);
});

test('the checksum is SHA-256', () => {
    for (const text of ['', 'abc', '施設', ...[54, 55, 56, 57, 63, 64, 65, 119, 120, 1000].map(n => 'x'.repeat(n)), 'あ'.repeat(9999)]) {
        assert.equal(model.sha256(text), nodeCrypto.createHash('sha256').update(text).digest('hex'));
    }
});
