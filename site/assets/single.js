/*
 * The shell of the guide as one HTML file: shows one of its pages at a time. Classic script: no modules, no build, no
 * network.
 * Reads the files of the guide from the <script type="text/plain" data-path> elements of this document (base64 of
 * deflate-raw, in parts) and the address: `#/<path without .html>`, then the page's own `?…` and `#…`. Gives scripts of
 * pages window.jissenSingle (single-types.d.ts) in place of addresses. Without this script the document says what to do.
 *
 * Going to another page changes the address and loads the document anew: every page begins with nothing left of the one
 * before, as its scripts expect it, and the history is that of the browser.
 */
(function guideSingle() {
    'use strict';

    /** How long a page may grow until it is where the reader had scrolled to. */
    const SETTLING_MS = 1500;
    const SCROLLED_MS = 100;
    const NOTHING = 'このページは、この手引きにありません。';
    const CUT_OFF = 'このファイルは、途中までしか届いていません。元のファイルを、もう一度コピーするか、受け取り直してください。';
    const DAMAGED = 'このファイルは、壊れているため開けません。元のファイルを、もう一度コピーするか、受け取り直してください。';
    const TOO_OLD = 'このブラウザーは古いため、この形の手引きを開けません。ブラウザーを新しくするか、フォルダーの形の手引き(zip)をお使いください。';
    /** @type {Record<string, string>} */
    const TYPES = {
        csv: 'text/csv', gif: 'image/gif', jpeg: 'image/jpeg', jpg: 'image/jpeg', json: 'application/json',
        pdf: 'application/pdf', png: 'image/png', svg: 'image/svg+xml', txt: 'text/plain', webp: 'image/webp',
        docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    };

    /** @typedef {{path: string, search: string, hash: string}} Place  Of a page: its path in the site, and the rest of its address. */

    /** Kept from guide.js, which comes with the page: nothing is to be bright before. */
    function colour() {
        try {
            const theme = localStorage.getItem('guide-theme');
            if (theme === 'light' || theme === 'dark') {
                document.documentElement.setAttribute('data-guide-theme', theme);
            }
        } catch {
            // The colours are those of the system.
        }
    }

    // ---- Files ----

    /** @type {Map<string, Element[]>}  The parts of each file, in order. */
    const files = new Map();

    function findFiles() {
        for (const element of document.querySelectorAll('script[data-path]')) {
            const path = element.getAttribute('data-path') || '';
            const parts = files.get(path);
            parts ? parts.push(element) : files.set(path, [element]);
        }
    }

    /** @param {string} text  Base64. */
    function decoded(text) {
        const from = /** @type {any} */ (Uint8Array).fromBase64;
        return from ? from.call(Uint8Array, text) : Uint8Array.from(atob(text), character => character.charCodeAt(0));
    }

    /**
     * What a file of the guide holds. Fails with a reason for the reader when it is not there or damaged.
     * @param {string} path
     * @returns {Promise<Uint8Array<ArrayBuffer>>}
     */
    async function read(path) {
        const parts = files.get(path);
        try {
            return await inflated((parts || []).map(part => decoded(part.textContent || '')));
        } catch {
            throw new Error(DAMAGED);
        }
    }

    /** @param {Uint8Array<ArrayBuffer>[]} parts  Raw deflate, of which none is not the deflate of anything. */
    async function inflated(parts) {
        const { readable, writable } = new DecompressionStream('deflate-raw');
        const writer = writable.getWriter();
        for (const part of parts) {
            // What is wrong with it is said by the reader, too.
            writer.write(part).catch(() => {});
        }
        writer.close().catch(() => {});
        const reader = readable.getReader();
        const chunks = [];
        for (let chunk = await reader.read(); chunk.value; chunk = await reader.read()) {
            chunks.push(chunk.value);
        }
        const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
        chunks.reduce((at, chunk) => (bytes.set(chunk, at), at + chunk.length), 0);
        return bytes;
    }

    /** The policy knows scripts by their bytes: none may be lost. */
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

    /** @param {string} path  @returns {Promise<string>} */
    const readText = async path => decoder.decode(await read(path));

    /** @param {string} path  @returns {Promise<Blob>} */
    const readBlob = async path => new Blob([await read(path)], { type: TYPES[extensionOf(path)] || 'application/octet-stream' });

    /** @param {string} path */
    const extensionOf = path => path.slice(path.lastIndexOf('.') + 1).toLowerCase();

    /** @param {string} path */
    const isPage = path => path.endsWith('.html');

    // ---- Addresses ----

    const file = location.href.replace(/[?#].*$/s, '');
    const top = `${file}/`;

    /** @param {string} text */
    function decodedAddress(text) {
        try {
            return decodeURIComponent(text);
        } catch {
            return text;
        }
    }

    /**
     * The place a fragment of this file's address stands for; `#x` is an anchor of the first page.
     * @param {string} written  From `#` on. Some programs write the second `#` as `%23`.
     * @returns {Place}
     */
    function placeOf(written) {
        const [, path = '', search = '', hash = ''] = /^#\/([^?#]*?)(\?[^#]*?)?((?:#|%23).*)?$/s.exec(written) || [];
        const isOwn = written.startsWith('#/');
        return { path: pathOf(isOwn ? decodedAddress(path) : ''), search, hash: isOwn ? hash.replace(/^%23/, '#') : written };
    }

    /** @param {string} path  As in an address: a folder, or a page with or without its ending. */
    function pathOf(path) {
        const whole = path === '' || path.endsWith('/') ? `${path}index.html` : path;
        return files.has(whole) ? whole : `${whole.replace(/\.html$/, '')}.html`;
    }

    /** @param {Place} place  @returns {string} From `#` on. */
    const written = ({ path, search, hash }) =>
        `#/${path.replace(/\.html$/, '').split('/').map(encodeURIComponent).join('/')}${search}${hash === '#' ? '' : hash}`;

    /**
     * The place in the guide of an address as scripts see it.
     * @param {string} address
     * @returns {Place | null}  Null when it leads out of the guide.
     */
    function placeIn(address) {
        try {
            const { href, search, hash } = new URL(address, here.href);
            const path = href.replace(/[?#].*$/s, '').slice(top.length);
            return href.startsWith(top) ? { path: pathOf(decodedAddress(path)), search, hash } : null;
        } catch {
            return null;
        }
    }

    /** @type {JissenSingle} */
    const here = Object.freeze({
        get href() {
            const { path, search, hash } = placeOf(location.hash);
            return top + path.split('/').map(encodeURIComponent).join('/') + search + hash;
        },
        get search() {
            return placeOf(location.hash).search;
        },
        get hash() {
            return placeOf(location.hash).hash;
        },
        assign(/** @type {string} */ address) {
            const place = placeIn(address);
            place ? go(written(place)) : location.assign(address);
        },
        replace(/** @type {string} */ address) {
            const place = placeIn(address);
            location.replace(place ? written(place) : address);
        },
        rewrite(/** @type {string} */ address) {
            const place = placeIn(address);
            if (place) {
                bringAlong(shown, pageOf(place));
                shown = pageOf(place);
                history.replaceState(history.state, '', file + written(place));
            }
        },
        async load(/** @type {string} */ address) {
            run(await readText(placeIn(address)?.path || ''));
        },
    });

    // ---- Links and files to take away ----

    /** @type {WeakMap<Element, string>}  Links to files that are no pages, and the path of each. */
    const offers = new WeakMap();

    /**
     * Whether a link leads to the text of its own page. Screen readers know such a link by its bare anchor, and nobody
     * passes it on.
     * @param {Element} link
     * @param {string} address
     */
    const isSkip = (link, address) => address.startsWith('#') && link.ownerDocument.getElementById(address.slice(1))?.localName === 'main';

    /** Gives a link the address that leads to the same place in this file. @param {Element} link */
    function settle(link) {
        const address = link.getAttribute('href');
        if (!address || address.startsWith('#/') || isSkip(link, address)) {
            return;
        }
        offers.delete(link);
        const place = placeIn(address);
        if (!place) {
            return;
        }
        if (files.has(place.path) && !isPage(place.path)) {
            offers.set(link, place.path);
            link.getAttribute('download') || link.setAttribute('download', place.path.slice(place.path.lastIndexOf('/') + 1));
        }
        link.setAttribute('href', written(place));
    }

    /**
     * Links to places on this page lead there under its new address.
     * @param {string} before  Written without an anchor, as is the other.
     * @param {string} now
     */
    function bringAlong(before, now) {
        for (const link of before === now ? [] : document.querySelectorAll('a[href]')) {
            const address = link.getAttribute('href') || '';
            address.startsWith(`${before}#`) && link.setAttribute('href', now + address.slice(before.length));
        }
    }

    /** @param {ParentNode} around */
    const settleAll = around => around.querySelectorAll('a[href]').forEach(settle);

    /**
     * Puts a file behind its link, once.
     * @param {Element} link
     * @param {string} path
     */
    async function offer(link, path) {
        const address = URL.createObjectURL(await readBlob(path));
        if (offers.delete(link)) {
            link.setAttribute('href', address);
        }
    }

    /** @param {Event} event  @returns {HTMLAnchorElement | null} */
    const linkOf = ({ target }) => (target instanceof Element ? target.closest('a[href]') : null);

    /** A reader comes near a link: what is behind it is put there before it is opened, copied or saved. @param {Event} event */
    function prepare(event) {
        const link = linkOf(event);
        const path = link && offers.get(link);
        if (link && path) {
            offer(link, path).catch(() => {});
        }
    }

    /** Whether a click means this window. @param {MouseEvent} event */
    const isPlain = ({ button, ctrlKey, metaKey, shiftKey, altKey }) => !(button || ctrlKey || metaKey || shiftKey || altKey);

    /** @param {MouseEvent} event */
    function follow(event) {
        const link = linkOf(event);
        const path = link && offers.get(link);
        const address = link?.getAttribute('href') || '';
        if (!link || event.defaultPrevented) {
            return;
        }
        if (path) {
            event.preventDefault();
            offer(link, path).then(() => link.click(), () => alert(DAMAGED));
        } else if (address.startsWith('#') && !link.getAttribute('target') && isPlain(event)) {
            event.preventDefault();
            const place = address.startsWith('#/') ? null : placeIn(address);
            go(place ? written(place) : address);
        } else {
            keepScroll();
        }
    }

    function watchLinks() {
        const options = { subtree: true, childList: true, attributes: true, attributeFilter: ['href'] };
        new MutationObserver(changes => {
            for (const { type, target, addedNodes } of changes) {
                const changed = type === 'attributes' ? [target] : addedNodes;
                for (const element of changed) {
                    if (element instanceof Element) {
                        element.matches('a[href]') && settle(element);
                        settleAll(element);
                    }
                }
            }
        }).observe(document.documentElement, options);
        for (const kind of ['pointerover', 'pointerdown', 'focusin']) {
            addEventListener(kind, prepare);
        }
        addEventListener('click', follow);
    }

    // ---- Going on, and coming back ----

    /** The page shown, as it is written without its anchor. */
    let shown = '';
    let scrolled = 0;

    /** @param {Place} place  Two with the same are one page. */
    const pageOf = ({ path, search }) => written({ path, search, hash: '' });

    /** @param {string} address  From `#` on. */
    function go(address) {
        keepScroll();
        if (location.hash !== new URL(address, file).hash) {
            location.hash = address;
        } else if (pageOf(placeOf(location.hash)) === shown) {
            arrive();
        } else {
            location.reload();
        }
    }

    /** The browser has another address: that of another page, or of another place on this one. @param {Event} event */
    function addressChanged(event) {
        clearTimeout(scrolled);
        if (pageOf(placeOf(location.hash)) !== shown) {
            event.stopImmediatePropagation();
            location.reload();
        } else if (!comeBack()) {
            arrive();
        }
    }

    function keepScroll() {
        clearTimeout(scrolled);
        try {
            history.replaceState({ ...history.state, scroll: [scrollX, scrollY] }, '');
        } catch {
            // Browsers refuse it when asked too often; the place kept before is near.
        }
    }

    /** Shows what the reader saw of this page before leaving it. @returns {boolean} Whether there was something. */
    function comeBack() {
        const scroll = history.state?.scroll;
        if (!scroll) {
            return false;
        }
        const again = () => scrollTo({ left: scroll[0], top: scroll[1], behavior: 'instant' });
        const growing = new ResizeObserver(again);
        const stop = () => growing.disconnect();
        again();
        growing.observe(document.body);
        setTimeout(stop, SETTLING_MS);
        for (const kind of ['wheel', 'touchstart', 'pointerdown', 'keydown']) {
            addEventListener(kind, stop, { once: true, passive: true });
        }
        return true;
    }

    /** Goes to the anchor in the address, or to the top, as a browser does. */
    function arrive() {
        const name = here.hash.slice(1);
        const target = name && (document.getElementById(name) || document.getElementById(decodedAddress(name)));
        document.querySelector('.guide-arrived')?.classList.remove('guide-arrived');
        if (target) {
            target.classList.add('guide-arrived');
            for (let around = target.closest('details'); around; around = around.parentElement?.closest('details') || null) {
                around.open = true;
            }
            target.scrollIntoView();
            stepTo(target);
        } else if (name === '' || name === 'top') {
            scrollTo(0, 0);
        }
    }

    /** The Tab key goes on from there. @param {HTMLElement} target */
    function stepTo(target) {
        target.focus({ preventScroll: true });
        if (document.activeElement !== target) {
            target.tabIndex = -1;
            target.focus({ preventScroll: true });
            target.blur();
            target.removeAttribute('tabindex');
        }
    }

    // ---- A page ----

    /** @param {string} text  Of a script the policy knows.  @param {Element} [written]  The element it stands for. */
    function run(text, written) {
        const element = document.createElement('script');
        for (const { name, value } of written?.attributes || []) {
            if (!['src', 'defer', 'async'].includes(name)) {
                element.setAttribute(name, value);
            }
        }
        element.textContent = text;
        document.head.append(element);
    }

    /**
     * Puts images into their addresses.
     * @param {Element} image
     * @param {string} name  Of the attribute.
     */
    async function embed(image, name) {
        const place = placeIn(image.getAttribute(name) || '');
        image.removeAttribute('srcset');
        if (place && files.has(place.path)) {
            image.setAttribute(name, await dataAddress(await readBlob(place.path)));
        }
    }

    /** @param {Blob} blob  @returns {Promise<string>} */
    const dataAddress = blob => new Promise(resolve => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result));
        reader.readAsDataURL(blob);
    });

    /**
     * Takes out of the head of a page what stands in that of this document.
     * @param {Document} page
     */
    function putHead(page) {
        document.title = page.title;
        for (const name of ['lang', 'dir', 'class']) {
            const value = page.documentElement.getAttribute(name);
            value === null || document.documentElement.setAttribute(name, value);
        }
        document.head.append(...page.querySelectorAll('head > meta[name="description"], head > link[rel="icon"]'));
    }

    /** @param {string} path */
    async function readPage(path) {
        if (!files.has(path) || !isPage(path)) {
            throw new Error(NOTHING);
        }
        return readText(path);
    }

    /** The page in the address. */
    async function show() {
        const place = placeOf(location.hash);
        shown = pageOf(place);
        const page = new DOMParser().parseFromString(await readPage(place.path), 'text/html');
        const scripts = [...page.querySelectorAll('script[src]')];
        const images = [['img[src]', 'src'], ['svg image[href]', 'href'], ['head > link[rel="icon"]', 'href']].flatMap(
            ([selector, name]) => [...page.querySelectorAll(selector)].map(image => embed(image, name)));
        const texts = await Promise.all(scripts.map(script => readScript(script.getAttribute('src') || '')));
        await Promise.all(images);
        page.querySelectorAll('script, noscript, source').forEach(element => element.remove());
        settleAll(page);
        putHead(page);
        document.body.replaceWith(document.adoptNode(page.body));
        watchLinks();
        scripts.forEach((script, nth) => run(texts[nth], script));
        // What it is to the scripts of a page that stands in a file of its own.
        document.dispatchEvent(new Event('DOMContentLoaded'));
        comeBack() || arrive();
        addEventListener('scroll', () => {
            clearTimeout(scrolled);
            scrolled = setTimeout(keepScroll, SCROLLED_MS);
        }, { passive: true });
    }

    /** What a page loads only from a server is left out of this file. @param {string} address  @returns {Promise<string>} */
    async function readScript(address) {
        const path = placeIn(address)?.path || '';
        return files.has(path) ? readText(path) : '';
    }

    // ---- When something is wrong ----

    /** Says in place of the page what is wrong, and what the reader can do. @param {string} message */
    function complain(message) {
        const paragraph = (/** @type {(Node | string)[]} */ ...children) => {
            const element = document.createElement('p');
            element.append(...children);
            return element;
        };
        const heading = document.createElement('h1');
        heading.textContent = message === NOTHING ? 'ページが見つかりません' : '手引きを開けません';
        const main = document.createElement('main');
        main.className = 'guide-single';
        main.append(heading, paragraph(message));
        if (message === NOTHING) {
            const link = document.createElement('a');
            link.href = '#/index';
            link.textContent = '手引きのはじめのページへ';
            main.append(paragraph(link));
        }
        const body = document.createElement('body');
        body.append(main);
        document.body.replaceWith(body);
        document.title = `${heading.textContent} | ${document.title}`;
    }

    async function open() {
        if (!document.querySelector('[data-end]')) {
            return complain(CUT_OFF);
        }
        if (typeof DecompressionStream !== 'function') {
            return complain(TOO_OLD);
        }
        findFiles();
        addEventListener('hashchange', addressChanged);
        try {
            await show();
        } catch (error) {
            const isNothing = error instanceof Error && error.message === NOTHING;
            complain(isNothing ? NOTHING : DAMAGED);
        }
    }

    window.jissenSingle = here;
    history.scrollRestoration = 'manual';
    colour();
    document.addEventListener('DOMContentLoaded', open, { once: true });
})();
