/* The rules of sw.js: what is saved, what never is, what is shown when, and that versions never mix. */
'use strict';

const { assert, World, release, answer, SCOPE, DAY } = require('./world.js');

const NAMES = Array.from({ length: 20 }, (_, nth) => `page-${nth}.html`);
/** A release in which a page and its part name their number; every third page is the same in all. */
const numbered = number => release({
    'index.html': `index of ${number}`,
    ...Object.fromEntries(NAMES.map((name, nth) => [name, nth % 3 === 0 ? `same ${name}` : `${name} of ${number}`])),
    'part.js': `part of ${number}`,
    'form.xlsx': `form of ${number}`,
    'public/signed-out.html': 'public', 'sw.js': 'worker',
});

async function savesEverythingAndServesItOffline() {
    const world = new World(numbered(1));
    const report = await world.order('save', 30);
    assert.equal(report.failure, '');
    assert.equal(report.copy.build, world.release.build);
    assert.equal(report.copy.files, NAMES.length + 3, 'nothing that only a server has a use for');
    world.isOnline = false;
    world.start();
    for (const name of ['index.html', '', ...NAMES]) {
        const { id, text } = await world.open(name);
        assert.equal(text, world.release.files[name || 'index.html']);
        assert.equal(await world.load(id, 'part.js?again'), 'part of 1');
    }
    assert.equal((await world.open('none.html')).text, '');
}

/** Whatever is wrong with one file, at any place: nothing of the build is left, and the old copy is whole. */
async function refusesEveryFault() {
    /** @type {Record<string, (right: string, type: string) => unknown>} */
    const faults = {
        missing: () => answer('none', { status: 404 }),
        other: (_, type) => answer('other bytes', { type }),
        cut: (right, type) => answer(right.slice(0, 7), { type }),
        'login page': () => answer('<h1>login</h1>'),
        redirected: (right, type) => answer(right, { type, redirected: true }),
        'led away': () => answer('', { kind: 'opaqueredirect' }),
        foreign: (right, type) => answer(right, { type, kind: 'cors' }),
        broken: () => answer('', { status: 502 }),
        silent: () => Promise.reject(new TypeError('no connection')),
    };
    for (const [fault, give] of Object.entries(faults)) {
        for (const name of ['page-1.html', 'form.xlsx', 'manifest.json']) {
            for (const isFirst of [true, false]) {
                const world = new World(numbered(1));
                await (isFirst || world.order('save', 30));
                world.release = numbered(2);
                world.faults.set(name, () => give(world.release.files[name], name === 'manifest.json' ? 'application/json' : 'text/html'));
                const { copy, failure } = await world.order('save', 30);
                const isOut = fault === 'led away' || (name === 'manifest.json' && fault === 'login page');
                assert.equal(copy.build, isFirst || isOut ? '' : numbered(1).build, `${fault} ${name}`);
                assert.notEqual(failure, '', `${fault} ${name}`);
                assert.equal(world.caches.includes(numbered(2).build), false, `${fault} ${name}: ${world.caches}`);
                assert.equal(world.caches.length, isFirst || isOut ? world.caches.filter(one => one === 'state' || one === 'public').length : 3);
            }
        }
    }
}

async function beginsAnewWhenAReleaseTakesThePlaceOfAnother() {
    const world = new World(numbered(1));
    world.before = name => {
        if (name === 'form.xlsx') {
            world.release = numbered(2);
        }
    };
    const { copy } = await world.order('save', 30);
    assert.equal(copy.build, numbered(2).build);
    assert.deepEqual(world.caches, [numbered(2).build, 'public', 'state'].sort());
}

async function asksOnlyForWhatChanged() {
    const world = new World(numbered(1));
    await world.order('save', 30);
    world.release = numbered(2);
    const asked = [];
    world.before = name => void asked.push(name);
    await world.order('save', 30);
    assert.equal(asked.filter(name => /^page-\d+/.test(name)).length, NAMES.filter((_, nth) => nth % 3).length);
}

async function saysThatThereIsNoRoom() {
    for (let room = 0; room < 30; room += 1) {
        const world = new World(numbered(1));
        world.room = room;
        const { copy, failure } = await world.order('save', 30).catch(() => ({ copy: { build: '' }, failure: 'full' }));
        assert.equal(copy.build === '', failure !== '', `room for ${room}`);
        assert.equal(failure === '' || failure === 'full' || failure === 'storage', true, failure);
    }
}

async function stopsWhenTheReaderSaysSo() {
    const world = new World(numbered(1));
    world.before = name => (name === 'page-7.html' ? world.order('cancel') : undefined);
    const { copy, failure } = await world.order('save', 30);
    assert.equal(copy.build, '');
    assert.equal(failure, 'cancelled');
    assert.equal(world.caches.includes(numbered(1).build), false);
}

async function endsAfterItsDays() {
    const world = new World(numbered(1));
    await world.order('save', 30);
    world.isOnline = false;
    world.time += 30 * DAY - 1000;
    assert.equal((await world.open('page-1.html')).text, 'page-1.html of 1');
    world.time += 2000;
    for (let nth = 0; nth < 2; nth += 1) {
        assert.equal((await world.open('page-1.html')).instead, `${SCOPE}public/expired.html#page-1.html`);
    }
    assert.deepEqual(world.caches, ['public', 'state']);
    world.isOnline = true;
    assert.equal((await world.open('page-1.html')).text, 'page-1.html of 1', 'the server is asked first');
}

