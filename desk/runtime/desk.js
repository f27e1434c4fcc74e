/*
 * The desk of a page: opens the answers and lets the parts of the page work on them. Classic script.
 * Reads desk-data.js (through jissenDeskData), model.js, store.js, keep.js, bar.js, and the attributes of its own script
 * element.
 * Parts register themselves with jissenDesk.part before the page is ready. Without this script pages read as before.
 */
(function desk() {
    'use strict';

    const script = document.currentScript;
    const attributes = script instanceof HTMLScriptElement ? script.dataset : {};
    const page = /** @type {any} */ (globalThis);
    /** @type {Map<string, Mount>} */
    const parts = new Map();
    /** @type {DeskData | undefined} */
    let data;

    page.jissenDeskData = (/** @type {DeskData} */ given) => (data = given);
    page.jissenDesk = Object.freeze({
        /** @param {string} name  The value of `data-desk`.  @param {Mount} mount */
        part(name, mount) {
            parts.set(name, mount);
        },
    });

    /**
     * Makes an element. Attributes: `class`, `on` ({click: …}), `text`, true for an empty attribute, false or null for
     * none, properties `value`, `checked`, `disabled`, `hidden`; everything else as it is written in HTML.
     * @type {Make}
     */
    function make(tag, given = {}, ...children) {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(given)) {
            if (name === 'on') {
                Object.entries(value).forEach(([event, run]) => element.addEventListener(event, /** @type {any} */ (run)));
            } else if (name === 'text') {
                element.textContent = value;
            } else if (['value', 'checked', 'disabled', 'hidden'].includes(name)) {
                /** @type {any} */ (element)[name] = value;
            } else if (value !== false && value !== null && value !== undefined) {
                element.setAttribute(name, value === true ? '' : String(value));
            }
        }
        element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false).map(child => /** @type {any} */ (child)));
        return element;
    }

    const twoDigits = (/** @type {number} */ number) => String(number).padStart(2, '0');

    function today() {
        const date = new Date();
        return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
    }

    const now = () => new Date().toISOString().replace(/\.\d+/, '');

    /** Without what Windows takes in no name of a file, and not too long. @param {string} text */
    const nameable = text => [...text.replace(/[\s.\\/:*?"<>|\p{Cc}\p{Cf}]+/gu, ' ').trim().replace(/ /g, '_')].slice(0, 40).join('');

    /**
     * `さくら医院-回答-2026-11-22.json`.
     * @param {string} owner  Name of the institution; may be empty.
     * @param {string} what
     * @param {string} ending
     */
    const fileName = (owner, what, ending) => `${[nameable(owner), nameable(what), today()].filter(Boolean).join('-')}.${ending}`;

    /**
     * @param {string} name
     * @param {string} type
     * @param {string | Uint8Array} content
     */
    function download(name, type, content) {
        const address = URL.createObjectURL(new Blob([/** @type {any} */ (content)], { type }));
        const link = make('a', { href: address, download: name });
        document.body.append(link);
        link.click();
        link.remove();
        setTimeout(() => URL.revokeObjectURL(address), 60000);
    }

    /**
     * @param {Question} question
     * @returns {Promise<string>}
     */
    function ask({ title, body, choices }) {
        return new Promise(resolve => {
            const button = (/** @type {Question['choices'][0]} */ choice, /** @type {number} */ nth) =>
                make('button', { value: choice.id, class: nth === 0 ? 'guide-button guide-button-key' : choice.danger ? 'guide-button guide-button-danger' : 'guide-button' }, choice.label);
            const heading = make('h2', { id: 'guide-desk-question' }, title);
            const form = make('form', { method: 'dialog', class: 'guide-desk-choices' }, choices.map(button));
            const dialog = make('dialog', { class: 'guide-desk-dialog', 'aria-labelledby': heading.id }, heading, body, form);
            const asker = document.activeElement;
            dialog.addEventListener('close', () => {
                dialog.remove();
                // The part may have been drawn anew meanwhile.
                const next = asker && asker.isConnected && asker !== document.body ? asker : document.querySelector('main');
                /** @type {HTMLElement} */ (next).focus({ preventScroll: true });
                resolve(dialog.returnValue);
            });
            document.body.append(dialog);
            dialog.showModal();
        });
    }

    /** Says on the page that something the desk needs is missing. @param {string} message */
    function complain(message) {
        for (const element of document.querySelectorAll('[data-desk]')) {
            element.prepend(make('p', { class: 'guide-desk-trouble', role: 'alert' }, message));
        }
    }

    async function start() {
        const { jissenDeskModel: model, jissenDeskStore: store, jissenDeskKeep: keep, jissenDeskBar: bar } = page;
        if (!data || !model || !store || !keep || !bar) {
            complain('自己点検のファイルの一部を読めませんでした。フォルダーごと、もう一度コピーしてください。');
            return;
        }
        const keeper = await store.open(data.site, attributes.hub || '');
        /** @type {Keeping} */
        const keeping = await keep.begin({ model, data, keeper, now, newRevision: store.newRevision });
        const desk = open(model, data, keeping);
        bar.put(desk, keeping);
        for (const element of document.querySelectorAll('[data-desk]')) {
            const mount = element instanceof HTMLElement && parts.get(element.dataset.desk || '');
            if (mount) {
                mount(/** @type {HTMLElement} */ (element), desk);
            }
        }
        guard(keeping);
        settleLeftovers(desk, await keeping.leftovers());
    }

    /**
     * @param {any} model
     * @param {DeskData} data
     * @param {Keeping} keeping
     * @returns {Desk}
     */
    function open(model, data, keeping) {
        const voice = make('p', { class: 'guide-visually-hidden', role: 'status' });
        document.querySelector('main')?.append(voice);

        /** @type {Desk} */
        const self = {
            model,
            data,
            value: () => keeping.journal().present,
            change: keeping.change,
            undo: keeping.undo,
            redo: keeping.redo,
            watch: see => keeping.watch(patient(see)),
            erase: keeping.erase,
            today,
            now,
            address: path => (attributes.root || '') + path,
            sheetAddress({ edition, form, vendor, key }) {
                const query = vendor ? `?vendor=${encodeURIComponent(vendor)}` : '';
                return self.address(`sheets/${edition}-${form}.html${query}${key ? `#${key}` : ''}`);
            },
            announce: text => void (voice.textContent = text),
            download,
            fileName: (what, ending) => fileName(self.value().profile.name, what, ending),
            saveFile: () => download(self.fileName('回答', 'json'), 'application/json', keeping.file()),
            make,
            ask,
        };
        return self;
    }

    /**
     * Showing what another window did would tear letters apart that are just being put together.
     * @param {(cause: Cause) => void} see
     * @returns {(cause: Cause) => void}
     */
    function patient(see) {
        let isComposing = false;
        let isWaiting = false;
        document.addEventListener('compositionstart', () => (isComposing = true));
        document.addEventListener('compositionend', () => {
            isComposing = false;
            if (isWaiting) {
                isWaiting = false;
                setTimeout(see, 0, 'elsewhere');
            }
        });
        return cause => {
            if (isComposing && cause === 'elsewhere') {
                isWaiting = true;
            } else {
                see(cause);
            }
        };
    }

    /**
     * Looks for changes of other windows where nobody tells, and holds the reader back while something is not kept.
     * @param {Keeping} keeping
     */
    function guard(keeping) {
        const stop = (/** @type {Event} */ event) => event.preventDefault();
        keeping.listen(({ phase }) => {
            const change = phase === 'unsaved' ? addEventListener : removeEventListener;
            change('beforeunload', stop);
        });
        addEventListener('focus', keeping.check);
        addEventListener('pageshow', ({ persisted }) => persisted && keeping.check());
        document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && keeping.check());
    }

    /**
     * Answers a page was closed with before they were kept, and which do not fit any more: the reader chooses.
     * @param {Desk} desk
     * @param {Leftover[]} leftovers
     */
    async function settleLeftovers(desk, leftovers) {
        for (const { differences, take, drop } of leftovers) {
            const row = (/** @type {Difference} */ { label, before, after }) =>
                make('tr', {}, make('th', { scope: 'row' }, label), make('td', {}, before || '（なし）'), make('td', {}, after || '（なし）'));
            const head = make('tr', {}, ...['項目', '今の回答', '保存の途中だった回答'].map(text => make('th', { scope: 'col' }, text)));
            const table = make('table', { class: 'guide-desk-differences' }, make('thead', {}, head), make('tbody', {}, differences.map(row)));
            const chosen = await ask({
                title: '保存の途中だった回答があります',
                body: ['前にこのページを閉じたとき、まだ保存していなかった回答です。今の回答と違うので、どちらを残すか選んでください。', table],
                choices: [{ id: 'current', label: '今の回答を残す' }, { id: 'leftover', label: '保存の途中だった回答にする' }],
            });
            if (chosen === 'leftover') {
                await take();
            } else if (chosen === 'current') {
                drop();
            }
        }
    }

    document.addEventListener('DOMContentLoaded', start);
})();
