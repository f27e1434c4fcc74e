/*
 * A sheet that is filled in: the head above its table, and under each row its controls. Classic script.
 * Reads the rows of the table by their ids. Without it the table is the empty form, to be printed.
 */
(function deskSheet() {
    'use strict';

    const page = /** @type {any} */ (globalThis);
    const jissenDeskAnswer = /** @type {AnswerForms} */ (page.jissenDeskAnswer);
    /** How many steps the head names. */
    const N_STEPS = 3;

    /**
     * @param {HTMLElement} element
     * @param {Desk} desk
     */
    function mount(element, desk) {
        const { edition: editionId = '', form: formId = '' } = element.dataset;
        const edition = desk.data.editions.find(one => one.id === editionId);
        const form = edition && edition.forms.find(one => one.id === formId);
        const table = document.querySelector('.guide-sheet');
        if (!edition || !form || !(table instanceof HTMLTableElement)) {
            return;
        }
        const sheet = { edition: editionId, form: formId, vendor: form.vendor ? chosenVendor(desk) : '' };
        const fill = controls(desk, table, form);
        const head = headOf(desk, edition, form, table);
        const chooser = form.vendor ? vendorChooser(desk, vendor => choose(vendor)) : null;
        element.replaceChildren(...(chooser ? [chooser.element] : []), head.element);

        /** @param {string} vendor */
        function choose(vendor) {
            sheet.vendor = vendor;
            remember(vendor);
            show();
        }

        function show() {
            if (form && form.vendor && !desk.value().vendors.some(one => one.id === sheet.vendor)) {
                sheet.vendor = chosenVendor(desk);
            }
            const isOpen = !form || !form.vendor || sheet.vendor !== '';
            chooser?.show(sheet.vendor);
            fill(sheet, isOpen);
            head.show(sheet, isOpen);
            page.jissenDeskPaper?.fill(table, desk, sheet);
        }

        show();
        desk.watch(show);
        comeToRow();
    }

    /** The table has grown since the browser went to the row in the address. */
    function comeToRow() {
        const { hash } = window.jissenSingle || location;
        const row = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
        if (row instanceof HTMLTableRowElement) {
            row.scrollIntoView();
        }
    }

    // ---- Vendors ----

    /**
     * The vendor in the address, or the first one; empty when there is none.
     * @param {Desk} desk
     */
    function chosenVendor(desk) {
        const { vendors } = desk.value();
        const wanted = new URLSearchParams((window.jissenSingle || location).search).get('vendor');
        const found = vendors.find(vendor => vendor.id === wanted) || vendors[0];
        return found ? found.id : '';
    }

    /**
     * So that the page shows the same vendor when it is loaded again.
     * @param {string} vendor
     */
    function remember(vendor) {
        const single = window.jissenSingle;
        const address = new URL((single || location).href);
        address.searchParams.set('vendor', vendor);
        try {
            single ? single.rewrite(address.href) : history.replaceState(history.state, '', address);
        } catch {
            // Some browsers keep the addresses of files as they are; then the first vendor is shown again.
        }
    }

    /**
     * @param {Desk} desk
     * @param {(vendor: string) => void} choose
     */
    function vendorChooser(desk, choose) {
        const { make, model } = desk;
        const select = make('select', { id: 'guide-desk-vendor', on: { change: () => choose(select.value) } });
        const name = make('input', { id: 'guide-desk-new-vendor', type: 'text', autocomplete: 'off', 'aria-describedby': 'guide-desk-new-vendor-note' });
        const note = make('p', { id: 'guide-desk-new-vendor-note', class: 'guide-desk-note', 'data-kind': 'refused', role: 'alert', hidden: true });
        const add = make('button', { type: 'submit', class: 'guide-button' }, '事業者を加える');
        const adding = make('form', { class: 'guide-desk-adding', on: { submit: addVendor } },
            make('label', { for: name.id }, '新しい事業者の名前'), name, add, note);
        const choosing = make('p', {}, make('label', { for: select.id }, 'どの事業者の回答ですか'), select);
        const more = make('details', { class: 'guide-desk-details' }, make('summary', {}, 'ほかの事業者を加える'), adding);
        const explanation = make('p', {}, '事業者から戻った回答を、事業者ごとに書き写します。はじめに事業者の名前を書いてください。');
        const element = make('div', { class: 'guide-desk-vendors' }, explanation, choosing, more);

        /** @param {Event} event */
        function addVendor(event) {
            event.preventDefault();
            const id = model.newVendorId();
            const [problem] = desk.change('事業者の追加', value => model.addVendor(value, name.value, id));
            note.textContent = problem ? problem.message : '';
            note.hidden = !problem;
            name.setAttribute('aria-invalid', String(Boolean(problem)));
            if (problem) {
                name.focus();
                return;
            }
            name.value = '';
            more.open = false;
            choose(id);
            select.focus();
        }

        return {
            element,
            /** @param {string} chosen */
            show(chosen) {
                const { vendors } = desk.value();
                const hasVendors = vendors.length > 0;
                select.replaceChildren(...vendors.map(vendor => make('option', { value: vendor.id }, vendor.name)));
                select.value = chosen;
                choosing.hidden = !hasVendors;
                more.hidden = !hasVendors;
                explanation.hidden = hasVendors;
                const place = hasVendors ? more : element;
                if (adding.parentElement !== place) {
                    place.append(adding);
                }
            },
        };
    }

    // ---- Rows ----

    /**
     * Puts the controls under the rows of the table; gives the function that makes them those of a sheet.
     * @param {Desk} desk
     * @param {HTMLTableElement} table
     * @param {DeskForm} form
     */
    function controls(desk, table, form) {
        const { make, model } = desk;
        const n_columns = table.tHead ? table.tHead.rows[0].cells.length : 1;
        const rows = form.rows.flatMap(({ key }) => {
            const row = document.getElementById(key);
            if (!(row instanceof HTMLTableRowElement)) {
                return [];
            }
            const cell = make('td', { colspan: n_columns });
            const under = make('tr', { class: 'guide-desk-row' }, cell);
            row.after(under);
            return [{ key, row, under, cell }];
        });
        let vendor = '?';
        let wasOpen = false;

        /** @param {SheetPlace} sheet  @param {boolean} isOpen */
        return function fill(sheet, isOpen) {
            if (sheet.vendor !== vendor || isOpen !== wasOpen) {
                [vendor, wasOpen] = [sheet.vendor, isOpen];
                table.classList.toggle('guide-desk-sheet', isOpen);
                for (const { key, under, cell } of rows) {
                    under.hidden = !isOpen;
                    cell.replaceChildren(...(isOpen ? [jissenDeskAnswer.form(desk, { ...sheet, key })] : []));
                }
            }
            for (const { key, row } of rows) {
                row.dataset.applies = String(!isOpen || model.standing(desk.value(), desk.data, { ...sheet, key }).applies);
            }
        };
    }

    // ---- Head ----

    /**
     * How far one is, what comes next, and what to know.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @param {DeskForm} form
     * @param {HTMLTableElement} table
     */
    function headOf(desk, edition, form, table) {
        const { make, model } = desk;
        const title = make('h2', { id: 'guide-desk-head', class: 'guide-desk-title' });
        const bar = make('progress', { 'aria-labelledby': 'guide-desk-count' });
        const count = make('p', { id: 'guide-desk-count', class: 'guide-desk-count' });
        const figures = make('p', { class: 'guide-desk-figures' });
        const stepsTitle = make('h3', {}, '次にすること');
        const steps = make('ol', { class: 'guide-desk-next' });
        const forward = make('button', { type: 'button', class: 'guide-button guide-button-key' }, '次の答えていない項目へ');
        const notes = make('div', { class: 'guide-desk-hints' });
        const element = make('section', { class: 'guide-desk-head', 'aria-labelledby': title.id },
            title, count, bar, figures, stepsTitle, steps, make('p', {}, forward), notes);
        /** @type {SheetPlace} */
        let sheet = { edition: edition.id, form: form.id, vendor: '' };
        /** The form where the reader was last. @type {Element | null} */
        let last = null;
        table.addEventListener('focusin', event => (last = /** @type {Element} */ (event.target).closest('.guide-desk-answer')));
        forward.addEventListener('click', () => goForward(desk, sheet, table, last));

        return {
            element,
            /** @param {SheetPlace} shown  @param {boolean} isOpen */
            show(shown, isOpen) {
                sheet = shown;
                element.hidden = !isOpen;
                const progress = /** @type {Progress} */ (model.progress(desk.value(), desk.data, sheet, desk.today()));
                const next = /** @type {Step[]} */ (model.next(desk.value(), desk.data, sheet, desk.today()));
                const isNeeded = progress.applicable > 0;
                const [first] = form.rows;
                title.textContent = !isNeeded ? 'この様式は、書かなくてかまいません' : progress.answered ? '回答の進み' : 'この画面で回答できます';
                count.textContent = isNeeded
                    ? `${progress.applicable}行のうち ${progress.answered}行に答えました`
                    : model.standing(desk.value(), desk.data, { ...sheet, key: first.key }).reason;
                bar.hidden = !isNeeded;
                bar.max = Math.max(progress.applicable, 1);
                bar.value = progress.answered;
                figures.replaceChildren(...figuresOf(progress).map(figure => make('span', {}, figure)));
                figures.hidden = !progress.answered;
                stepsTitle.hidden = steps.hidden = !next.length;
                steps.replaceChildren(...next.slice(0, N_STEPS).map(step => make('li', {},
                    make('a', { href: `#${step.place.key}` }, `${step.number} ${step.title}`.trim()), make('span', {}, step.message))));
                forward.hidden = !progress.open;
                notes.replaceChildren(...hints(desk, edition, sheet, progress, next));
            },
        };
    }

    /** @param {Progress} progress */
    function figuresOf({ yes, no, na, open, overdue, confirm, again, rows, applicable }) {
        /** @type {[string, number, boolean][]} */
        const all = [
            ['はい', yes, true], ['いいえ', no, true], ['対象外', na, true], ['まだ', open, true],
            ['期限切れ', overdue, false], ['要確認', confirm, false], ['答え直す', again, false],
            ['記入しなくてよい行', rows - applicable, false],
        ];
        return all.filter(([, n, isAlways]) => isAlways || n > 0).map(([label, n]) => `${label} ${n}`);
    }

    /**
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @param {SheetPlace} sheet
     * @param {Progress} progress
     * @param {Step[]} next
     * @returns {HTMLElement[]}
     */
    function hints(desk, edition, sheet, progress, next) {
        const { make, model } = desk;
        const { profile } = desk.value();
        const isBegun = progress.answered * 4 >= progress.applicable || wasCarried(desk.value(), sheet);
        const older = isBegun ? '' : olderAnswers(desk, sheet);
        const isUnknown = !profile.facility || !profile.system || !profile.vendorContract || profile.computers === null;
        const isDone = progress.applicable > 0 && !next.length;
        const isOver = desk.today() > edition.end;
        return [
            isDone && make('p', {}, 'この表は書き終わりました。', make('a', { href: desk.address('desk/pack.html') }, '立入検査パック'), 'で、見せる書類をまとめて印刷できます。'),
            older && make('p', {}, `${older}の回答があります。`, make('a', { href: desk.address('desk/carry.html') }, '前の年度から引き継ぐ')),
            isUnknown && make('p', {}, make('a', { href: desk.address('desk/index.html') }, '自己点検の机'), 'で施設の種類などを書くと、記入しなくてよい行がわかります。'),
            isOver && progress.applicable > 0 && make('p', {}, `${model.fiscalYear(edition.fiscalYear)}は、${model.dateLabel(edition.end)}で終わりました。目標日は、その日までしか書けません。`),
        ].flatMap(hint => hint || []);
    }

    /**
     * Title of the newest older edition with answers; empty when there is none.
     * @param {Desk} desk
     * @param {SheetPlace} sheet
     */
    function olderAnswers(desk, sheet) {
        const { editions } = desk.data;
        const older = editions.slice(0, editions.findIndex(one => one.id === sheet.edition));
        const found = older.reverse().find(one => desk.value().sheets.some(other => other.edition === one.id));
        return found ? found.title : '';
    }

    /**
     * Whether answers of an older edition were brought into a sheet.
     * @param {Value} value
     * @param {SheetPlace} sheet
     */
    function wasCarried(value, { edition, form, vendor }) {
        const found = value.sheets.find(other => other.edition === edition && other.form === form && other.vendor === vendor);
        return found !== undefined && Object.values(found.rows).some(row => row.carried !== null);
    }

    /**
     * Goes to the next row without an answer; after the last one comes the first.
     * @param {Desk} desk
     * @param {SheetPlace} sheet
     * @param {HTMLTableElement} table
     * @param {Element | null} last  The form where the reader was.
     */
    function goForward(desk, sheet, table, last) {
        const forms = /** @type {HTMLElement[]} */ ([...table.querySelectorAll('.guide-desk-answer')]);
        const from = forms.findIndex(form => form === last) + 1;
        const isOpen = (/** @type {HTMLElement} */ form) => form.dataset.answer === 'open' && form.dataset.applies === 'true';
        const form = [...forms.slice(from), ...forms.slice(0, from)].find(isOpen);
        const row = form && document.getElementById(form.dataset.key || '');
        if (form && row) {
            row.scrollIntoView();
            form.querySelector('input')?.focus({ preventScroll: true });
            desk.announce(desk.model.rowTitle(desk.data, { ...sheet, key: row.id }));
        }
    }

    page.jissenDesk.part('sheet', mount);
})();
