/* How answers are kept: with other windows, closed too early, full, refused, wiped, erased, damaged. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { assert, model, SITE, deskData, random, done, facts } = require('./harness.js');

const data = deskData(path.join(__dirname, '../fixtures/desk-data.js'));
const script = name => fs.readFileSync(path.join(__dirname, '../../runtime', `${name}.js`), 'utf8');
const [STORE, KEEP] = ['store', 'keep'].map(name => new vm.Script(script(name)));
const NOW = '2026-11-22T09:00:00Z';
const ROWS = data.editions.find(({ id }) => id === 'r7').forms.find(({ id }) => id === 'medical').rows;
const place = n => ({ edition: 'r7', form: 'medical', vendor: '', key: ROWS[n].key });
const memoAt = (value, n) => model.answersAt(value, place(n)).memo;

/** A localStorage, and the documents that see it. */
class Storage {
    #documents = new Set();
    #isFull = false;

    getItem(key) {
        return Object.hasOwn(this, key) ? this[key] : null;
    }

    setItem(key, text) {
        if (this.#isFull) {
            throw new DOMException('', 'QuotaExceededError');
        }
        this[key] = text;
        this.#tell(key);
    }

    removeItem(key) {
        delete this[key];
        this.#tell(key);
    }

    fill(isFull) {
        this.#isFull = isFull;
    }

    /** As the browser does it when the reader clears it. */
    wipe() {
        Object.keys(this).forEach(key => delete this[key]);
        this.#tell(null);
    }

    join(document) {
        this.#documents.add(document);
    }

    leave(document) {
        this.#documents.delete(document);
    }

    by(document) {
        const storage = this;
        return new Proxy(this, {
            get(_, name) {
                const found = storage[name];
                return typeof found !== 'function' ? found : (...given) => {
                    storage.#now = document;
                    try {
                        return found.apply(storage, given);
                    } finally {
                        storage.#now = null;
                    }
                };
            },
        });
    }

    #now = null;

    #tell(key) {
        for (const document of this.#documents) {
            if (document !== this.#now) {
                document.hear(key);
            }
        }
    }
}

/** A document with scripts of ours. */
function opened(storage) {
    const listeners = [];
    const document = { hear: key => Promise.resolve().then(() => document.isOpen && listeners.forEach(see => see({ key }))), isOpen: true };
    const context = vm.createContext({
        localStorage: storage.by(document), crypto, DOMException, location: { protocol: 'http:' },
        addEventListener: (_, see) => listeners.push(see),
    });
    STORE.runInContext(context);
    KEEP.runInContext(context);
    storage.join(document);
    document.close = () => {
        document.isOpen = false;
        storage.leave(document);
    };
    return Object.assign(document, { store: context.jissenDeskStore, keep: context.jissenDeskKeep });
}

/** Waits a few turns of the machine. */
async function wait(n_turns = 60) {
    for (let n = 0; n < n_turns; n += 1) {
        await null;
    }
}

/** A page, with the hub it talks to, which is another document with another storage; or without one. */
async function page(own, { hub = null, turns = () => 2, isDeaf = () => false, place: where = hub ? 'hub' : 'here' } = {}) {
    const document = opened(own);
    const other = hub && opened(hub);
    const shelf = document.store.shelf(SITE);
    const there = other && other.store.shelf(SITE);
    const calls = {};
    for (const name of document.store.CALLS) {
        calls[name] = async (...given) => {
            if (!there) {
                return shelf[name](...given);
            }
            await wait(turns());
            if (!document.isOpen) {
                return new Promise(() => {});
            }
            const answer = there[name](...given);
            if (name === 'write' && isDeaf()) {
                return { trouble: 'silent' };
            }
            await wait(turns());
            return document.isOpen ? answer : new Promise(() => {});
        };
    }
    const watch = see => (there || shelf).watch(change => wait(turns()).then(() => document.isOpen && see(change)));
    const keeper = { ...calls, own: shelf, place: where, watch };
    const keeping = await document.keep.begin({ model, data, keeper, now: () => NOW, newRevision: document.store.newRevision });
    const left = await keeping.leftovers();
    const write = (n, text) => keeping.change(`${n}`, value => model.setTexts(value, data, place(n), { memo: text }));
    const add = (n, text) => keeping.change(`${n}`, value => model.setTexts(value, data, place(n), { memo: memoAt(value, n) + text }));
    const close = () => [document, other].forEach(one => one && one.close());
    return { ...keeping, left, write, add, close, value: () => keeping.journal().present, memo: n => memoAt(keeping.journal().present, n) };
}

