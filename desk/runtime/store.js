/*
 * Where answers are kept in this browser. Classic script: no modules, no build, no network.
 * Keeps them in localStorage, under keys that begin with the id of the guide; for pages on a disk in that of hub.html,
 * which loads this script too, because Firefox gives every page there a storage of its own.
 * Without this script nothing is kept, and the desk says so.
 */
(function deskStore() {
    'use strict';

    /** Marks messages between pages and the hub as ours. */
    const MARK = 'jissen-desk';
    const HEAD = 'jissen-kept 1';
    /** How many revisions a record remembers that it came from. */
    const REMEMBERED = 30;
    /** How long the hub may take to answer, and how long after its page has loaded. */
    const PATIENCE_MS = 3000;
    const GRACE_MS = 1000;
    /** What the hub does for a page. */
    const CALLS = Object.freeze(['read', 'write', 'putAside', 'asides', 'dropAside', 'erase']);

    /** @type {Kept} */
    const NOTHING = Object.freeze({ revision: '', line: [], text: null, aside: 0, trouble: '' });

    /** Unlike any other, also in another window. */
    const newRevision = () =>
        [...crypto.getRandomValues(new Uint8Array(8))].map(byte => byte.toString(16).padStart(2, '0')).join('');

    /** @param {unknown} error */
    const troubleOf = error =>
        error instanceof DOMException && /quota/i.test(error.name) ? 'full' : 'refused';

    /**
     * The record of a key: a line with its revision and those it came from, newest first, and then the text.
     * @param {string | null} record
     * @returns {{ revision: string, line: string[], text: string | null }}
     */
    function parsed(record) {
        if (record === null) {
            return NOTHING;
        }
        const end = record.indexOf('\n');
        const [revision, ...line] = record.slice(HEAD.length, end).trim().split(' ');
        const isWhole = end > 0 && record.startsWith(`${HEAD} `) && /^[0-9a-f]+$/.test(revision);
        return isWhole ? { revision, line, text: record.slice(end + 1) } : { revision: 'damaged', line: [], text: record };
    }

    /**
     * The answers of a guide in the localStorage of this page. Nothing here waits, and nothing throws.
     * @param {string} site
     * @returns {Shelf}
     */
    function shelf(site) {
        const KEY = `${site}:answers`;
        const ASIDE = `${site}:aside:`;
        const ERASED = `${site}:erased`;
        const DRAFT = `${site}:draft:`;
        const keys = () => Object.keys(localStorage).filter(key => key.startsWith(`${site}:`));
        const asideKeys = () => keys().filter(key => key.startsWith(ASIDE)).sort();

        /** @returns {Kept} */
        function read() {
            try {
                return { ...parsed(localStorage.getItem(KEY)), aside: asideKeys().length, trouble: '' };
            } catch (error) {
                return { ...NOTHING, trouble: 'refused' };
            }
        }

        /**
         * @param {string} key
         * @param {string} text
         * @returns {'' | 'full' | 'refused'}
         */
        function set(key, text) {
            try {
                localStorage.setItem(key, text);
                return localStorage.getItem(key) === text ? '' : 'refused';
            } catch (error) {
                return troubleOf(error);
            }
        }

        /** @param {string} key */
        function remove(key) {
            try {
                localStorage.removeItem(key);
                return true;
            } catch (error) {
                return false;
            }
        }

        function clear() {
            try {
                keys().forEach(remove);
                return keys().length === 0;
            } catch (error) {
                return false;
            }
        }

        return {
            read,
            write(base, revision, text) {
                const kept = read();
                if (kept.trouble) {
                    return { trouble: kept.trouble };
                }
                if (kept.revision !== base) {
                    return { conflict: kept };
                }
                const line = [kept.revision, ...kept.line].filter(Boolean).slice(0, REMEMBERED);
                const trouble = set(KEY, `${[HEAD, revision, ...line].join(' ')}\n${text}`);
                return trouble ? { trouble } : { revision };
            },
            putAside(base) {
                const kept = read();
                if (kept.trouble || kept.revision !== base || kept.text === null) {
                    return kept.trouble ? { trouble: kept.trouble } : { conflict: kept };
                }
                const trouble = set(ASIDE + newRevision(), kept.text);
                return trouble ? { trouble } : remove(KEY) ? { revision: '' } : { trouble: 'refused' };
            },
            asides() {
                try {
                    return asideKeys().map(key => ({ key, text: localStorage.getItem(key) || '' }));
                } catch (error) {
                    return [];
                }
            },
            dropAside: key => key.startsWith(ASIDE) && remove(key),
            clear,
            erase() {
                // Other windows tell by this key that the answers did not vanish by themselves.
                set(ERASED, 'yes');
                return clear();
            },
            watch(see) {
                addEventListener('storage', ({ key }) => {
                    if (key === ERASED) {
                        see('erased');
                    } else if (key === null || key === KEY || key.startsWith(ASIDE)) {
                        see('changed');
                    }
                });
            },
            drafts() {
                try {
                    const drafts = keys().filter(key => key.startsWith(DRAFT));
                    return drafts.flatMap(key => draftOf(key, localStorage.getItem(key)));
                } catch (error) {
                    return [];
                }
            },
            putDraft: (id, draft) => !set(DRAFT + id, JSON.stringify(draft)),
            dropDraft: id => remove(DRAFT + id),
            dropIf: revision => read().revision === revision && remove(KEY),
        };

        /**
         * @param {string} key
         * @param {string | null} text
         * @returns {Draft[]}  None when it was cut off.
         */
        function draftOf(key, text) {
            try {
                const { before, sent, after } = JSON.parse(text || '');
                const isWhole = typeof before === 'string' && Array.isArray(sent) && typeof after === 'string';
                return isWhole ? [{ id: key.slice(DRAFT.length), before, sent, after }] : [];
            } catch (error) {
                return [];
            }
        }
    }

    /**
     * Where the answers of this page are kept: on `file:` with the hub, elsewhere, or without a hub, on this page.
     * @param {string} site
     * @param {string} hubAddress
     * @returns {Promise<Keeper>}
     */
    async function open(site, hubAddress) {
        const own = shelf(site);
        // A guide in one file is one page, whose storage is that of all it shows.
        const isFolder = location.protocol === 'file:' && !window.jissenSingle;
        const hub = isFolder ? await connect(site, hubAddress) : null;
        /** @type {any} */
        const calls = {};
        for (const name of CALLS) {
            const here = /** @type {(...given: any[]) => any} */ (/** @type {any} */ (own)[name]);
            // Without a hub everything is done before the call returns: a page may be closed right after.
            calls[name] = hub ? (/** @type {any[]} */ ...given) => hub.call(name, given) : async (/** @type {any[]} */ ...given) => here(...given);
        }
        const place = hub ? 'hub' : isFolder ? 'page' : 'here';
        return { ...calls, own, place, watch: hub ? hub.watch : own.watch };
    }

    /**
     * Opens the hub in a hidden frame.
     * @param {string} site
     * @param {string} address
     * @returns {Promise<Hub | null>}  Null when nobody answers.
     */
    function connect(site, address) {
        const frame = document.createElement('iframe');
        frame.hidden = true;
        frame.title = '回答の保存';
        frame.src = address;
        /** @type {Map<number, (result: any) => void>} */
        const waiting = new Map();
        /** @type {((change: Change) => void)[]} */
        const watchers = [];
        let nextId = 1;

        /** @type {Hub} */
        const hub = {
            call(name, given) {
                const id = nextId++;
                return new Promise(resolve => {
                    waiting.set(id, resolve);
                    frame.contentWindow?.postMessage({ mark: MARK, site, id, call: name, given }, '*');
                    setTimeout(() => waiting.delete(id) && resolve(silence(name)), PATIENCE_MS);
                });
            },
            watch: see => void watchers.push(see),
        };
        return new Promise(resolve => {
            const giveUp = () => resolve(null);
            addEventListener('message', event => {
                if (event.source !== frame.contentWindow || !event.data || event.data.mark !== MARK) {
                    return;
                }
                const { ready, id, result, change } = event.data;
                if (ready) {
                    resolve(hub);
                } else if (change) {
                    watchers.forEach(see => see(change));
                } else if (waiting.has(id)) {
                    const answer = /** @type {(result: any) => void} */ (waiting.get(id));
                    waiting.delete(id);
                    answer(result);
                }
            });
            frame.addEventListener('load', () => setTimeout(giveUp, GRACE_MS));
            setTimeout(giveUp, PATIENCE_MS);
            document.body.append(frame);
        });
    }

    /**
     * What a call gives when the hub does not answer.
     * @param {string} name
     */
    function silence(name) {
        return name === 'read' ? { ...NOTHING, trouble: 'silent' } : name === 'asides' ? [] : name === 'erase' || name === 'dropAside' ? false : { trouble: 'silent' };
    }

    /** @type {any} */ (globalThis).jissenDeskStore = Object.freeze({ MARK, CALLS, shelf, open, newRevision });
})();