async function isCheckedOnceAnHour() {
    const world = new World(numbered(1));
    await world.order('save', 30);
    let n_asked = 0;
    world.before = name => void (n_asked += Number(name === 'manifest.json'));
    await world.open('page-1.html');
    assert.equal(n_asked, 0);
    world.time += 2 * 3600000;
    world.release = numbered(2);
    await world.open('page-1.html');
    await world.open('page-2.html');
    assert.equal(n_asked, 1);
    const { copy } = await world.order('report');
    assert.equal(copy.latest, numbered(2).build);
    assert.equal(copy.checked, world.time);
}

async function goesWithTheLogin() {
    const world = new World(numbered(1));
    await world.order('save', 30);
    world.isMember = false;
    assert.equal((await world.open('page-1.html')).instead, `${SCOPE}public/signed-out.html#page-1.html`);
    assert.deepEqual(world.caches, ['public', 'state']);
    const asked = { request: { method: 'GET', url: SCOPE, mode: 'navigate' }, clientId: '', resultingClientId: 'w' };
    assert.equal(await world.send('fetch', asked), undefined, 'the browser itself asks for a password');
    world.isMember = true;
    assert.equal((await world.order('save', 30)).copy.build, numbered(1).build);
}

/** A redirect of a member is only a redirect. */
async function followsRedirectsOfMembers() {
    const world = new World(numbered(1));
    await world.order('save', 30);
    world.faults.set('page-1.html', () => answer('', { kind: 'opaqueredirect' }));
    assert.equal((await world.open('page-1.html')).instead, null);
    assert.equal((await world.order('report')).copy.build, numbered(1).build);
}

/** Numbers from 0 up to a limit, the same for the same seed. */
function random(seed) {
    let state = seed;
    return limit => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * limit);
    };
}

/** Where a text came from: its number, or '' when it is the same in all. */
const numberOf = text => (text.match(/ of (\d+)$/) || ['', ''])[1];

/**
 * Anything may happen in any order: releases, lost connections, ended logins, days, workers that are stopped. A page of
 * the copy gets its parts from the copy, a page of the server from the server or nothing; no page is shown that may not be.
 */
async function livesWithoutMixing(seed) {
    const pick = random(seed);
    let number = 1;
    const world = new World(numbered(number));
    const windows = [];
    const deeds = {
        release: () => (world.release = numbered((number += 1))),
        connection: () => (world.isOnline = pick(2) === 0),
        login: () => (world.isMember = pick(4) > 0),
        days: () => (world.time += pick(20) * DAY),
        restart: () => world.start(),
        save: async () => {
            world.before = pick(3) ? () => undefined : name => (name === NAMES[pick(NAMES.length)] ? deeds.release() : undefined);
            await world.order('save', 30);
            world.before = () => undefined;
        },
        close: () => windows.length && world.close(windows.splice(pick(windows.length), 1)[0].id),
        open: async () => {
            const { copy } = await world.order('report');
            const { id, text, status } = await world.open(NAMES[pick(NAMES.length)]);
            if (status !== 200 || text === '') {
                return;
            }
            const isServers = world.isOnline && world.isMember;
            const isAllowed = isServers || (copy.build !== '' && world.time <= copy.checked + copy.days * DAY && !world.isOnline);
            assert.ok(isAllowed, `seed ${seed}: a page is shown that may not be`);
            windows.push({ id, number: numberOf(text), isServers });
        },
        load: async () => {
            if (!windows.length) {
                return;
            }
            const window = windows[pick(windows.length)];
            const got = numberOf(await world.load(window.id, 'part.js'));
            const isRight = got === '' || got === window.number || window.number === '' || (window.isServers && got === String(number));
            assert.ok(isRight, `seed ${seed}: page of ${window.number}, part of ${got}, server at ${number}`);
        },
    };
    const names = Object.keys(deeds);
    for (let nth = 0; nth < 60; nth += 1) {
        await deeds[names[pick(names.length)]]();
        const { copy } = await world.order('report');
        if (copy.build) {
            const list = JSON.parse(await (await world.stores.get(`jissen-offline ${SCOPE} ${copy.build}`).match(`${SCOPE}manifest.json`)).text());
            const n_kept = world.stores.get(`jissen-offline ${SCOPE} ${copy.build}`).entries.size;
            assert.equal(n_kept, list.files.filter(({ kind }) => kind !== 'server').length + 1, `seed ${seed}: the copy is whole`);
        }
    }
}

(async () => {
    await savesEverythingAndServesItOffline();
    await refusesEveryFault();
    await beginsAnewWhenAReleaseTakesThePlaceOfAnother();
    await asksOnlyForWhatChanged();
    await saysThatThereIsNoRoom();
    await stopsWhenTheReaderSaysSo();
    await endsAfterItsDays();
    await isCheckedOnceAnHour();
    await goesWithTheLogin();
    await followsRedirectsOfMembers();
    for (let seed = 1; seed <= 200; seed += 1) {
        await livesWithoutMixing(seed);
    }
    console.log('worker: ok');
})().catch(error => {
    console.error(error);
    process.exitCode = 1;
});
