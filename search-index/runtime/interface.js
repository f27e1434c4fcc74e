/*
 * The search box of every page. Classic script: no modules, no build, no network.
 * Loads the engine and the index when a reader first uses the box or opens the page of results.
 * README.md beside the crate (section 6) says what the element that loads this script carries.
 * Without this script a link to the list of topics stands in the place of the box.
 */
(function guideSearch() {
    'use strict';

    // Shapes of the engine, as in section 6.
    /** @typedef {{limit?: number, kind?: string, edition?: string}} Options */
    /** @typedef {{page: string, title: string, breadcrumb: string, kind: string, edition: string}} OfPage */
    /** @typedef {OfPage & {url: string, heading: string, excerpt: string, marks: [number, number][], level: number}} Hit */
    /** @typedef {{kinds: [string, number][], editions: [string, number][], instead: {from: string, to: string}[]}} Facets */
    /** @typedef {Facets & {hits: Hit[], total: number}} Answer */
    /**
     * @typedef {Object} Engine
     * @property {string} folder
     * @property {(text: string, options?: Options) => Promise<Hit[]>} query
     * @property {(text: string, options?: Options) => Promise<Answer>} search
     * @property {(text: string) => Promise<string[]>} nearest
     * @property {() => Promise<unknown>} [load]
     */
    /** @typedef {{text: string, kind: string, edition: string, limit: number}} Wish  What the reader asks for. */

    const LOADING_MS = 15000;
    const TYPING_MS = 100;
    const PATIENCE_MS = 300;
    const ANNOUNCE_MS = 700;
    const MAX_RECENT = 8;
    const MAX_COLOURED = 200;
    const KEY = 'guide-search-recent';
    const NAME = 'guide-search';

    const script = document.currentScript;
    if (!(script instanceof HTMLScriptElement)) {
        return;
    }
    const data = script.dataset;

    /** A guide in one file has addresses of its own. */
    const single = window.jissenSingle;
    const here = single || location;

    /** @param {string | undefined} address  From this page; empty for the page itself. */
    const absolute = (address) => new URL(address || '', here.href);

    // The engine

    /** @type {Promise<void> | undefined} */
    let loading;
    let again = '';

    /**
     * Brings the engine into the page, once, and with it the file of the index it asks for first. A failure is forgotten,
     * so that the next call tries again.
     */
    function load() {
        const addresses = [absolute(data.engine).href, `${engine.folder}head.js`];
        loading ||= single ? single.load(addresses[0]).then(() => single.load(addresses[1])) : new Promise((resolve, reject) => {
            const elements = addresses.map((address) => {
                // A browser may keep a damaged file and give it out once more.
                const element = make('script', { src: address + again });
                element.async = false; // run in this order
                return element;
            });
            const fail = (/** @type {string} */ what) => {
                clearTimeout(timer);
                for (const element of elements) {
                    element.onload = element.onerror = null;
                    element.remove();
                }
                loading = undefined;
                again = `?${Date.now()}`;
                reject(new Error(`検索用のファイル${what}。案内のフォルダーに、ファイルがそろっているか確かめてください。`));
            };
            const end = (/** @type {string} */ what) => (engine.search === ours.search ? fail(what) : resolve());
            const timer = setTimeout(end, LOADING_MS, 'が届きません');
            elements[0].onerror = () => fail('がありません');
            // The engine itself says what is wrong with the file.
            elements[1].onload = elements[1].onerror = () => end('が壊れています');
            document.head.append(...elements);
        });
        return loading;
    }

    /** @type {Engine} Until the engine puts its own functions here. */
    const engine = {
        folder: absolute(data.search).href,
        query: (text, options) => load().then(() => engine.query(text, options)),
        search: (text, options) => load().then(() => engine.search(text, options)),
        nearest: (text) => load().then(() => engine.nearest(text)),
    };
    const ours = { ...engine };

    Object.assign(window, { jissenSearch: engine });

    // Elements and text

    /**
     * @template {keyof HTMLElementTagNameMap} Tag
     * @param {Tag} tag
     * @param {Record<string, string>} attributes  A `class` is written without our prefix.
     * @param {...(Node | string)} children
     * @returns {HTMLElementTagNameMap[Tag]}
     */
    function make(tag, attributes, ...children) {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) {
            element.setAttribute(name, name === 'class' ? `${NAME}-${value}` : value);
        }
        element.append(...children);
        return element;
    }

    /**
     * A button that does something on this page.
     * @param {string} kind @param {string} text @param {() => void} act
     */
    function button(kind, text, act) {
        const element = make('button', { type: 'button', class: kind }, text);
        element.addEventListener('click', act);
        return element;
    }

    /**
     * An address that carries what was asked in its fragment, which browsers keep to themselves: no server learns it.
     * @param {string} page @param {Record<string, string>} asked  Empty values are left out.
     */
    function addressWith(page, asked) {
        const address = absolute(page);
        address.search = '';
        address.hash = new URLSearchParams(Object.entries(asked).filter(([, value]) => value)).toString();
        return address.href;
    }

    /** What the fragment of this page's address carries. */
    const asked = () => new URLSearchParams(here.hash.slice(1));

    /** @param {Wish} wish  @returns {string} Address of its page of results. */
    const addressOf = ({ text, kind, edition }) => addressWith(data.page || '', { q: text, kind, edition });

    /** @param {string} text  @returns {string[]} */
    const wordsOf = (text) => text.split(/[\s"]+/).filter((word) => flat(word));

    /**
     * What is to be coloured on the page of a hit: the words typed, and those found in their place.
     * @param {Hit} hit @param {string} text
     */
    function wordsFor({ excerpt, marks }, text) {
        const typed = wordsOf(text);
        const found = marks.map(([begin, end]) => excerpt.slice(begin, end).replace(/\s+/g, ''));
        const isNew = (/** @type {string} */ word) => !typed.some((other) => flat(other).includes(flat(word)));
        return [...new Set([...typed, ...found.filter(isNew)])].slice(0, MAX_RECENT);
    }

    /**
     * A text with parts of it in `mark` elements.
     * @param {string} text @param {[number, number][]} marks  Begin and end, in order.
     */
    function marked(text, marks) {
        const fragment = document.createDocumentFragment();
        let at = 0;
        for (const [begin, end] of marks.filter(([begin], nth) => nth === 0 || begin >= marks[nth - 1][1])) {
            fragment.append(text.slice(at, begin), make('mark', {}, text.slice(begin, end)));
            at = end;
        }
        fragment.append(text.slice(at));
        return fragment;
    }

    /**
     * A title with the words in `mark` elements.
     * @param {string} title @param {string[]} words
     */
    function markedTitle(title, words) {
        const flattened = flatten([new Text(title)]);
        const marks = words.flatMap((word) => places(flattened, word)).map(({ begin, end }) => [begin, end]);
        return marked(title, /** @type {[number, number][]} */ (marks.sort(([a], [b]) => a - b)));
    }

    // Recent searches. Opened from disk in Firefox every page keeps its own, which a reader can live with.

    /** @returns {string[]} The latest first; empty where storage is forbidden. */
    function recent() {
        try {
            const kept = JSON.parse(localStorage.getItem(KEY) || '[]');
            return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string').slice(0, MAX_RECENT) : [];
        } catch {
            return [];
        }
    }

    /** @param {string} text  Kept only once the reader has submitted it or opened what it found. */
    function remember(text) {
        const texts = [text, ...recent().filter((other) => other !== text)].slice(0, MAX_RECENT);
        try {
            localStorage.setItem(KEY, JSON.stringify(texts));
        } catch {
            // Then nothing is kept.
        }
    }

    function forget() {
        try {
            localStorage.removeItem(KEY);
        } catch {
            // Nothing was kept.
        }
    }

    // What is shown: in a list below the box, or on the page of results

    const results = document.querySelector('[data-guide-search-results]');
    const isPage = results instanceof HTMLElement;
    const LIMIT = isPage ? 30 : 15;
    /** @type {Wish} */
    const wish = { text: '', kind: '', edition: '', limit: LIMIT };
    const list = make('div', isPage ? {} : { id: `${NAME}-list`, role: 'listbox', 'aria-label': '検索の結果' });
    const status = make('p', { class: 'status', role: 'status' });
    const shown = make('div', { class: 'shown' });
    let announcement = 0;

    /** @param {string} text  Said once nothing has changed for a while, not at every key. */
    function announce(text) {
        clearTimeout(announcement);
        announcement = setTimeout(() => {
            status.textContent = text;
        }, ANNOUNCE_MS);
    }

    /**
     * What can be chosen: an option of the list, or a link of the page.
     * @param {string} href @param {Node | string} text @param {() => void} [act]  Instead of following the link.
     * @param {...Node} more  Below the text.
     */
    function choice(href, text, act, ...more) {
        const name = make('span', { class: 'name' }, text);
        const link = make('a', { class: 'choice', href }, ...(isPage ? [name] : [name, ...more]));
        if (!isPage) {
            link.setAttribute('role', 'option');
            link.setAttribute('aria-selected', 'false');
            link.tabIndex = -1;
        }
        link.addEventListener('click', (event) => {
            const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
            if (act && isPlain) {
                event.preventDefault();
                act();
            }
        });
        return isPage ? make('li', {}, link, ...more) : link;
    }

    /** @param {string | Node} title @param {Node[]} choices */
    function group(title, choices) {
        if (isPage) {
            return make('section', { class: 'group' }, make('h2', {}, title), make('ul', {}, ...choices));
        }
        const head = make('div', { class: 'head', role: 'presentation' }, title);
        const element = make('div', { class: 'group', role: 'group' }, head, ...choices);
        element.setAttribute('aria-label', head.querySelector(`.${NAME}-title`)?.textContent || head.textContent || '');
        return element;
    }

    /** @param {Node[]} above  Outside the list. @param {Node[]} groups */
    function show(above, groups) {
        const focused = shown.querySelector(':focus');
        list.replaceChildren(...groups);
        list.hidden = groups.length === 0;
        shown.replaceChildren(...above, list);
        if (focused) {
            const again = [...shown.querySelectorAll('button')].find((chip) => chip.value && chip.value === focused.getAttribute('value'));
            (again || box?.input)?.focus({ preventScroll: true });
        }
        box?.opened(groups.length > 0);
    }

    /** @param {string} text */
    const paragraph = (text) => make('p', { class: 'note' }, text);

    /**
     * Buttons that narrow the hits.
     * @param {'kind' | 'edition'} key @param {string} label @param {[string, number][]} counts
     */
    function chips(key, label, counts) {
        if (counts.length < 2 && !wish[key]) {
            return [];
        }
        const chip = (/** @type {[string, number]} */ [name, n]) => {
            const element = button('chip', name, () => {
                wish[key] = wish[key] === name ? '' : name;
                search();
            });
            element.append(' ', make('span', { class: 'count' }, String(n)));
            element.setAttribute('aria-pressed', String(wish[key] === name));
            element.value = `${key} ${name}`;
            return element;
        };
        const isCounted = !wish[key] || counts.some(([name]) => name === wish[key]);
        /** @type {[string, number][]} */
        const all = isCounted ? counts : [[wish[key], 0], ...counts];
        const head = make('span', { class: 'label' }, label);
        return [make('div', { class: 'chips', role: 'group', 'aria-label': label }, head, ...all.map(chip))];
    }

    /** @param {Hit} hit */
    function pageTitle({ title, breadcrumb, kind, edition }) {
        const fragment = document.createDocumentFragment();
        const trail = breadcrumb === title ? '' : breadcrumb;
        if (trail) {
            fragment.append(make('span', { class: 'trail' }, trail), ' ');
        }
        fragment.append(make('span', { class: 'title' }, title));
        for (const [name, text] of [['kind', kind], ['edition', edition === data.edition ? '' : edition]]) {
            if (text) {
                fragment.append(' ', make('span', { class: name }, text));
            }
        }
        return fragment;
    }

    /**
     * The hits by page, in the order of each page's best.
     * @param {Hit[]} hits @returns {Node[]}
     */
    function groups(hits) {
        /** @type {Map<string, Hit[]>} */
        const pages = new Map();
        for (const hit of hits) {
            pages.set(hit.page, [...(pages.get(hit.page) || []), hit]);
        }
        return [...pages.values()].map((ofPage) => {
            const likes = (/** @type {Hit} */ hit) => ofPage.filter((other) => isLike(hit, other));
            // A form and its copies say the same; the list has room for one.
            const choices = isPage ? ofPage : ofPage.filter((hit) => likes(hit)[0] === hit);
            return group(pageTitle(ofPage[0]), choices.map((hit) => found(hit, isPage ? 1 : likes(hit).length)));
        });
    }

    /** @param {Hit} hit @param {Hit} other  Of the same page. */
    function isLike(hit, other) {
        return hit.heading === other.heading && hit.excerpt === other.excerpt;
    }

    /** @param {Hit} hit @param {number} n  How many places of the page it stands for. */
    function found(hit, n) {
        const words = wordsFor(hit, wish.text);
        const [url, anchor = ''] = hit.url.split('#');
        const title = markedTitle(hit.heading || 'ページの先頭', words);
        title.append(n > 1 ? `(ほか${n - 1}か所)` : '');
        const link = choice(
            addressWith(url, { q: words.join(' '), to: anchor }),
            title,
            undefined,
            make('span', { class: 'excerpt' }, marked(hit.excerpt, hit.marks)),
        );
        link.addEventListener('click', () => remember(wish.text));
        return link;
    }

    /** @param {Answer} answer */
    function showAnswer(answer) {
        const { hits, total, kinds, editions, instead } = answer;
        const near = hits.filter((hit) => hit.level > 0);
        const exact = hits.filter((hit) => hit.level === 0);
        const swaps = instead.map(({ from, to }) => `『${from}』を『${to}』`).join('、');
        const above = [
            ...(total ? [make('p', { class: 'total' }, `${total}件`)] : []),
            ...chips('kind', '種類', kinds),
            ...chips('edition', '版', editions),
            ...(swaps ? [paragraph(`${swaps}としても検索しました。`)] : []),
        ];
        const nearNote = 'そのままの言葉では見つからないため、近いものを表示しています。';
        const below = groups(exact);
        if (near.length) {
            below.push(make('div', { class: 'near', role: 'presentation' }, nearNote), ...groups(near));
        }
        if (total > hits.length && isPage) {
            below.push(button('more', 'さらに表示する', async () => {
                wish.limit += LIMIT;
                await search();
                list.querySelectorAll('a')[hits.length]?.focus();
            }));
        } else if (total > hits.length && data.page) {
            below.push(choice(addressOf(wish), `すべての結果を見る(${total}件)`));
        }
        show(above, below);
        const how = isPage ? '' : '。上下の矢印キーで選べます';
        announce(`${exact.length ? '' : nearNote}${total}件${how}`);
    }

    /** @param {Answer} answer @param {string[]} words  The nearest the book has. */
    function showNothing(answer, words) {
        const filtered = wish.kind || wish.edition;
        const text = filtered
            ? `この絞り込みでは、『${wish.text}』は見つかりません。`
            : `『${wish.text}』は見つかりませんでした。短い言葉や、別の言い方でお試しください。`;
        const above = [
            ...chips('kind', '種類', answer.kinds),
            ...chips('edition', '版', answer.editions),
            paragraph(text),
        ];
        const others = [
            [data.topics, data.topicsTitle],
            [data.consultation, data.consultationTitle],
        ].flatMap(([href, title]) => (href && title ? [choice(absolute(href).href, title)] : []));
        show(above, [
            ...(words.length ? [group('もしかして', words.map(suggestion))] : []),
            ...(others.length ? [group('ほかの探し方', others)] : []),
        ]);
        announce(`${text}${words.length ? `もしかして: ${words.join('、')}` : ''}`);
    }

    /** @param {string} text  Searched for when chosen. */
    function suggestion(text) {
        return choice(addressOf({ text, kind: '', edition: '', limit: 0 }), text, () => box?.fill(text));
    }

    /** @param {unknown} error */
    function showError(error) {
        const text = error instanceof Error ? error.message : String(error);
        show([make('p', { class: 'note', role: 'alert' }, text), button('again', 'もう一度', search)], []);
    }

    function showRecent() {
        const texts = recent();
        if (texts.length === 0 || isPage) {
            return box?.close();
        }
        const clear = button('clear-recent', '検索の記録を消す', () => {
            forget();
            box?.close();
            box?.input.focus();
        });
        show([], [group('最近の検索', texts.map(suggestion))]);
        shown.append(clear);
    }

    let nth = 0;

    /** Shows what the engine answers to the wish, unless the reader has meanwhile another one. */
    async function search() {
        const mine = ++nth;
        const isOld = () => mine !== nth;
        if (isPage) {
            single ? single.rewrite(addressOf(wish)) : history.replaceState(null, '', addressOf(wish));
        }
        if (!wish.text) {
            announce('');
            return showRecent();
        }
        const patience = setTimeout(() => isOld() || show([paragraph('読み込んでいます')], []), PATIENCE_MS);
        try {
            const answer = await engine.search(wish.text, wish);
            const words = answer.hits.length ? [] : await engine.nearest(wish.text);
            if (!isOld()) {
                answer.hits.length ? showAnswer(answer) : showNothing(answer, words);
            }
        } catch (error) {
            isOld() || showError(error);
        } finally {
            clearTimeout(patience);
        }
    }

    // The box

    /** @typedef {{input: HTMLInputElement, opened: (isList: boolean) => void, close: () => void, changed: () => void, fill: (text: string) => void}} Box */

    /**
     * @param {Element} place  Its content is replaced.
     * @returns {Box}
     */
    function makeBox(place) {
        const combobox = {
            role: 'combobox',
            'aria-expanded': 'false',
            'aria-controls': list.id,
            'aria-autocomplete': 'list',
        };
        const input = make('input', {
            class: 'input',
            id: `${NAME}-input`,
            name: 'q',
            type: 'text',
            inputmode: 'search',
            enterkeyhint: 'search',
            autocomplete: 'off',
            autocapitalize: 'off',
            spellcheck: 'false',
            placeholder: '言葉で探す',
            'aria-keyshortcuts': '/ Control+K Meta+K',
            ...(isPage ? {} : combobox),
        });
        const empty = button('empty', '×', () => fill(''));
        empty.setAttribute('aria-label', '入力を消す');
        const form = make(
            'form',
            { class: 'form', role: 'search', action: absolute(data.page).href },
            make('label', { class: 'for', for: input.id }, 'サイトの中を検索'),
            make('span', { class: 'field' }, input, make('kbd', { class: 'key', 'aria-hidden': 'true' }, '/'), empty),
            make('button', { class: 'submit' }, '検索'),
        );
        const popup = make('div', { class: 'popup' }, shown);
        popup.hidden = true;
        const root = make('div', { class: 'box' }, form, ...(isPage ? [] : [popup]), status);
        place.replaceChildren(root);

        let active = -1;
        let isComposing = false;
        let typing = 0;

        const options = () => [...list.querySelectorAll('a')];

        /** @param {number} next  -1 for none. */
        function activate(next) {
            active = next;
            options().forEach((option, nth) => {
                option.id = `${NAME}-${nth}`;
                option.setAttribute('aria-selected', String(nth === active));
            });
            const option = options()[active];
            option?.scrollIntoView({ block: 'nearest' });
            if (option) {
                input.setAttribute('aria-activedescendant', option.id);
            } else {
                input.removeAttribute('aria-activedescendant');
            }
        }

        /** @param {boolean} isList  Whether there is something to choose from. */
        function opened(isList) {
            if (isPage) {
                return;
            }
            popup.hidden = false;
            input.setAttribute('aria-expanded', String(isList));
            activate(-1);
        }

        function close() {
            nth += 1;
            clearTimeout(announcement);
            popup.hidden = true;
            if (!isPage) {
                input.setAttribute('aria-expanded', 'false');
                activate(-1);
            }
        }

        function leave() {
            close();
            root.classList.remove(`${NAME}-floating`);
        }

        function changed() {
            empty.hidden = input.value === '';
            const text = input.value.normalize('NFC').trim();
            if (text === wish.text && (isPage || !popup.hidden)) {
                return;
            }
            wish.text = text;
            wish.limit = LIMIT;
            if (!text) {
                wish.kind = wish.edition = '';
            }
            search();
        }

        /** @param {string} text */
        function fill(text) {
            input.value = text;
            input.focus();
            changed();
        }

        /** @param {number} step */
        function move(step) {
            const n = options().length;
            if (popup.hidden) {
                search();
            } else if (n) {
                // One place more than options: the box itself.
                activate(((active + 1 + step + n + 1) % (n + 1)) - 1);
            }
        }

        function submit() {
            const text = input.value.trim();
            if (!text) {
                return input.focus();
            }
            remember(text);
            if (data.page) {
                here.assign(addressOf({ ...wish, text }));
            } else {
                options()[0]?.click();
            }
        }

        /** @param {KeyboardEvent} event */
        function pressed(event) {
            // 229: Safari sends the Enter that ends a composition after its end.
            if (event.isComposing || isComposing || event.keyCode === 229) {
                return;
            }
            if (event.key === 'Escape') {
                if (!popup.hidden) {
                    close();
                    input.focus();
                } else if (event.target === input) {
                    fill('');
                    close();
                }
            } else if (isPage || event.target !== input) {
                return;
            } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                move(event.key === 'ArrowDown' ? 1 : -1);
            } else if (event.key === 'Enter' && options()[active]) {
                options()[active].click();
            } else {
                if (['Home', 'End', 'ArrowLeft', 'ArrowRight'].includes(event.key)) {
                    activate(-1);
                }
                return;
            }
            event.preventDefault();
        }

        input.addEventListener('compositionstart', () => {
            isComposing = true;
            clearTimeout(typing);
        });
        input.addEventListener('compositionend', () => {
            isComposing = false;
            changed();
        });
        input.addEventListener('input', () => {
            clearTimeout(typing);
            if (!isComposing) {
                typing = setTimeout(changed, TYPING_MS);
            }
        });
        input.addEventListener('focus', () => {
            // A failure is told by the first search, which tries again.
            load().then(() => engine.load?.()).catch(() => {});
            if (!isPage && popup.hidden) {
                wish.text = input.value.trim();
                search();
            }
        });
        root.addEventListener('keydown', pressed);
        form.addEventListener('submit', (event) => {
            event.preventDefault();
            submit();
        });
        root.addEventListener('focusout', ({ relatedTarget }) => {
            if (relatedTarget instanceof Node && !root.contains(relatedTarget)) {
                leave();
            }
        });
        document.addEventListener('pointerdown', ({ target }) => {
            if (target instanceof Node && !root.contains(target)) {
                leave();
            }
        });
        document.addEventListener('keydown', (event) => {
            const isLetterKey = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
            const isSlash = event.key === '/' && !(event.ctrlKey || event.metaKey || event.altKey);
            const target = event.target;
            const isTyping =
                target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
            if (event.isComposing || !(isLetterKey || (isSlash && !isTyping))) {
                return;
            }
            event.preventDefault();
            // The page stays where it is; a box out of sight comes to the reader.
            const { top, bottom } = form.getBoundingClientRect();
            root.classList.toggle(`${NAME}-floating`, bottom < 0 || top > innerHeight);
            input.focus({ preventScroll: true });
            input.select();
        });
        window.addEventListener('pagehide', leave);
        empty.hidden = true;
        return { input, opened, close, changed, fill };
    }

    /** Where the box stands: the place the page has for it, or the one the script's element names, or the text. */
    function placeOfBox() {
        const place = document.querySelector('[data-guide-search]');
        if (place) {
            return place;
        }
        const around = document.querySelector(data.place || 'main') || document.body;
        const own = make('div', {});
        own.className = NAME;
        around.prepend(own);
        return own;
    }

    /** @type {Box | undefined} */
    let box;

    // The page of results, and the words a reader came for

    /** Shows on the page of results what its address asks for; `?q=` is understood, too. @param {Box} box */
    function answerAddress(box) {
        const given = asked().has('q') ? asked() : new URLSearchParams(here.search);
        wish.kind = given.get('kind') || '';
        wish.edition = given.get('edition') || '';
        box.input.value = given.get('q') || '';
        if (box.input.value) {
            box.changed();
        } else {
            show([paragraph('上の枠に、探したい言葉を入れてください')], []);
        }
    }

    /** Goes on to the place the reader came for, and colours the words there. */
    function arrive() {
        const given = asked();
        if (given.has('q')) {
            here.replace(`#${given.get('to') || ''}`);
            colour(given.get('q') || '');
        }
    }

    /** @typedef {{text: string, nodes: Text[], begins: number[], ends: number[]}} Flat  Where each unit of `text` stands. */

    /**
     * Letters and digits of texts, folded as the index folds them. Nothing stands between them but a blank between two words
     * that are not Japanese, and a line end between blocks.
     * @param {Text[]} nodes @returns {Flat}
     */
    function flatten(nodes) {
        /** @type {Flat} */
        const flattened = { text: '', nodes: [], begins: [], ends: [] };
        /** @type {Element | null | undefined} */
        let block;
        let [between, last] = ['', ''];
        for (const node of nodes) {
            const around = node.parentElement?.closest('p, li, td, th, dt, dd, h1, h2, h3, h4, h5, h6, pre, div, section') || null;
            between = block === around ? between : '\n';
            block = around;
            for (const { 0: cluster, index } of node.data.matchAll(/[^][\p{M}\uff9e\uff9f]*/gu)) {
                for (const character of cluster.normalize('NFKC').toLowerCase()) {
                    if (!/[\p{L}\p{N}\p{M}]/u.test(character)) {
                        between ||= ' ';
                        continue;
                    }
                    const isGap = between === '\n' || (between && isWord(last) && isWord(character));
                    for (const unit of (isGap ? between : '') + character) {
                        flattened.text += unit;
                        for (let nth = 0; nth < unit.length; nth += 1) {
                            flattened.nodes.push(node);
                            flattened.begins.push(index);
                            flattened.ends.push(index + cluster.length);
                        }
                    }
                    [between, last] = ['', character];
                }
            }
        }
        return flattened;
    }

    /** @param {string} character */
    function isWord(character) {
        return /[\p{L}\p{N}]/u.test(character) && !/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー]/u.test(character);
    }

    /** @param {string} text */
    function flat(text) {
        return flatten([new Text(text)]).text.trim();
    }

    /**
     * Where a word stands, at most 200 places.
     * @param {Flat} flattened @param {string} word
     */
    function places({ text, nodes, begins, ends }, word) {
        const sought = flat(word);
        const found = [];
        for (let at = text.indexOf(sought); at >= 0 && found.length < MAX_COLOURED; ) {
            const last = at + sought.length - 1;
            found.push({ node: nodes[at], begin: begins[at], lastNode: nodes[last], end: ends[last] });
            at = text.indexOf(sought, last + 1);
        }
        return found;
    }

    /**
     * Colours the first places of words in the text of this page, and says so in a bar.
     * @param {string} asked  Words with blanks between.
     */
    function colour(asked) {
        const main = document.querySelector('main');
        const words = wordsOf(asked);
        if (!main || words.length === 0) {
            return;
        }
        /** @type {Text[]} */
        const nodes = [];
        const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const node = /** @type {Text} */ (walker.currentNode);
            if (!node.parentElement?.closest(`script, style, [hidden], .${NAME}`)) {
                nodes.push(node);
            }
        }
        const page = flatten(nodes);
        /** @type {Range[]} */
        const ranges = [];
        const found = words.filter((word) => {
            const ofWord = places(page, word).map(({ node, begin, lastNode, end }) => {
                const range = new Range();
                range.setStart(node, begin);
                range.setEnd(lastNode, end);
                return range;
            });
            ranges.push(...ofWord);
            return ofWord.length > 0;
        });
        uncolour();
        if (found.length) {
            showBar(main, found, paint(ranges));
        }
    }

    /** @param {Range[]} ranges  @returns {() => void} Takes the colour away. */
    function paint(ranges) {
        if (typeof Highlight === 'function' && CSS.highlights) {
            CSS.highlights.set(NAME, new Highlight(...ranges));
            return () => CSS.highlights.delete(NAME);
        }
        const marks = ranges.flatMap(wrap);
        return () => marks.forEach((mark) => mark.replaceWith(...mark.childNodes));
    }

    /** @param {Range} range  @returns {HTMLElement[]} A `mark` around each text node's part of it. */
    function wrap(range) {
        const { startContainer, startOffset, endContainer, endOffset } = range;
        const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
        /** @type {Text[]} */
        const nodes = [];
        for (let node = /** @type {Node | null} */ (walker.currentNode); node; node = walker.nextNode()) {
            if (node instanceof Text && range.intersectsNode(node)) {
                nodes.push(node);
            }
        }
        return nodes.map((node) => {
            const part = new Range();
            part.setStart(node, node === startContainer ? startOffset : 0);
            part.setEnd(node, node === endContainer ? endOffset : node.length);
            const mark = make('mark', { class: 'mark' });
            part.surroundContents(mark);
            return mark;
        });
    }

    /** Takes the colour and its bar away. */
    let uncolour = () => {};

    /** @param {Element} main @param {string[]} words @param {() => void} clean */
    function showBar(main, words, clean) {
        const text = `『${words.join('』『')}』に色を付けています`;
        const bar = make('div', { class: 'bar', role: 'group', 'aria-label': '検索した言葉' }, make('span', {}, text));
        bar.append(
            button('clean', '消す', () => uncolour()),
        );
        uncolour = () => {
            clean();
            bar.remove();
            uncolour = () => {};
        };
        main.prepend(bar);
    }

    const ownBox = makeBox(placeOfBox());
    box = ownBox;
    if (isPage) {
        results.replaceChildren(shown);
    }
    const follow = () => (isPage ? answerAddress(ownBox) : arrive());
    addEventListener('hashchange', follow);
    follow();
})();
