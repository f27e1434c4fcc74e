/*
 * The box 「自院の回答」 on the page of a requirement: the controls of its rows, the same as on the sheets. Classic
 * script. Reads `data-lineage`. Without it the page is for reading only.
 */
(function deskItem() {
    'use strict';

    const page = /** @type {any} */ (globalThis);
    const jissenDeskAnswer = /** @type {AnswerForms} */ (page.jissenDeskAnswer);

    /** @typedef {{ form: DeskForm, rows: DeskRow[] }} Asked  Rows of one form about the lineage of the page; not empty. */

    /**
     * @param {HTMLElement} element
     * @param {Desk} desk
     */
    function mount(element, desk) {
        const { lineage = '' } = element.dataset;
        const edition = desk.data.editions.find(one => one.id === desk.data.current);
        const asked = edition ? askedIn(edition, lineage) : [];
        if (!asked.length) {
            return;
        }
        const title = desk.make('h3', { id: 'guide-desk-item', class: 'guide-desk-title' }, '自院の回答');
        const body = desk.make('div', {});
        element.replaceChildren(desk.make('section', { class: 'guide-desk-box', 'aria-labelledby': title.id }, title, body));
        /** @type {(() => void)[]} */
        let words = [];
        let built = '';

        function show() {
            const { profile, vendors } = desk.value();
            const wanted = JSON.stringify([profile.facility, vendors]);
            if (wanted !== built) {
                built = wanted;
                words = [];
                body.replaceChildren(...content(desk, desk.data.current, asked, words), ...olderAnswers(desk, lineage, words));
            }
            words.forEach(say => say());
        }

        show();
        desk.watch(show);
    }

    /**
     * @param {DeskEdition} edition
     * @param {string} lineage
     * @returns {Asked[]}
     */
    function askedIn(edition, lineage) {
        const asked = edition.forms.map(form => ({ form, rows: form.rows.filter(row => row.lineage === lineage) }));
        return asked.filter(({ rows }) => rows.length > 0);
    }

    /**
     * @param {Desk} desk
     * @param {Asked[]} asked
     * @returns {Asked[]}  Forms the institution itself fills in; more than one while its kind is not known.
     */
    function ownForms(desk, asked) {
        const { facility } = desk.value().profile;
        return asked.filter(({ form }) => !form.vendor && (!facility || form.facilities.includes(facility)));
    }

    /**
     * The controls of all rows of an edition: the institution's own, then each vendor's.
     * @param {Desk} desk
     * @param {string} edition
     * @param {Asked[]} asked
     * @param {(() => void)[]} words  Gets what has to be said anew after a change.
     * @returns {HTMLElement[]}
     */
    function content(desk, edition, asked, words) {
        const { make } = desk;
        const own = ownForms(desk, asked);
        const place = (/** @type {Asked} */ { form }, vendor = '') => ({ edition, form: form.id, vendor });
        const isUnknown = own.length > 1;
        const choose = isUnknown && make('p', {}, '使う様式のほうを開いてください。',
            make('a', { href: desk.address('desk/index.html') }, '自己点検の机'), 'で施設の種類を選ぶと、片方だけになります。');
        const ours = own.flatMap(one => (isUnknown ? [folded(desk, place(one), one, words)] : questions(desk, place(one), one)));
        const theirs = asked.filter(({ form }) => form.vendor).flatMap(one =>
            desk.value().vendors.map(vendor => folded(desk, place(one, vendor.id), one, words)));
        return [...(choose ? [choose] : []), ...ours, ...theirs];
    }

    /**
     * @param {Desk} desk
     * @param {SheetPlace} sheet
     * @param {Asked} asked
     * @returns {HTMLElement[]}
     */
    function questions(desk, sheet, { form, rows }) {
        return rows.flatMap(({ key, number, text, targetTitle }) => {
            const place = { ...sheet, key };
            const link = desk.make('a', { href: desk.sheetAddress(place) }, `${form.title}の${number || '番号のない行'}`);
            const target = rows.length > 1 && `（${targetTitle}）`;
            // The institution's own text stands in the box above.
            const line = desk.make('p', { class: 'guide-desk-which' }, link, target, form.vendor && `：${text}`);
            return [line, jissenDeskAnswer.form(desk, place)];
        });
    }

    /**
     * The same behind a line that says the answers; open when there is one.
     * @param {Desk} desk
     * @param {SheetPlace} sheet
     * @param {Asked} asked
     * @param {(() => void)[]} words
     */
    function folded(desk, sheet, asked, words) {
        const { make, model } = desk;
        const vendor = desk.value().vendors.find(one => one.id === sheet.vendor);
        const title = vendor ? `${asked.form.title}（${vendor.name}）` : asked.form.title;
        const said = make('span', { class: 'guide-desk-inside' });
        const given = () => asked.rows.map(({ key }) => model.answerOf(model.answersAt(desk.value(), { ...sheet, key })));
        words.push(() => (said.textContent = given().map(answer => model.ANSWERS[answer]).join('・')));
        const open = !vendor && given().some(answer => answer);
        return make('details', { class: 'guide-desk-form', open }, make('summary', {}, title, said), ...questions(desk, sheet, asked));
    }

    /**
     * Links to the rows of older editions, with what was said there.
     * @param {Desk} desk
     * @param {string} lineage
     * @param {(() => void)[]} words
     * @returns {HTMLElement[]}
     */
    function olderAnswers(desk, lineage, words) {
        const { make, model, data } = desk;
        const older = data.editions.filter(one => one.id !== data.current).reverse();
        const places = older.flatMap(edition => ownForms(desk, askedIn(edition, lineage)).flatMap(({ form, rows }) =>
            rows.map(({ key }) => ({ edition: edition.id, form: form.id, vendor: '', key }))));
        const lines = places.map(place => {
            const said = make('span', { class: 'guide-desk-inside' });
            words.push(() => (said.textContent = model.describe(model.answersAt(desk.value(), place))));
            const title = `${model.sheetTitle(desk.value(), data, place)} ${model.rowTitle(data, place)}`;
            return make('li', {}, make('a', { href: desk.sheetAddress(place) }, title), said);
        });
        return lines.length ? [make('details', { class: 'guide-desk-form' }, make('summary', {}, '前の版での回答'), make('ul', {}, lines))] : [];
    }

    page.jissenDesk.part('item', mount);
})();
