/*
 * What every page does on a server with a login: says so when the login has run out, fetches files so that no login page
 * is saved in their place, and offers a newer build to readers who keep a copy (控え). Classic script.
 * Reads the attributes of its own script element: `data-root` (address of the top of the guide), `data-list` (of
 * manifest.json) and `data-icons` (of the web manifest). Defines jissenOffline (offline-types.d.ts) for device.js.
 * On a disk and in the single file it does nothing, and without it every page reads as before.
 *
 * It asks the server for the head of manifest.json only: 401, 403, a redirect or a page in its place mean that nobody is
 * logged in; any other answer means that nothing is wrong, so that plain hosting is left alone; no answer means no connection.
 */
(function guideOffline() {
    'use strict';

    const script = document.currentScript;
    const page = /** @type {any} */ (globalThis);
    if (!(script instanceof HTMLScriptElement) || !/^https?:$/.test(location.protocol) || page.jissenSingle) {
        return;
    }
    const absolute = (/** @type {string | undefined} */ address) => new URL(address || '.', location.href).href;
    const root = absolute(script.dataset.root);
    const list = absolute(script.dataset.list);
    /** As in sw.js. */
    const PREFIX = `jissen-offline ${root} `;
    const STATE = `${PREFIX}state`;
    const LATER = 'guide-offline-later';
    /** How long the server may take to say whether the reader is logged in. */
    const ASK_MS = 5000;
    /** How long a page that came back from the memory of the browser may stay hidden. */
    const VEIL_MS = 3000;
    /** A reader who comes back is not asked after again within this time. */
    const REST_MS = 5000;
    const ORDER_MS = 10000;
    const READY_MS = 20000;
    /** Files a browser saves and does not show. */
    const FILES = /\.(?:xlsx|docx|csv|json|zip)$/i;

    // ---- Whether the reader is logged in ----

    /** @param {Response} answer */
    const asksForLogin = answer =>
        answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403
        || (answer.ok && (answer.headers.get('content-type') || '').startsWith('text/html'));

    /** @returns {Promise<Session>} */
    async function ask() {
        try {
            const signal = AbortSignal.timeout(ASK_MS);
            const answer = await fetch(list, { method: 'HEAD', redirect: 'manual', cache: 'no-store', credentials: 'same-origin', signal });
            return asksForLogin(answer) ? 'out' : 'in';
        } catch {
            return 'unknown';
        }
    }

    /** @type {Promise<Session> | null} */
    let asking = null;
    let askedAt = 0;

    /** Asks once for all who want to know at the same time. */
    function session() {
        asking ||= ask().then(answer => {
            asking = null;
            askedAt = Date.now();
            return answer;
        });
        return asking;
    }

    /** Asks, and tells the reader when the login has run out or is there again. */
    async function look() {
        const answer = await session();
        if (answer === 'out') {
            tellSignedOut();
        } else if (answer === 'in') {
            close('signed-out');
        }
    }

    // ---- Telling the reader ----

    /**
     * @template {keyof HTMLElementTagNameMap} Tag
     * @param {Tag} tag @param {Record<string, string>} attributes @param {...(Node | string)} children
     */
    function make(tag, attributes, ...children) {
        const element = document.createElement(tag);
        Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
        element.append(...children);
        return element;
    }

    /** @param {string} text @param {() => void} act @param {string} [kind] */
    function button(text, act, kind = '') {
        const element = make('button', { type: 'button', class: `guide-button ${kind}`.trim() }, text);
        element.addEventListener('click', act);
        return element;
    }

    /** @param {string} name */
    const close = name => document.querySelector(`[data-guide-message="${name}"]`)?.remove();

    /**
     * A message over the page, once for each name.
     * @param {string} name @param {string} title @param {string} text @param {...Node} actions
     */
    function tell(name, title, text, ...actions) {
        close(name);
        const shut = button('閉じる', () => close(name));
        document.body.append(make('div', { class: 'guide-message', role: 'alert', 'data-guide-message': name },
            make('p', { class: 'guide-message-title' }, title), make('p', {}, text),
            make('p', { class: 'guide-message-actions' }, ...actions, shut)));
    }

    function tellSignedOut() {
        if (document.querySelector('[data-guide-message="signed-out"]')) {
            return;
        }
        const login = make('a', { href: location.href, class: 'guide-button guide-button-key' }, 'ログインする');
        login.addEventListener('click', event => {
            event.preventDefault();
            location.reload();
        });
        tell('signed-out', 'ログインの期限が切れました',
            '続きを読むには、もう一度ログインしてください。自己点検の回答は、この端末に残っています。', login);
        // What members read does not stay on the device, either.
        void order('check');
    }

    /** Leaves this page for the one that says that nobody is logged in. */
    function leave() {
        const path = decodeURIComponent(location.pathname.slice(new URL(root).pathname.length));
        location.replace(`${root}public/signed-out.html#${encodeURIComponent(path)}`);
    }

    /** Hides a page that the browser kept in its memory until the server says that the reader may see it. */
    async function lookBehindVeil() {
        document.documentElement.classList.add('guide-veiled');
        const limit = new Promise(resolve => setTimeout(resolve, VEIL_MS, 'unknown'));
        if ((await Promise.race([session(), limit])) === 'out') {
            leave();
        } else {
            document.documentElement.classList.remove('guide-veiled');
            void look();
        }
    }

    addEventListener('pageshow', ({ persisted }) => persisted && void lookBehindVeil());
    document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible' && Date.now() - askedAt > REST_MS) {
            void look();
        }
    });
    // Scripts, parts of the index and pictures that do not come, and scripts that turn out to be a login page.
    addEventListener('error', (/** @type {Event} */ event) => {
        const isOurs = event instanceof ErrorEvent ? event.filename.startsWith(root) : event.target instanceof Element;
        if (isOurs) {
            void look();
        }
    }, true);

    // ---- Files ----

    /** @param {HTMLAnchorElement} link */
    const isFile = link => link.href.startsWith(root) && (link.hasAttribute('download') || FILES.test(link.pathname));

    /** @param {string} name @param {Blob} content */
    function give(name, content) {
        const address = URL.createObjectURL(content);
        const link = make('a', { href: address, download: name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(address), 60000);
    }

    /** @param {HTMLAnchorElement} link */
    async function fetchFile(link) {
        const name = link.download || decodeURIComponent(link.pathname.split('/').pop() || '');
        try {
            const answer = await fetch(link.href, { redirect: 'manual', credentials: 'same-origin' });
            if (answer.ok && !asksForLogin(answer)) {
                close('file');
                give(name, await answer.blob());
            } else if ((await session()) === 'out') {
                tellSignedOut();
            } else {
                tell('file', 'ファイルを受け取れませんでした', `「${name}」が、いまサーバーにありません。ページを再読み込みしてください。`);
            }
        } catch {
            tell('file', 'ファイルを受け取れませんでした', '通信できません。つながるところで、もう一度押してください。');
        }
    }

    // A browser would save a login page under the name of the file.
    document.addEventListener('click', event => {
        const link = event.target instanceof Element ? event.target.closest('a') : null;
        if (link && isFile(link) && !event.defaultPrevented) {
            event.preventDefault();
            void fetchFile(link);
        }
    });

    // ---- The copy ----

    const isPossible = () => isSecureContext && 'serviceWorker' in navigator && 'caches' in window;

    async function registration() {
        return isPossible() ? await navigator.serviceWorker.getRegistration(root) : undefined;
    }

    /** @returns {Promise<CopyReport>}  Without a worker: what it left behind. */
    async function leftReport() {
        /** @type {Copy} */
        const nothing = { build: '', saved: 0, checked: 0, asked: 0, days: 0, latest: '', files: 0, bytes: 0, gone: '', goneAt: 0 };
        const left = isPossible() ? await caches.match(`${root}state.json`, { cacheName: STATE }) : undefined;
        const copy = left ? { ...nothing, ...(await left.json()), build: '' } : nothing;
        return { copy, until: 0, saving: null, failure: '', missing: 0 };
    }

    /**
     * @param {Order['jissenOffline']} what @param {number} [days]
     * @returns {Promise<CopyReport>}
     */
    async function order(what, days) {
        const worker = (await registration())?.active;
        if (!worker) {
            return leftReport();
        }
        const { port1, port2 } = new MessageChannel();
        const answer = new Promise(resolve => (port1.onmessage = ({ data }) => resolve(data)));
        const late = new Promise(resolve => setTimeout(resolve, ORDER_MS, null));
        worker.postMessage({ jissenOffline: what, days }, [port2]);
        return (await Promise.race([answer, late])) || leftReport();
    }

    /** @param {number} days */
    async function save(days) {
        await navigator.serviceWorker.register(`${root}sw.js`, { scope: root, updateViaCache: 'none' });
        const late = new Promise((_, reject) => setTimeout(reject, READY_MS, new Error('the worker does not start')));
        await Promise.race([navigator.serviceWorker.ready, late]);
        await order('save', days);
    }

    const ourCaches = async () => (await caches.keys()).filter(name => name.startsWith(PREFIX));

    async function remove() {
        await order('cancel');
        await Promise.all((await ourCaches()).map(name => caches.delete(name)));
        return (await ourCaches()).length === 0;
    }

    async function removeAll() {
        await order('cancel');
        // First the worker, so that it notes nothing anew.
        await (await registration())?.unregister();
        return (await remove()) && !(await registration());
    }

    async function size() {
        try {
            const answer = await fetch(list, { redirect: 'manual', cache: 'no-cache', credentials: 'same-origin' });
            /** @type {{files: {kind: string, bytes: number}[]}} */
            const { files } = await answer.json();
            return files.filter(({ kind }) => kind !== 'server').reduce((sum, { bytes }) => sum + bytes, 0);
        } catch {
            return 0;
        }
    }

    /** @type {((report: CopyReport) => void)[]} */
    const watchers = [];

    /** @param {News} news */
    function hear({ jissenOffline: what, report }) {
        if (what === 'switched') {
            location.reload();
        } else if (what === 'signed-out') {
            tellSignedOut();
        }
        watchers.forEach(see => see(report));
        offer(report);
    }

    /** Offers the newer build, unless the reader put it off in this window. @param {CopyReport} report */
    function offer({ copy, saving }) {
        const isNewer = copy.build !== '' && copy.latest !== copy.build && !saving;
        if (!isNewer || sessionStorage.getItem(LATER) === copy.latest || watchers.length) {
            close('newer');
            return;
        }
        const take = button('新しい版に入れ替える', () => {
            close('newer');
            void save(copy.days);
        }, 'guide-button-key');
        if (!document.querySelector('[data-guide-message="newer"]')) {
            tell('newer', '新しい版があります', 'この端末の控えより、新しい手引きが出ています。入れ替えると、開いている手引きのページを読み込み直します。', take);
            document.querySelector('[data-guide-message="newer"] button:last-child')?.addEventListener('click', () => sessionStorage.setItem(LATER, copy.latest));
        }
    }

    /** @type {Offline} */
    const offline = {
        root, isPossible, session, size, save, remove, removeAll,
        report: () => order('report'),
        cancel: async () => void (await order('cancel')),
        check: () => order('check'),
        watch: see => void watchers.push(see),
    };
    page.jissenOffline = Object.freeze(offline);

    if (isPossible()) {
        navigator.serviceWorker.addEventListener('message', ({ data }) => data && data.jissenOffline && hear(data));
        navigator.serviceWorker.startMessages();
        if (navigator.serviceWorker.controller) {
            void order('report').then(offer);
        }
    }
    document.querySelectorAll('[data-guide-online]').forEach(element => element.removeAttribute('hidden'));
    // A page on a disk would only complain about it.
    document.head.append(make('link', { rel: 'manifest', href: absolute(script.dataset.icons) }));
})();