async function keptIn(storage) {
    const one = await page(storage);
    one.close();
    return one.value();
}

const keysOf = storage => Object.keys(storage);

const CASES = {
    async 'nothing is stored before the first change, and everything after it'() {
        const storage = new Storage();
        const one = await page(storage);
        assert.equal(one.state().phase, 'still');
        await one.check();
        one.file();
        assert.deepEqual(keysOf(storage), []);
        one.write(1, 'A');
        assert.deepEqual(keysOf(storage), [`${SITE}:answers`], 'before the call returned');
        await one.settled();
        assert.deepEqual([one.state().phase, one.state().at], ['saved', NOW]);
        assert.equal(memoAt(await keptIn(storage), 1), 'A');
    },

    async 'a page that is closed at once leaves its last change, and the next page takes it over'() {
        const [hub, own] = [new Storage(), new Storage()];
        const one = await page(own, { hub, turns: () => 50 });
        one.write(1, 'A');
        one.write(2, 'B');
        assert.equal(keysOf(own).length, 1);
        one.close();
        assert.deepEqual(keysOf(hub), []);
        const two = await page(own, { hub });
        assert.deepEqual([two.memo(1), two.memo(2), two.left.length], ['A', 'B', 0]);
        assert.deepEqual(keysOf(own), []);
        assert.deepEqual(facts(await keptIn(hub)), facts(two.value()));
    },

    async 'a change that was left and fits no more is shown, and the reader chooses'() {
        const [hub, own] = [new Storage(), new Storage()];
        const first = await page(own, { hub });
        first.write(1, 'A');
        await first.settled();
        first.close();
        const one = await page(own, { hub, turns: () => 50 });
        one.write(1, 'B');
        one.close();
        const other = await page(new Storage(), { hub });
        other.write(1, 'C');
        await other.settled();
        other.close();
        for (const [choice, memo] of [['later', 'C'], ['drop', 'C'], ['', 'C']]) {
            const next = await page(own, { hub });
            assert.equal(next.memo(1), memo);
            const shown = next.left.map(({ differences }) => differences.map(({ before, after }) => [before, after]));
            assert.deepEqual(JSON.parse(JSON.stringify(shown)), choice ? [[['メモ：C', 'メモ：B']]] : []);
            if (choice === 'drop') {
                next.left[0].drop();
            }
            next.close();
        }
        const late = await page(own, { hub, turns: () => 50 });
        late.write(1, 'D');
        late.close();
        hub.wipe();
        const last = await page(own, { hub });
        assert.equal(last.left.length, 1, 'what was erased does not come back by itself');
        await last.left[0].take();
        assert.deepEqual([last.memo(1), keysOf(own)], ['D', []]);
    },

    async 'what a page kept without the hub comes to the hub when there is one'() {
        const [hub, own] = [new Storage(), new Storage()];
        const alone = await page(own, { place: 'page' });
        assert.equal(alone.state().troubles.place, 'page');
        alone.write(1, 'A');
        alone.close();
        const other = await page(new Storage(), { hub });
        other.write(2, 'B');
        await other.settled();
        other.close();
        const one = await page(own, { hub });
        assert.deepEqual([one.memo(1), one.memo(2), keysOf(own)], ['A', 'B', []]);
        assert.equal(memoAt(await keptIn(hub), 1), 'A');
    },

    async 'a page whose storage is the hub’s takes nothing twice and drops nothing'() {
        const hub = new Storage();
        for (const text of ['A', 'B', 'C']) {
            const one = await page(hub, { hub });
            one.add(1, text);
            await one.settled();
            one.close();
        }
        assert.deepEqual(keysOf(hub), [`${SITE}:answers`]);
        assert.equal(memoAt(await keptIn(hub), 1), 'ABC');
    },

    async 'windows see each other, and taking back takes back only what was done here'() {
        const storage = new Storage();
        const [one, two] = [await page(storage), await page(storage)];
        const causes = [];
        two.watch(cause => causes.push([cause, two.memo(1)]));
        one.write(1, 'A');
        await wait();
        assert.deepEqual(causes, [['elsewhere', 'A']]);
        assert.equal(two.state().phase, 'elsewhere');
        two.write(2, 'B');
        await wait();
        assert.equal(one.undo(), '1');
        await wait();
        assert.deepEqual([two.memo(1), two.memo(2)], ['', 'B']);
        assert.equal(one.undo(), '');
        assert.equal(one.redo(), '1');
        await wait();
        assert.deepEqual([two.memo(1), two.undo(), two.memo(1), two.memo(2)], ['A', '2', 'A', '']);
    },

    async 'full and refused storage are said, nothing is lost, and the next change tries again'() {
        for (const hub of [null, new Storage()]) {
            const own = new Storage();
            const storage = hub || own;
            const one = await page(own, { hub });
            one.write(1, 'A');
            await one.settled();
            storage.fill(true);
            one.write(2, 'B');
            await one.settled();
            assert.deepEqual([one.state().phase, one.state().troubles.saving], ['unsaved', 'full']);
            assert.deepEqual([memoAt(await keptIn(storage), 1), memoAt(await keptIn(storage), 2)], ['A', '']);
            storage.fill(false);
            one.write(3, 'C');
            await one.settled();
            assert.deepEqual([one.state().phase, one.state().troubles.saving], ['saved', '']);
            assert.deepEqual([1, 2, 3].map(n => one.memo(n)), ['A', 'B', 'C']);
            assert.deepEqual(facts(await keptIn(storage)), facts(one.value()));
        }
        const refusing = new Storage();
        refusing.getItem = () => {
            throw new DOMException('', 'SecurityError');
        };
        const one = await page(refusing);
        assert.deepEqual([one.state().phase, one.state().troubles.saving], ['still', 'refused']);
        one.write(1, 'A');
        await one.settled();
        assert.deepEqual([one.state().phase, one.memo(1)], ['unsaved', 'A']);
    },

    async 'answers that vanish are said, stay on the page, and are kept at the next change'() {
        const storage = new Storage();
        const one = await page(storage);
        one.write(1, 'A');
        await one.settled();
        storage.wipe();
        await wait();
        assert.deepEqual([one.state().phase, one.state().troubles.saving, one.memo(1)], ['unsaved', 'wiped', 'A']);
        assert.deepEqual(keysOf(storage), []);
        const other = await page(storage);
        other.write(2, 'B');
        await wait();
        one.write(3, 'C');
        await wait();
        assert.deepEqual([1, 2, 3].map(n => other.memo(n)), ['A', 'B', 'C']);
        assert.equal(one.state().troubles.saving, 'again');
        one.write(3, 'D');
        await one.settled();
        assert.equal(one.state().troubles.saving, '');
    },

    async 'erasing removes everything of this guide, in other windows too, and nothing comes back'() {
        const [hub, own] = [new Storage(), new Storage()];
        hub.setItem('guide-theme', 'dark');
        hub.setItem(`${SITE}2:answers`, 'another guide');
        hub.setItem(`${SITE}:aside:1`, 'old');
        const [one, two] = [await page(own, { hub }), await page(new Storage(), { hub })];
        one.write(1, 'A');
        await wait(200);
        assert.equal(two.memo(1), 'A');
        assert.equal(await one.erase(), true);
        one.write(2, 'B');
        await wait(200);
        assert.deepEqual([two.memo(1), two.memo(2), one.memo(1), one.memo(2)], ['', 'B', '', 'B']);
        assert.deepEqual([two.state().troubles.saving, one.undo(), one.undo()], ['', '2', '']);
        await one.erase();
        await wait(200);
        assert.deepEqual(keysOf(hub), ['guide-theme', `${SITE}2:answers`]);
        assert.deepEqual([keysOf(own), two.state().phase], [[], 'still']);
    },

    async 'what cannot be read is put aside before anything is written, and can be had'() {
        const good = new Storage();
        const writer = await page(good);
        writer.write(1, 'A');
        await writer.settled();
        const whole = good.getItem(`${SITE}:answers`);
        const newer = model.exportFile({ ...writer.value(), version: 2 }, data, '');
        for (const text of [whole.slice(0, -30), whole.replace('"A"', '"B"'), 'x', '', `jissen-kept 1 ab12\n${newer}`]) {
            const storage = new Storage();
            storage.setItem(`${SITE}:answers`, text);
            const one = await page(storage);
            assert.notEqual(one.state().troubles.unreadable, '');
            assert.deepEqual([keysOf(storage), storage.getItem(`${SITE}:answers`)], [[`${SITE}:answers`], text]);
            storage.fill(true);
            one.write(1, 'N');
            await one.settled();
            assert.deepEqual([one.state().phase, storage.getItem(`${SITE}:answers`)], ['unsaved', text]);
            storage.fill(false);
            one.write(2, 'M');
            await one.settled();
            assert.deepEqual([one.state().troubles.unreadable, one.state().troubles.aside], ['', 1]);
            const [aside] = await one.asides();
            assert.ok(text.endsWith(aside.text) && aside.text.length >= text.indexOf('\n') >= 0);
            const next = await page(storage);
            assert.deepEqual([next.memo(1), next.memo(2), next.state().troubles.aside], ['N', 'M', 1]);
            await next.dropAside(aside.key);
            assert.deepEqual([next.state().troubles.aside, keysOf(storage)], [0, [`${SITE}:answers`]]);
        }
    },

    async 'a change another window made impossible is named'() {
        const hub = new Storage();
        const one = await page(new Storage(), { hub });
        const two = await page(new Storage(), { hub, turns: () => 40 });
        one.change('事業者の追加', value => model.addVendor(value, 'A社', 'va'));
        await wait(300);
        const answer = value => model.setTexts(value, data, { ...place(1), form: 'vendor', vendor: 'va', key: ROWS[1].key }, { memo: 'V' });
        one.change('事業者を消す', value => model.removeVendor(value, 'va'));
        two.change('事業者の答え', answer);
        await wait(600);
        assert.equal(two.state().troubles.clash, '事業者の答え');
        assert.deepEqual(facts(two.value()), facts(one.value()));
    },

    async 'a saved file is remembered, also when a step is taken back'() {
        const storage = new Storage();
        const one = await page(storage);
        one.write(1, 'A');
        one.write(2, 'B');
        one.file();
        assert.equal(one.undo(), '2');
        await one.settled();
        assert.deepEqual([(await keptIn(storage)).saved, one.memo(1), one.memo(2)], [NOW, 'A', '']);
    },

    async 'in random lives of windows every addition is kept, or shown when it no longer fits'() {
        const SHARED = 10;
        for (let seed = 1; seed <= 300; seed += 1) {
            const dice = random(seed);
            const hub = new Storage();
            const owns = [hub, new Storage(), new Storage()].slice(dice.below(2));
            const turns = () => dice.below(12);
            let isNoisy = true;
            const isTroubled = seed % 2 > 0;
            const isDeaf = () => isTroubled && isNoisy && dice.chance(0.05);
            const windows = await Promise.all(owns.map(own => page(own, { hub, turns, isDeaf })));
            /** Additions by row. */
            const added = new Map();
            let nextText = 0;
            const doing = {
                add(at) {
                    const n = dice.chance(0.5) ? 1 + at : SHARED;
                    const text = `[${(nextText += 1)}]`;
                    added.set(text, n);
                    windows[at].add(n, text);
                },
                wait: () => wait(dice.below(40)),
                check: at => windows[at].check(),
                async close(at) {
                    windows[at].close();
                    windows[at] = await page(owns[at], { hub, turns, isDeaf });
                    for (const { differences, drop } of windows[at].left) {
                        const shown = differences.map(({ after }) => after).join();
                        const isGone = text => shown.includes(text) && !windows[at].memo(added.get(text)).includes(text);
                        [...added.keys()].filter(isGone).forEach(text => added.delete(text));
                        assert.ok(isTroubled || differences.length === 1, `seed ${seed}`);
                        drop();
                    }
                },
                // A full hub that is the page’s own storage, too, has no room for what a closed page leaves.
                fill: () => hub.fill(isTroubled && owns[0] !== hub && dice.chance(0.5)),
            };
            for (let n = 0; n < 40; n += 1) {
                await doing[dice.pick(['add', 'add', 'add', 'add', 'wait', 'check', 'close', 'fill'])](dice.below(windows.length));
                if (dice.chance(0.9)) {
                    hub.fill(false);
                }
            }
            hub.fill(false);
            isNoisy = false;
            for (const at of windows.keys()) {
                windows[at].add(15, '.');
                await wait(300);
                await doing.close(at);
                await wait(300);
            }
            const value = await keptIn(hub);
            for (const [text, n] of added) {
                assert.ok(memoAt(value, n).includes(text), `seed ${seed}: ${text}`);
            }
            windows.forEach(window => assert.deepEqual(facts(window.value()), facts(value), `seed ${seed}`));
        }
    },
};

(async () => {
    for (const [name, run] of Object.entries(CASES)) {
        try {
            await run();
        } catch (error) {
            console.error(new Error(name, { cause: error }));
            process.exitCode = 1;
        }
    }
})();
