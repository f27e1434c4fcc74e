/*
 * The desk of a page: holds the answers, keeps them, and lets the parts of the page work on them. Classic script.
 * Reads desk-data.js (through jissenDeskData), model.js, store.js, and the attributes of its own script element.
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

    /**
     * `さくら医院-回答-2026-11-22.json`, without what Windows takes in no name.
     * @param {string} owner  Name of the institution; may be empty.
     * @param {string} what
     * @param {string} ending
     */
    function fileName(owner, what, ending) {
        const safe = [...owner.replace(/[\s.\\/:*?"<>|\p{Cc}\p{Cf}]+/gu, ' ').trim().replace(/ /g, '_')].slice(0, 40).join('');
        return `${[safe, what, today()].filter(Boolean).join('-')}.${ending}`;
    }

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
            dialog.addEventListener('close', () => {
                dialog.remove();
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

    function start() {
        const { jissenDeskModel: model, jissenDeskStore: store } = page;
        if (!data || !model || !store) {
            complain('自己点検のファイルの一部を読めませんでした。フォルダーごと、もう一度コピーしてください。');
            return;
        }
        const desk = open(model, data, store.shelf(data.site));
        for (const element of document.querySelectorAll('[data-desk]')) {
            const mount = element instanceof HTMLElement && parts.get(element.dataset.desk || '');
            if (mount) {
                mount(/** @type {HTMLElement} */ (element), desk);
            }
        }
    }

    /**
     * @param {any} model
     * @param {DeskData} data
     * @param {Shelf} shelf
     * @returns {Desk}
     */
    function open(model, data, shelf) {
        /** @type {((cause: Cause) => void)[]} */
        const watchers = [];
        const kept = shelf.read();
        let revision = kept.revision;
        const imported = kept.text === null ? { value: model.empty(data.site) } : model.importFile(kept.text, data.site);
        /** @type {Journal} */
        let journal = model.begin(model.settleKeys(imported.value || model.empty(data.site), data));
        /** The group of the last change; empty when the next one is a step of its own. */
        let group = '';
        const status = make('p', { class: 'guide-desk-status', role: 'status' });
        const back = make('button', { type: 'button', class: 'guide-button', disabled: true, on: { click: () => self.undo() } }, '元に戻す');
        const bar = make('div', { class: 'guide-desk-bar', role: 'region', 'aria-label': '回答の保存', hidden: true }, status, back);
        document.querySelector('main')?.append(bar);

        /** @param {Cause} cause */
        function settle(cause) {
            const written = shelf.write(revision, model.exportFile(journal.present, data, journal.present.saved));
            bar.hidden = false;
            back.disabled = journal.past.length === 0;
            if ('revision' in written) {
                revision = written.revision;
                status.textContent = '保存しました';
            } else {
                status.textContent = 'この端末に保存できませんでした';
            }
            watchers.forEach(see => see(cause));
        }

        /** @param {Journal} other  @returns {string} */
        function step(other) {
            if (other === journal) {
                return '';
            }
            const label = (other.past.length < journal.past.length ? journal.past : other.past).slice(-1)[0].label;
            journal = { ...other, present: { ...other.present, saved: journal.present.saved } };
            group = '';
            settle('undo');
            return label;
        }

        /** @type {Desk} */
        const self = {
            model,
            data,
            value: () => journal.present,
            change(label, edit, together = '') {
                const edited = edit(journal.present);
                const { value, problems } = 'problems' in edited ? edited : { value: edited, problems: [] };
                const next = problems.length ? journal : model.commit(journal, value, label);
                if (next !== journal) {
                    journal = together && together === group ? { ...next, past: journal.past } : next;
                    group = together;
                    settle('edit');
                }
                return problems;
            },
            undo: () => step(model.undo(journal)),
            redo: () => step(model.redo(journal)),
            watch: see => void watchers.push(see),
            async erase() {
                const isErased = shelf.erase();
                journal = model.begin(model.empty(data.site));
                revision = 0;
                watchers.forEach(see => see('erased'));
                return isErased;
            },
            today,
            now,
            address: path => (attributes.root || '') + path,
            sheetAddress({ edition, form, vendor, key }) {
                const query = vendor ? `?vendor=${encodeURIComponent(vendor)}` : '';
                return self.address(`sheets/${edition}-${form}.html${query}${key ? `#${key}` : ''}`);
            },
            announce: text => void (status.textContent = text),
            download,
            fileName: (what, ending) => fileName(journal.present.profile.name, what, ending),
            saveFile() {
                const saved = now();
                download(self.fileName('回答', 'json'), 'application/json', model.exportFile(journal.present, data, saved));
                journal = { ...journal, present: { ...journal.present, saved } };
                group = '';
                settle('edit');
            },
            make,
            ask,
        };
        return self;
    }

    document.addEventListener('DOMContentLoaded', start);
})();
