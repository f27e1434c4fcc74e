/*
 * How the answers of a page are kept: every change at once, beside other windows, and after the page was closed too
 * early. Classic script: no modules, no build, no network, no page. Works over model.js and what store.js opens.
 * Defines the global jissenDeskKeep, in browsers and in Node.
 */
(function deskKeep() {
    'use strict';

    /** How many unanswered writings are remembered. */
    const MAX_FLIGHTS = 3;
    /** @type {Troubles} */
    const NO_TROUBLES = Object.freeze({ saving: '', place: '', unreadable: '', clash: '', aside: 0 });

    /**
     * Calls everybody. What one of them does wrong must not keep the answers from being saved.
     * @template News
     * @param {((news: News) => void)[]} listeners
     * @param {News} news
     */
    function tellAll(listeners, news) {
        for (const listen of listeners) {
            try {
                listen(news);
            } catch (error) {
                setTimeout(() => {
                    throw error;
                });
            }
        }
    }

    /**
     * @typedef {{ revision: string, value: Value, n_edits: number }} Flight  A writing, and how many pending edits it has.
     */
    /**
     * Begins to keep the answers of a guide. Nothing is written before the first change.
     * @param {{ model: any, data: DeskData, keeper: Keeper, now: () => string, newRevision: () => string }} given
     * @returns {Promise<Keeping>}
     */
    async function begin({ model, data, keeper, now, newRevision }) {
        const { own, place } = keeper;
        const id = newRevision();
        /** @type {((cause: Cause) => void)[]} */
        const watchers = [];
        /** @type {((state: KeepState) => void)[]} */
        const listeners = [];
        /** Edits that are not kept yet, oldest first. @type {{ label: string, edit: Edit }[]} */
        let pending = [];
        /** The group of the last change; empty when the next one is a step of its own. */
        let group = '';
        /** What was sent to be kept and not answered. @type {Flight[]} */
        let flights = [];
        let isDirty = false;
        let isToCheck = false;
        let isSaving = false;
        /** @type {Promise<void>} */
        let saving = Promise.resolve();
        /** @type {KeepState} */
        let state = { phase: 'still', at: '', troubles: NO_TROUBLES };

        const nothing = () => model.empty(data.site);
        /** @type {WeakMap<Value, string>} */
        const texts = new WeakMap();

        /** @param {Value} value */
        function textOf(value) {
            const text = texts.get(value) || model.exportFile(value, data, value.saved);
            texts.set(value, text);
            return text;
        }

        /**
         * @param {string | null} text
         * @returns {Imported}
         */
        function readable(text) {
            const imported = text === null ? { value: nothing() } : model.importFile(text, data.site);
            return imported.value ? { value: model.settleKeys(imported.value, data) } : imported;
        }

        /**
         * @param {Partial<KeepState>} news
         * @param {Partial<Troubles>} [troubles]
         */
        function report(news, troubles = {}) {
            state = { ...state, ...news, troubles: { ...state.troubles, ...troubles } };
            tellAll(listeners, state);
        }

        // What page of this browser left before it was read here comes first: the hub may have it by then.
        const left = place === 'hub' ? own.read() : null;
        const kept = await keeper.read();
        const opened = readable(kept.text);
        /** What is kept, as this page knows it: its revision, and the value. */
        let base = kept.revision;
        /** @type {Value} */
        let confirmed = opened.value || nothing();
        /** Whether what is kept has to be put aside first. */
        let isUnreadable = !opened.value;
        /** @type {Journal} */
        let journal = model.begin(confirmed);
        state = {
            phase: kept.text === null || isUnreadable ? 'still' : 'opened',
            at: '',
            troubles: {
                saving: kept.trouble, place: place === 'page' ? 'page' : '', unreadable: opened.message || '', clash: '',
                aside: kept.aside,
            },
        };

        // ---- Saving ----

        /** Keeps what holds now. */
        function save() {
            isDirty = true;
            if (isSaving) {
                draft();
            } else {
                saving = saveAll();
            }
        }

        /** Leaves in this page's own storage what a hub has not acknowledged yet. */
        function draft() {
            if (place === 'hub') {
                const sent = flights.map(({ revision, value }) => ({ revision, text: textOf(value) }));
                const isLeft = own.putDraft(id, { before: textOf(confirmed), sent, after: textOf(journal.present) });
                report(isLeft ? {} : { phase: 'unsaved' });
            }
        }

        async function saveAll() {
            isSaving = true;
            while (isDirty) {
                isDirty = false;
                const flight = { revision: newRevision(), value: journal.present, n_edits: pending.length };
                flights = [...flights, flight].slice(-MAX_FLIGHTS);
                draft();
                const written = await writeOver(flight.revision, textOf(flight.value));
                if ('revision' in written) {
                    base = flight.revision;
                    arrive(flight);
                    acknowledge();
                } else if ('conflict' in written) {
                    receiveConflict(written.conflict);
                } else {
                    report({ phase: 'unsaved' }, { saving: written.trouble });
                }
            }
            // In the same turn as the last look at isDirty: a change in between would wait for the next one.
            isSaving = false;
            if (isToCheck) {
                isToCheck = false;
                check();
            }
        }

        /**
         * @param {string} revision
         * @param {string} text
         * @returns {Promise<Written>}
         */
        async function writeOver(revision, text) {
            if (isUnreadable) {
                const moved = await keeper.putAside(base);
                if (!('revision' in moved)) {
                    return moved;
                }
                base = '';
                isUnreadable = false;
                report({}, { aside: state.troubles.aside + 1, unreadable: '' });
            }
            return keeper.write(base, revision, text);
        }

        /** @param {Flight} flight  What is kept now. */
        function arrive(flight) {
            confirmed = flight.value;
            pending = pending.slice(flight.n_edits);
            flights = [];
        }

        function acknowledge() {
            if (isDirty) {
                return;
            }
            if (place === 'hub') {
                own.dropDraft(id);
            }
            report({ phase: 'saved', at: now() }, { saving: state.troubles.saving === 'wiped' ? 'again' : '' });
        }

        // ---- What others did ----

        /**
         * Somebody else wrote first: what is pending is done again on what is there now.
         * @param {Kept} other
         */
        function receiveConflict(other) {
            if (other.text === null) {
                vanish();
            } else if (!receive(other)) {
                report({}, { aside: other.aside });
            }
            isDirty = true;
        }

        /**
         * Takes over what another window kept.
         * @param {Kept} other  With a text.
         * @returns {boolean}  False when it cannot be read; it is put aside then, before the next writing.
         */
        function receive(other) {
            const { value, message } = readable(other.text);
            base = other.revision;
            const arrived = flights.find(({ revision }) => [other.revision, ...other.line].includes(revision));
            if (arrived) {
                arrive(arrived);
            }
            flights = [];
            if (!value) {
                isUnreadable = true;
                report({}, { unreadable: message });
                return false;
            }
            /** @type {string[]} */
            const lost = [];
            let present = value;
            for (const { label, edit } of pending) {
                const edited = run(edit, present);
                present = edited.value;
                lost.push(...(edited.problems.length ? [label] : []));
            }
            journal = model.follow(journal, confirmed, value, present);
            confirmed = value;
            group = '';
            isUnreadable = false;
            report({}, { unreadable: '', clash: lost.join('、') || state.troubles.clash });
            tellAll(watchers, 'elsewhere');
            return true;
        }

        /** Looks whether another window changed what is kept. */
        async function check() {
            if (isSaving) {
                isToCheck = true;
                return;
            }
            const asked = base;
            const other = await keeper.read();
            if (isSaving || other.trouble || asked !== base) {
                return;
            }
            if (other.revision !== base && other.text === null) {
                vanish();
                report({}, { aside: other.aside });
            } else if (other.revision !== base) {
                const isReadable = receive(other);
                report({}, { aside: other.aside });
                if (pending.length && state.troubles.saving !== 'wiped') {
                    save();
                } else if (isReadable && !pending.length) {
                    report({ phase: 'elsewhere', at: now() }, { saving: '' });
                }
            } else if (other.aside !== state.troubles.aside) {
                report({}, { aside: other.aside });
            }
        }

        /** What was kept is gone, and nobody said so. This page still has it all, and keeps it at the next change. */
        function vanish() {
            base = '';
            confirmed = nothing();
            pending = [{ label: '', edit: value => model.replay(value, nothing(), journal.present).value }];
            report({ phase: 'unsaved' }, { saving: 'wiped' });
        }

        /** Another window erased everything, or this one did. */
        function forget() {
            journal = model.begin(nothing());
            confirmed = journal.present;
            [pending, flights, base, group, isDirty, isUnreadable] = [[], [], '', '', false, false];
            report({ phase: 'still', at: '' }, { ...NO_TROUBLES, place: state.troubles.place });
            tellAll(watchers, 'erased');
        }

        // ---- Changes ----

        /**
         * @param {Edit} edit
         * @param {Value} value
         * @returns {Edited}
         */
        function run(edit, value) {
            const edited = edit(value);
            return 'problems' in edited ? edited : { value: edited, problems: [] };
        }

        /**
         * @param {Journal} next
         * @param {string} label
         * @param {Edit} edit
         * @param {Cause} cause
         */
        function settle(next, label, edit, cause) {
            journal = next;
            pending.push({ label, edit });
            save();
            tellAll(watchers, cause);
        }

        /**
         * @param {Journal} next
         * @returns {string}
         */
        function step(next) {
            if (next === journal) {
                return '';
            }
            const { label } = (next.past.length < journal.past.length ? journal.past : next.past).slice(-1)[0];
            const [before, after] = [journal.present, { ...next.present, saved: journal.present.saved }];
            group = '';
            settle({ ...next, present: after }, label, value => model.replay(value, before, after).value, 'undo');
            return label;
        }

        keeper.watch(change => {
            if (change === 'erased') {
                own.drafts().forEach(({ id: draftId }) => own.dropDraft(draftId));
                forget();
            } else {
                check();
            }
        });

        /** @type {Keeping} */
        const keeping = {
            journal: () => journal,
            state: () => state,
            change(label, edit, together = '') {
                const { value, problems } = run(edit, journal.present);
                const next = problems.length ? journal : model.commit(journal, value, label);
                if (next !== journal) {
                    const isSameStep = together !== '' && together === group;
                    group = together;
                    settle(isSameStep ? { ...next, past: journal.past } : next, label, edit, 'edit');
                }
                return problems;
            },
            undo: () => step(model.undo(journal)),
            redo: () => step(model.redo(journal)),
            file() {
                const { present } = journal;
                const saved = now();
                // A file of nothing is no reason to begin keeping something.
                if (model.difference(nothing(), present, data).length) {
                    group = '';
                    settle({ ...journal, present: { ...present, saved } }, '', value => ({ ...value, saved }), 'edit');
                }
                return model.exportFile(present, data, saved);
            },
            async erase() {
                await keeping.settled();
                const isErased = await keeper.erase();
                const isCleared = own.clear();
                forget();
                return isErased && isCleared;
            },
            async settled() {
                while (isSaving) {
                    await saving;
                }
            },
            leftovers: () => leftovers(),
            check,
            asides: () => keeper.asides(),
            async dropAside(key) {
                await keeper.dropAside(key);
                const { aside } = await keeper.read();
                report({}, { aside });
            },
            unreadableText: async () => (await keeper.read()).text || '',
            watch: see => void watchers.push(see),
            listen: see => void listeners.push(see),
        };
        return keeping;

        // ---- What pages left behind ----

        /**
         * What pages that were closed too early, or had no hub, kept for themselves. What fits is taken over here;
         * given back is what does not.
         * @returns {Promise<Leftover[]>}
         */
        async function leftovers() {
            /** @type {Leftover[]} */
            const open = [];
            for (const { before, sent, after, drop } of found()) {
                // The hub may have kept what its answer to did not arrive in time.
                const arrived = sent.find(({ revision }) => [kept.revision, ...kept.line].includes(revision));
                const [older, newer] = [readable(arrived ? arrived.text : before), readable(after)];
                if (!older.value || !newer.value) {
                    continue;
                }
                const [was, is] = [older.value, newer.value];
                // What fits nowhere any more may have been erased on purpose.
                const isErased = kept.text === null && model.difference(nothing(), was, data).length > 0;
                if (!isErased) {
                    await takeOver(value => fitting(value, was, is));
                }
                const whole = (/** @type {Value} */ value) => model.replay(value, was, is).value;
                const differences = model.difference(journal.present, whole(journal.present), data);
                if (differences.length) {
                    open.push({ differences, drop, take: async () => (await takeOver(whole)) && drop() });
                } else if (state.phase !== 'unsaved') {
                    drop();
                }
            }
            return open;
        }

        /**
         * @param {Edit} edit
         * @returns {Promise<boolean>}  Whether it is kept.
         */
        async function takeOver(edit) {
            keeping.change('前に書いた分', edit);
            await keeping.settled();
            return state.phase !== 'unsaved';
        }

        /**
         * What was done elsewhere, as far as nothing else was done to the same parts.
         * @param {Value} value
         * @param {Value} was
         * @param {Value} is
         * @returns {Value}
         */
        function fitting(value, was, is) {
            const { value: whole, clashes } = model.replay(value, was, is);
            const ids = model.difference(value, whole, data).map((/** @type {Difference} */ one) => one.id);
            const chosen = ids.map((/** @type {string} */ one) => [one, clashes.includes(one) ? 'current' : 'imported']);
            return model.merge(value, whole, Object.fromEntries(chosen));
        }

        /** @returns {(Left & { drop: () => boolean })[]} */
        function found() {
            const drafts = own.drafts().filter(draft => draft.id !== id);
            const rest = drafts.map(draft => ({ ...draft, drop: () => own.dropDraft(draft.id) }));
            const isKnown = !left || left.text === null || [base, kept.revision, ...kept.line].includes(left.revision);
            // Where hub and page share a storage this is the same record, and dropping it would drop all.
            const isOwn = !isKnown && left && own.read().revision === left.revision;
            return isOwn && left ? [...rest, { before: null, sent: [], after: left.text, drop: () => own.dropIf(left.revision) }] : rest;
        }
    }

    /** @type {any} */ (globalThis).jissenDeskKeep = Object.freeze({ begin });
})();
