/*
 * What happens when files are missing or wrong: `node loading.js`. Read from standard input is the folder of a book in
 * the large layout, as a JSON string.
 */
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { open } = require('./harness.js');

const folder = JSON.parse(fs.readFileSync(0, 'utf8'));

/** Searches with a file that fails at first, then as it should be; gives what the failure said. */
async function afterFailure(engine, repair) {
    let message = '';
    await engine.search('認証').catch(error => (message = error.message));
    repair();
    assert.ok((await engine.search('認証')).total > 0, 'a later query tries again');
    return message;
}

async function main() {
    const names = fs.readdirSync(folder);
    for (const part of ['head', 'postings', 'text']) {
        const file = names.find(name => name.startsWith(part));
        let isMissing = true;
        const engine = open(folder, [], name => !isMissing || !name.startsWith(part));
        const message = await afterFailure(engine, () => (isMissing = false));
        assert.match(message, new RegExp(`「${part}[^」]*」がありません。.*再読み込み`), file);
    }
    for (const [part, change, expected] of [
        ['postings', text => text.replace(/","[^"]*","/, '","000000000000","'), /postings-.*版が違います/],
        ['postings', text => text.slice(0, text.length / 2), /postings-.*壊れています/],
        ['postings', text => text.replace(/[A-Za-z0-9+/=]{8}"\);/, '!!");'), /postings-.*壊れています/],
        ['head', text => text.slice(0, text.length / 2), /head.js.*壊れています/],
        ['head', text => text.replace(/[A-Za-z0-9+/=]{8}"\);\n$/, '!!");'), /head.js.*壊れています/],
        ['head', text => text.replace(/("common)","[^"]*","/, '$1","000000000000","'), /head.js.*版が違います/],
    ]) {
        const copy = fs.mkdtempSync(path.join(folder, '写し '));
        for (const name of names) {
            const text = fs.readFileSync(path.join(folder, name), 'utf8');
            fs.writeFileSync(path.join(copy, name), name.startsWith(part) ? change(text) : text);
        }
        const repair = () => names.forEach(name => fs.copyFileSync(path.join(folder, name), path.join(copy, name)));
        assert.match(await afterFailure(open(copy), repair), expected);
        fs.rmSync(copy, { recursive: true });
    }
    const hurried = open(folder, [['const PATIENCE = 15000;', 'const PATIENCE = -1;']], () => 'later');
    await assert.rejects(hurried.search('認証'), /届きません/);

    const loaded = [];
    const engine = open(folder, [], name => loaded.push(name));
    await Promise.all([engine.search('認証'), engine.search('認証'), engine.load(), engine.query('認証 管理')]);
    await engine.search('認証');
    assert.equal(new Set(loaded).size, loaded.length, 'every file is loaded once');
    assert.ok(loaded.length < names.length, 'only what a query needs is loaded');
    const [hit] = await engine.query('認証', { limit: 1 });
    assert.match(hit.url, /^file:\/\/.*%E7%AB%A0%20\d+\/%E7%AC%AC\d+%E7%AF%80\.html/);
    assert.deepEqual((await engine.search('')).hits.length, 0);
}

main().then(() => console.log('loading: ok'));
