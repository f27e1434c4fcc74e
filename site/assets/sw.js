/*
 * Keeps a copy (控え) of the guide on the reader's device and serves it where there is no connection. Registered by
 * offline.js once the reader asks for it, never before. Reads manifest.json, which the server gives to members only.
 * Names no page and does not depend on the book, so that it may be read without login.
 * Without this worker every page comes from the server, as on any site.
 *
 * Caches, each named `jissen-offline <address of the guide> <rest>`:
 *   <build>  the files of that build and its manifest.json; complete before `state` points at it, and never changed then
 *   state    `state.json`, a Copy (offline-types.d.ts), and `client/<id>`: the build a window's page came from, '' for the server
 *   public   the pages shown in place of the guide, which hold nothing of it
 *
 * Life of a copy: none → saving → saved → (saving the next beside it → saved) → none, by the reader, when the server asks
 * for a login (`gone: signed-out`), or `days` after the last good check (`gone: expired`).
 *
 * A page comes from the server if that answers in time, else from the copy. Everything a page loads comes from where the
 * page came from; a page of the server that is byte for byte the saved one counts as the saved one.
 */
(function offlineWorker() {
    'use strict';

    const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
    const scope = worker.registration.scope;
    const PREFIX = `jissen-offline ${scope} `;
    const STATE = `${PREFIX}state`;
    const PUBLIC = `${PREFIX}public`;
    const LIST = 'manifest.json';
    /** The list this worker can read. */
    const FORMAT = 1;
    const PUBLIC_FILES = Object.freeze(['public/signed-out.html', 'public/expired.html', 'public/notice.css', 'public/notice.js', 'public/icon.svg']);
    const SIGNED_OUT = 'public/signed-out.html';
    const EXPIRED = 'public/expired.html';
    /** How long the server may take for a page of which there is a copy. */
    const PATIENCE_MS = 3000;
    const HOUR_MS = 3600000;
    const DAY_MS = 24 * HOUR_MS;
    const DAYS = 30;
    const N_PARALLEL = 6;
    /** How often a build is begun anew when the server changes below it, and a file asked for when the connection fails. */
    const N_BEGINNINGS = 3;
    const N_TRIES = 3;
    const TELL_MS = 250;
    /** A window that is just opening is not in the list of windows yet. */
    const OPENING_MS = 60000;
    /** What is kept of what the server says of a file. */
    const HEADERS = Object.freeze([
        'content-type', 'content-disposition', 'content-security-policy', 'x-content-type-options', 'referrer-policy',
        'permissions-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy', 'x-robots-tag',
    ]);

    /** @type {Copy} */
    const NOTHING = Object.freeze({ build: '', saved: 0, checked: 0, asked: 0, days: DAYS, latest: '', files: 0, bytes: 0, gone: '', goneAt: 0 });

    /** @typedef {{path: string, bytes: number, sha256: string, kind: string}} Entry */
    /** @typedef {{build: string, files: Entry[]}} List */

    /** Why saving ended. */
    class Trouble extends Error {
        /** @param {Failure} failure @param {number} [missing]  Bytes, for `full`. */
        constructor(failure, missing = 0) {
            super(failure);
            this.failure = failure;
            this.missing = missing;
        }
    }

    // ---- Addresses ----

    /** @param {string} path  From the top of the guide. */
    const addressOf = path => scope + path.split('/').map(encodeURIComponent).join('/');

    /** The path of an address in the guide; null outside. @param {string} address */
    function pathOf(address) {
        const { origin, pathname } = new URL(address);
        const top = new URL(scope);
        if (origin !== top.origin || !pathname.startsWith(top.pathname)) {
            return null;
        }
        try {
            const path = decodeURIComponent(pathname.slice(top.pathname.length));
            return path === '' || path.endsWith('/') ? `${path}index.html` : path;
        } catch {
            return null;
        }
    }

    /** What is shown in place of a page, with the way back to it. @param {string} notice @param {string} path */
    const instead = (notice, path) => Response.redirect(`${addressOf(notice)}#${encodeURIComponent(path)}`);

    // ---- What is kept ----

    /** Whether pages go past this worker: there is no copy, and it would stand between the browser and the question for a password. */
    let isIdle = false;

    const stateAddress = addressOf('state.json');
    /** @param {string} build */
    const cacheOf = build => PREFIX + build;
    /** @param {string} id */
    const clientAddress = id => addressOf(`client/${id}`);

    /** Reads without making a cache that is not there. @param {string} cacheName @param {string} address */
    const kept = (cacheName, address) => caches.match(address, { cacheName, ignoreVary: true });

    /** @returns {Promise<Copy>} */
    async function readCopy() {
        try {
            const answer = await kept(STATE, stateAddress);
            return answer ? { ...NOTHING, ...(await answer.json()) } : NOTHING;
        } catch {
            return NOTHING;
        }
    }

    /** @param {string} address @param {unknown} value */
    async function writeState(address, value) {
        const cache = await caches.open(STATE);
        await cache.put(address, new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } }));
    }

    /** @type {Promise<unknown>} */
    let lastChange = Promise.resolve();

    /**
     * Changes what is known of the copy, one change after another.
     * @param {(copy: Copy) => Copy} change
     * @returns {Promise<Copy>}
     */
    function changeCopy(change) {
        const next = lastChange.then(async () => {
            const copy = change(await readCopy());
            await writeState(stateAddress, copy);
            return copy;
        });
        lastChange = next.catch(() => undefined);
        return next;
    }

    /** @param {Copy} copy */
    const until = ({ build, checked, days }) => (build ? checked + days * DAY_MS : 0);
    /** @param {Copy} copy */
    const isExpired = copy => copy.build !== '' && Date.now() > until(copy);

    /** @param {string} build @param {string} path  @returns {Promise<Response | undefined>} */
    const savedFile = (build, path) => kept(cacheOf(build), addressOf(path));

    /** Windows of the guide. */
    async function windows() {
        const all = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
        return all.filter(({ url }) => url.startsWith(scope));
    }

    /** Where the page of a window came from: a build, '' for the server, undefined when nobody knows. @param {string} id */
    async function originOf(id) {
        const answer = id ? await kept(STATE, clientAddress(id)) : undefined;
        return answer ? /** @type {{build: string}} */ (await answer.json()).build : undefined;
    }

    /** @param {string} id  Of a window that is opening. @param {string} build */
    async function noteOrigin(id, build) {
        if (id) {
            await writeState(clientAddress(id), { build, since: Date.now() });
        }
    }

    /** Forgets closed windows, and deletes builds that are neither the copy nor in use nor being saved. */
    async function tidy() {
        const used = new Set([(await readCopy()).build, saving ? saving.build : '', 'state', 'public']);
        const open = new Set((await windows()).map(({ id }) => id));
        const state = (await caches.has(STATE)) ? await caches.open(STATE) : null;
        for (const request of state ? await state.keys() : []) {
            const id = request.url.startsWith(clientAddress('')) ? request.url.slice(clientAddress('').length) : '';
            const { build, since } = id ? await /** @type {Response} */ (await kept(STATE, request.url)).json() : { build: '', since: 0 };
            if (id && !open.has(id) && Date.now() - since > OPENING_MS) {
                await /** @type {Cache} */ (state).delete(request);
            } else if (id) {
                used.add(build);
            }
        }
        await deleteCaches(rest => !used.has(rest));
    }

    /** @param {(rest: string) => boolean} isMeant  Given what follows the prefix. */
    async function deleteCaches(isMeant) {
        const names = (await caches.keys()).filter(name => name.startsWith(PREFIX) && isMeant(name.slice(PREFIX.length)));
        await Promise.all(names.map(name => caches.delete(name)));
    }

    /**
     * Takes everything members read off this device. The worker stays: WebKit takes it off only after a while, and with it
     * what was saved anew meanwhile.
     * @param {'signed-out' | 'expired'} gone
     */
    async function drop(gone) {
        saving?.abort.abort(new Trouble('signed-out'));
        const had = (await readCopy()).build !== '';
        await changeCopy(copy => ({ ...NOTHING, days: copy.days, gone: had ? gone : copy.gone, goneAt: had ? Date.now() : copy.goneAt }));
        await deleteCaches(rest => rest !== 'state' && rest !== 'public');
        await tell(gone === 'signed-out' ? 'signed-out' : 'report');
        isIdle = gone === 'signed-out';
    }

    // ---- Asking the server ----

    /** @param {Response} answer  Whether the server asks for a login, or leads somewhere, perhaps to one. */
    const mayBeSignedOut = answer => answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403;

    /** Whether a page came in the place of manifest.json. @param {Response} answer */
    const isLoginPage = answer => answer.ok && (answer.headers.get('content-type') || '').startsWith('text/html');

    /** @param {string} path @param {AbortSignal} signal */
    const ask = (path, signal) => fetch(addressOf(path), { cache: 'no-cache', redirect: 'manual', credentials: 'same-origin', signal });

    /** @param {Response} answer */
    const isContent = answer => answer.ok && !answer.redirected && answer.type === 'basic';

    /**
     * @param {ArrayBuffer} body
     * @returns {List}
     */
    function listIn(body) {
        try {
            const list = JSON.parse(new TextDecoder().decode(body));
            if (list.format === FORMAT && /^[0-9a-f]{16}$/.test(list.build) && Array.isArray(list.files)) {
                return list;
            }
        } catch {
            // Said below.
        }
        throw new Trouble('changed');
    }

    /** @param {Response} answer */
    function refuse(answer) {
        if (mayBeSignedOut(answer)) {
            throw new Trouble('signed-out');
        }
        if (!isContent(answer)) {
            throw new Trouble(answer.status >= 500 ? 'server' : 'changed');
        }
    }

    /** @param {AbortSignal} signal  @returns {Promise<{list: List, body: ArrayBuffer}>} */
    async function currentList(signal) {
        const { answer, body } = await received(() => ask(LIST, signal), signal);
        if (isLoginPage(answer)) {
            throw new Trouble('signed-out');
        }
        refuse(answer);
        return { list: listIn(body), body };
    }

    /**
     * An answer with all of its body. A broken connection is tried again.
     * @param {() => Promise<Response>} question
     * @param {AbortSignal} signal
     */
    async function received(question, signal) {
        for (let nth = 1; ; nth += 1) {
            try {
                const answer = await question();
                return { answer, body: await answer.arrayBuffer() };
            } catch (error) {
                signal.throwIfAborted();
                if (nth === N_TRIES) {
                    throw new Trouble('offline');
                }
            }
        }
    }

    /** Whether the reader is logged in, without asking for a page. @returns {Promise<Session>} */
    async function session() {
        try {
            const answer = await fetch(addressOf(LIST), { method: 'HEAD', cache: 'no-store', redirect: 'manual' });
            return mayBeSignedOut(answer) || isLoginPage(answer) ? 'out' : 'in';
        } catch {
            return 'unknown';
        }
    }

    /** Asks for the build the server has now, and notes the answer. */
    async function check() {
        /** @type {Session} */
        let answered = 'unknown';
        let latest = '';
        try {
            const { list } = await currentList(AbortSignal.timeout(60000));
            latest = list.build;
            answered = 'in';
        } catch (error) {
            answered = error instanceof Trouble && error.failure === 'signed-out' ? 'out' : 'unknown';
        }
        if (answered === 'out') {
            await drop('signed-out');
            return;
        }
        const now = Date.now();
        // The reader may have taken the copy off meanwhile.
        if ((await readCopy()).build) {
            await changeCopy(copy => ({ ...copy, asked: now, ...(latest ? { checked: now, latest } : {}) }));
        }
        await tell('report');
    }

    // ---- Saving ----

    /** @type {null | {build: string, progress: Progress, abort: AbortController}} */
    let saving = null;
    /** @type {{failure: Failure, missing: number}} */
    let lastFailure = { failure: '', missing: 0 };

    /** @param {ArrayBuffer} body */
    async function sha256(body) {
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
        return [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('');
    }

    /**
     * The file of an entry, if the server has just that. Nothing else is ever kept.
     * @param {Entry} entry
     * @param {AbortSignal} signal
     */
    async function verifiedFile(entry, signal) {
        const { answer, body } = await received(() => ask(entry.path, signal), signal);
        refuse(answer);
        if ((await sha256(body)) !== entry.sha256) {
            throw new Trouble('changed');
        }
        return keepable(answer, body);
    }

    /** @param {Response} answer @param {ArrayBuffer} body */
    function keepable(answer, body) {
        const headers = HEADERS.flatMap(name => {
            const value = answer.headers.get(name);
            return value === null ? [] : [[name, value]];
        });
        return new Response(body, { headers: /** @type {[string, string][]} */ (headers) });
    }

    /**
     * Files of the copy by their content: what did not change is not asked for again.
     * @param {string} build
     * @returns {Promise<Map<string, string>>}  Path by hash.
     */
    async function filesOf(build) {
        const answer = build ? await savedFile(build, LIST) : undefined;
        const list = answer ? /** @type {List} */ (await answer.json()) : { files: [] };
        return new Map(list.files.map(({ path, sha256 }) => [sha256, path]));
    }

    /** What belongs to a copy: not what only a server has a use for. @param {List} list */
    const wanted = list => list.files.filter(({ kind }) => kind !== 'server');

    /** @param {number} bytes  What is about to be kept. */
    async function needRoom(bytes) {
        const { quota, usage } = navigator.storage ? await navigator.storage.estimate() : { quota: undefined, usage: 0 };
        if (quota !== undefined && quota - (usage || 0) < bytes) {
            throw new Trouble('full', bytes - (quota - (usage || 0)));
        }
    }

    /** @param {Cache} cache @param {string} path @param {Response} answer @param {number} missing */
    async function put(cache, path, answer, missing) {
        try {
            await cache.put(addressOf(path), answer);
        } catch (error) {
            const isFull = error instanceof DOMException && /quota/i.test(error.name);
            throw isFull ? new Trouble('full', missing) : new Trouble('storage');
        }
    }

    /**
     * Puts every entry into a cache, a few at a time. The first failure ends all.
     * @param {Cache} cache @param {Entry[]} entries @param {string} older  Build of the copy, '' without one.
     * @param {NonNullable<typeof saving>} run
     */
    async function fill(cache, entries, older, { progress, abort }) {
        const known = await filesOf(older);
        const open = [...entries];
        const one = async (/** @type {Entry} */ entry) => {
            const same = known.get(entry.sha256);
            const file = (same !== undefined && (await savedFile(older, same))) || (await verifiedFile(entry, abort.signal));
            await put(cache, entry.path, file, progress.ofBytes - progress.bytes);
            progress.files += 1;
            progress.bytes += entry.bytes;
            tellSoon();
        };
        const several = async () => {
            for (let entry = open.shift(); entry; entry = open.shift()) {
                abort.signal.throwIfAborted();
                await one(entry);
            }
        };
        const stop = (/** @type {unknown} */ error) => {
            open.length = 0;
            throw error;
        };
        await Promise.all(Array.from({ length: N_PARALLEL }, () => several().catch(stop)));
    }

    /**
     * Saves the build the server has, beside the copy. The list is the same before and after.
     * @param {NonNullable<typeof saving>} run
     * @returns {Promise<List>}
     */
    async function saveOnce(run) {
        const { list, body } = await currentList(run.abort.signal);
        const entries = wanted(list);
        const older = (await readCopy()).build;
        run.build = list.build;
        run.progress = { files: 0, ofFiles: entries.length, bytes: 0, ofBytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
        await tell('report');
        if (list.build === older) {
            return list;
        }
        await needRoom(run.progress.ofBytes);
        await caches.delete(cacheOf(list.build));
        const cache = await caches.open(cacheOf(list.build));
        await fill(cache, entries, older, run);
        if ((await currentList(run.abort.signal)).list.build !== list.build) {
            throw new Trouble('changed');
        }
        await put(cache, LIST, new Response(body, { headers: { 'content-type': 'application/json' } }), 0);
        return list;
    }

    /** What is shown in place of the guide must be there without a connection, too. @param {AbortSignal} signal */
    async function savePublicFiles(signal) {
        const cache = await caches.open(PUBLIC);
        await Promise.all(PUBLIC_FILES.map(async path => {
            const { answer, body } = await received(() => ask(path, signal), signal);
            if (isContent(answer)) {
                await put(cache, path, keepable(answer, body), 0);
            }
        }));
    }

    /** Saves what the server has; begins anew when a release takes the place of another meanwhile. @param {NonNullable<typeof saving>} run */
    async function saveWhole(run) {
        await savePublicFiles(run.abort.signal);
        for (let nth = 1; ; nth += 1) {
            try {
                return await saveOnce(run);
            } catch (error) {
                const isAgain = error instanceof Trouble && error.failure === 'changed' && nth < N_BEGINNINGS;
                if (!isAgain) {
                    throw error;
                }
            }
        }
    }

    /** @param {unknown} error @param {AbortSignal} signal  @returns {Trouble} */
    function troubleOf(error, signal) {
        const cause = signal.aborted ? signal.reason : error;
        return cause instanceof Trouble ? cause : new Trouble('storage');
    }

    /** @param {number} days */
    async function save(days) {
        if (saving) {
            return;
        }
        const run = { build: '', progress: { files: 0, ofFiles: 0, bytes: 0, ofBytes: 0 }, abort: new AbortController() };
        saving = run;
        isIdle = false;
        lastFailure = { failure: '', missing: 0 };
        let hasSwitched = false;
        try {
            const list = await saveWhole(run);
            hasSwitched = await point(list, run, days);
        } catch (error) {
            // The other requests of this run end before their cache is deleted.
            run.abort.abort(error);
            lastFailure = troubleOf(error, run.abort.signal);
        }
        saving = null;
        if (lastFailure.failure === 'signed-out') {
            await drop('signed-out');
        }
        await tidy();
        await tell(hasSwitched ? 'switched' : 'report');
    }

    /**
     * Makes a complete build the copy.
     * @param {List} list @param {NonNullable<typeof saving>} run @param {number} days
     * @returns {Promise<boolean>}  Whether it took the place of another.
     */
    async function point(list, run, days) {
        const now = Date.now();
        const before = (await readCopy()).build;
        run.abort.signal.throwIfAborted();
        await changeCopy(copy => ({
            ...copy, build: list.build, latest: list.build, saved: copy.build === list.build ? copy.saved : now, checked: now, asked: now, days,
            files: run.progress.ofFiles, bytes: run.progress.ofBytes, gone: '', goneAt: 0,
        }));
        return before !== '' && before !== list.build;
    }

    // ---- Telling windows ----

    /** @returns {Promise<CopyReport>} */
    async function report() {
        const copy = await readCopy();
        const { failure, missing } = lastFailure;
        return { copy, until: until(copy), saving: saving && saving.progress, failure, missing };
    }

    /** @param {News['jissenOffline']} what */
    async function tell(what) {
        /** @type {News} */
        const news = { jissenOffline: what, report: await report() };
        (await windows()).forEach(client => client.postMessage(news));
    }

    let lastTold = 0;
    function tellSoon() {
        if (Date.now() - lastTold > TELL_MS) {
            lastTold = Date.now();
            void tell('report');
        }
    }

    // ---- Answering ----

    /**
     * What the server answers to a page, whole; undefined when it does not, or not in time.
     * @param {Request} request
     * @param {number} patience  Milliseconds; 0 for no limit.
     * @returns {Promise<{answer: Response, body: ArrayBuffer | null} | undefined>}
     */
    async function fromServer(request, patience) {
        const whole = async () => {
            // As it is: a request made anew would not be one for a page.
            const answer = await fetch(request);
            return { answer, body: answer.type === 'basic' ? await answer.clone().arrayBuffer() : null };
        };
        const late = new Promise(resolve => patience && setTimeout(resolve, patience));
        return Promise.race([whole().catch(() => undefined), /** @type {Promise<undefined>} */ (late)]);
    }

    /** @param {string} build @param {string} path @param {ArrayBuffer | null} body */
    async function isSaved(build, path, body) {
        const saved = build && body ? await savedFile(build, path) : undefined;
        return saved !== undefined && body !== null && (await sha256(await saved.arrayBuffer())) === (await sha256(body));
    }

    /**
     * A page: the server's, or else the saved one.
     * @param {FetchEvent} event
     * @param {string} path
     * @returns {Promise<Response>}
     */
    async function page(event, path) {
        const copy = await readCopy();
        isIdle = copy.build === '' && copy.gone !== 'expired' && !saving;
        const saved = copy.build && !isExpired(copy) ? await savedFile(copy.build, path) : undefined;
        const got = await fromServer(event.request, saved ? PATIENCE_MS : 0);
        if (got && copy.build && mayBeSignedOut(got.answer) && (await session()) === 'out') {
            await drop('signed-out');
            return instead(SIGNED_OUT, path);
        }
        if (got && !(saved && got.answer.status >= 500)) {
            if (copy.build) {
                const isSame = await isSaved(copy.build, path, got.body);
                await noteOrigin(event.resultingClientId, isSame ? copy.build : '');
                event.waitUntil(lookAfter(copy));
            }
            return got.answer;
        }
        if (saved) {
            await noteOrigin(event.resultingClientId, copy.build);
            return saved;
        }
        return withoutServer(copy, path);
    }

    /** @param {Copy} copy @param {string} path */
    async function withoutServer(copy, path) {
        if (isExpired(copy)) {
            await drop('expired');
        }
        return isExpired(copy) || copy.gone === 'expired' ? instead(EXPIRED, path) : Response.error();
    }

    /** After a page of the server: looks for a newer build, at most once an hour. @param {Copy} copy */
    async function lookAfter(copy) {
        if (copy.build && !saving && Date.now() - copy.asked > HOUR_MS) {
            await check();
        }
        await tidy();
    }

    /**
     * What a page loads: from where the page came from. When its build has been deleted below it, it gets nothing rather
     * than files of another.
     * @param {FetchEvent} event
     * @param {string} path
     */
    async function part(event, path) {
        const build = await originOf(event.clientId);
        const saved = build ? await savedFile(build, path) : undefined;
        if (saved) {
            return saved;
        }
        return build && !(await caches.has(cacheOf(build))) ? Response.error() : fetch(event.request);
    }

    /** What is shown in place of the guide. @param {FetchEvent} event @param {string} path */
    async function notice(event, path) {
        try {
            return await fetch(event.request);
        } catch {
            return (await kept(PUBLIC, addressOf(path))) || Response.error();
        }
    }

    worker.addEventListener('fetch', event => {
        const { request } = event;
        const path = request.method === 'GET' ? pathOf(request.url) : null;
        if (path === null || path === LIST || path === 'sw.js') {
            return;
        }
        if (path.startsWith('public/')) {
            event.respondWith(notice(event, path));
        } else if (request.mode !== 'navigate') {
            event.respondWith(part(event, path));
        } else if (!isIdle) {
            event.respondWith(page(event, path));
        }
    });

    /** @param {Order} order  @returns {Promise<unknown>} */
    async function obey({ jissenOffline: what, days }) {
        switch (what) {
            case 'save':
                return save(days || DAYS);
            case 'cancel':
                saving?.abort.abort(new Trouble('cancelled'));
                return undefined;
            case 'check':
                return (await readCopy()).build ? check() : undefined;
            default:
                return undefined;
        }
    }

    worker.addEventListener('message', event => {
        const order = /** @type {Order} */ (event.data);
        if (!order || !order.jissenOffline) {
            return;
        }
        const done = obey(order);
        event.waitUntil(done);
        const isLong = order.jissenOffline === 'save';
        event.waitUntil((isLong ? Promise.resolve() : done).then(report).then(answer => event.ports[0]?.postMessage(answer)));
    });

    // A newer worker reads what an older one kept, and may have been sent to purge it: nobody waits.
    worker.addEventListener('install', () => void worker.skipWaiting());
    worker.addEventListener('activate', event => event.waitUntil(tidy()));
})();
