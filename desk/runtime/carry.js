/*
 * The part `carry` of the desk: answers of an older edition brought into a newer one, shown before it is done, and then
 * looked through one by one. Classic script. Reads the answers through the desk (../README.md, section 6), and uses
 * jissenDeskFile for files and jissenDeskAnswer for answering; without the latter it links to the sheets.
 */
(function deskCarry() {
    'use strict';

    const page = /** @type {any} */ (globalThis);

    /**
     * What is said of the rows of each list, before it is done and after.
     * @type {Record<List, { before: string, after: string }>}
     */
    const EXPLANATIONS = Object.freeze({
        carried: {
            before: '前の版の答えとメモなどを、そのまま入れます。確認日と目標日は入れません。新しい年度に書くものだからです。',
            after: '前の版の答えとメモなどが入っています。確認日を書いてください。',
        },
        confirm: {
            before: '求めることか区分が変わった行です。前の版の答えを入れて、「要確認」の印を付けます。',
            after: '前の版の答えが入っています。今も合っているか、確かめてください。',
        },
        answer: {
            before: '答えは入れません。いくつかの行がまとまった行には、前の版の答えを見本として並べます。',
            after: 'まだ答えがありません。',
        },
        kept: {
            before: '新しい版にもう書き込んである行です。そのままにします。',
            after: '新しい版で書き込んだか、確かめた行です。',
        },
        left: {
            before: '新しい版に続きがない行です。答えは前の版に残ります。',
            after: '新しい版に続きがない行です。答えは前の版に残っています。',
        },
    });
    const ORDER = /** @type {List[]} */ (Object.keys(EXPLANATIONS));

    /**
     * @param {Desk} desk
     * @param {List} list
     * @param {'before' | 'after'} when
     * @returns {string}
     */
    const listTitle = ({ model }, list, when) => (list === 'carried' && when === 'before' ? '引き継ぐ' : model.LISTS[list]);

    /** @param {Place} place */
    const placeId = ({ edition, form, vendor, key }) => [edition, form, vendor, key].join('/');

    // ---- Which editions ----

    /**
     * Editions of the guide with answers and at least one newer edition, oldest first.
     * @param {Desk} desk
     */
    function olderEditions({ data, value }) {
        const { sheets } = value();
        return data.editions.slice(0, -1).filter(edition => sheets.some(sheet => sheet.edition === edition.id));
    }

    /** @param {Desk} desk  @param {string} older */
    function newerEditions({ data }, older) {
        return data.editions.slice(data.editions.findIndex(edition => edition.id === older) + 1);
    }

    /**
     * Two menus. What was chosen stays as long as it is there; else it is the newest edition that can be carried from,
     * and the newest one.
     * @param {Desk} desk
     * @param {() => void} see  Called when the reader chose.
     */
    function editionMenus(desk, see) {
        const { make } = desk;
        const older = make('select', {});
        const newer = make('select', {});

        /** @param {HTMLSelectElement} menu  @param {DeskEdition[]} editions */
        function fill(menu, editions) {
            const chosen = menu.value;
            menu.replaceChildren(...editions.map(edition => make('option', { value: edition.id }, edition.title)));
            const last = editions[editions.length - 1];
            menu.value = editions.some(edition => edition.id === chosen) ? chosen : last ? last.id : '';
        }

        function show() {
            fill(older, olderEditions(desk));
            fill(newer, newerEditions(desk, older.value));
        }

        [older, newer].forEach(menu => menu.addEventListener('change', see));
        const element = make('p', { class: 'guide-desk-editions' },
            make('label', {}, older, ' から'), make('label', {}, newer, ' へ'));
        return { element, show, older: () => older.value, newer: () => newer.value };
    }

    // ---- What continues how ----

    /**
     * `令和6年度版 2-(4)（サーバ）`, the row an older answer was given to.
     * @param {Desk} desk
     * @param {Source} source
     */
    function sourceTitle({ data }, { edition, form, key }) {
        const at = data.editions.find(one => one.id === edition);
        const rows = (at && at.forms.find(one => one.id === form) || { rows: [] }).rows;
        const row = rows.find(one => one.key === key);
        const isShared = row && rows.filter(one => one.lineage === row.lineage).length > 1;
        return `${at ? at.title : edition} ${row ? row.number : key}${isShared ? `（${row.targetTitle}）` : ''}`.trim();
    }

    /**
     * What an older answer says, each field on a line.
     * @param {Desk} desk
     * @param {Source} source
     */
    function sourceView(desk, source) {
        const { make, model } = desk;
        const fields = ['reason', 'memo', 'evidence', 'who'].filter(name => /** @type {any} */ (source)[name]);
        return make('li', {},
            `${sourceTitle(desk, source)}：`, make('strong', {}, model.describe(source)),
            ...fields.map(name => make('span', { class: 'guide-desk-said' }, `${model.FIELDS[name]}：${/** @type {any} */ (source)[name]}`)));
    }

    /**
     * The words for what became of a row, with the way to the comparison.
     * @param {Desk} desk
     * @param {CarryEntry} entry
     * @param {{ older: string, newer: string }} editions
     */
    function relationsView({ make, data, address }, { place, relations }, { older, newer }) {
        const edition = data.editions.find(one => one.id === place.edition);
        const form = edition && edition.forms.find(one => one.id === place.form);
        const row = form && form.rows.find(one => one.key === place.key);
        if (!row || relations.length === 0) {
            return null;
        }
        const words = relations.map(relation => make('span', { class: 'guide-relation' }, data.relations[relation] || relation));
        return make('a', { class: 'guide-desk-carry-relations', href: address(`revisions/${older}-${newer}.html#${place.form}-${row.lineage}`) },
            ...words, make('span', { class: 'guide-visually-hidden' }, '（新旧対照表）'));
    }

    /**
     * @param {Desk} desk
     * @param {CarryEntry} entry
     * @param {{ older: string, newer: string }} editions
     * @param {'' | '引き継ぎ済み' | '入れ替える'} mark
     */
    function entryView(desk, entry, editions, mark) {
        const { make, model, data } = desk;
        const { place, from, list, message } = entry;
        return make('li', { class: 'guide-desk-carry-row', 'data-place': placeId(place) },
            make('p', { class: 'guide-desk-carry-title' },
                make('a', { href: desk.sheetAddress(place) }, model.rowTitle(data, place) || place.key), ' ',
                relationsView(desk, entry, editions),
                mark && make('span', { class: 'guide-desk-carry-mark' }, mark)),
            list === 'answer' && make('p', { class: 'guide-desk-carry-message' }, message),
            from.length > 0 && make('ul', { class: 'guide-desk-carry-from' }, from.map(source => sourceView(desk, source))));
    }

    /**
     * The entries of one list, under their sheets where there are several.
     * @param {Desk} desk
     * @param {CarryEntry[]} entries
     * @param {(entry: CarryEntry) => HTMLElement} view
     */
    function grouped({ make, model, data, value }, entries, view) {
        /** @type {Map<string, CarryEntry[]>} */
        const groups = new Map();
        entries.forEach(entry => {
            const title = model.sheetTitle(value(), data, entry.place);
            groups.set(title, [...(groups.get(title) || []), entry]);
        });
        return [...groups].flatMap(([title, these]) => [
            make('h3', {}, title),
            make('ul', { class: 'guide-desk-carry-rows' }, these.map(view)),
        ]);
    }

    /**
     * @typedef {Object} Plan
     * @property {string} older
     * @property {string} newer
     * @property {CarryEntry[]} entries
     * @property {Set<string>} done  Ids of places whose answers are already as carrying makes them.
     * @property {boolean} isDone  Whether carrying would change nothing.
     * @property {Problem[]} problems  Why it cannot be done.
     */

    /**
     * @param {Desk} desk
     * @param {string} older
     * @param {string} newer
     * @returns {Plan}
     */
    function planOf({ model, data, value }, older, newer) {
        const result = model.carry(value(), data, older, newer);
        const canonical = (/** @type {Value} */ one, /** @type {Place} */ place) => model.canonical(model.answersAt(one, place));
        const entries = /** @type {CarryEntry[]} */ (result.entries);
        const done = entries.filter(({ place, list }) =>
            list !== 'left' && list !== 'kept' && model.answersAt(value(), place).carried &&
            canonical(value(), place) === canonical(result.value, place));
        return {
            older, newer, entries, problems: result.problems,
            done: new Set(done.map(({ place }) => placeId(place))),
            isDone: model.canonical(result.value) === model.canonical(value()),
        };
    }

    /**
     * `引き継ぐ 11 件、要確認 1 件、新しく答える 8 件`, without empty lists.
     * @param {Desk} desk
     * @param {Plan} plan
     * @param {'before' | 'after'} when
     */
    function countsOf(desk, { entries }, when) {
        const count = (/** @type {List} */ list) => entries.filter(entry => entry.list === list).length;
        return ORDER.filter(list => count(list) > 0).map(list => `${listTitle(desk, list, when)} ${count(list)} 件`).join('、');
    }

    /**
     * All lists of a plan.
     * @param {Desk} desk
     * @param {Plan} plan
     * @param {'before' | 'after'} when
     */
    function listsView(desk, plan, when) {
        const { make } = desk;
        const mark = (/** @type {CarryEntry} */ entry) =>
            entry.updated ? '入れ替える' : when === 'before' && plan.done.has(placeId(entry.place)) ? '引き継ぎ済み' : '';
        return ORDER.map(list => ({ list, entries: plan.entries.filter(entry => entry.list === list) }))
            .filter(({ entries }) => entries.length > 0)
            .map(({ list, entries }) => make('details', { class: 'guide-desk-list', open: when === 'before', 'data-list': list, 'data-when': when },
                make('summary', {}, `${listTitle(desk, list, when)}（${entries.length} 件）`),
                make('p', {}, EXPLANATIONS[list][when]),
                grouped(desk, entries, entry => entryView(desk, entry, plan, mark(entry)))));
    }

    // ---- Before and after ----

    /**
     * @param {Desk} desk
     * @param {string} id
     */
    const titleOf = ({ data }, id) => (data.editions.find(edition => edition.id === id) || { title: id }).title;

    /**
     * What will happen, and the button that does it.
     * @param {Desk} desk
     * @param {Plan} plan
     * @param {() => void} carry
     */
    function beforeView(desk, plan, carry) {
        const { make, address } = desk;
        const n_updated = plan.entries.filter(entry => entry.updated).length;
        const again = n_updated
            ? `前に引き継いだあとで、前の版の答えが変わりました。まだ手を加えていない ${n_updated} 件を「入れ替える」と書いてあります。`
            : plan.done.size ? '前に引き継いだ行は、「引き継ぎ済み」と書いてあります。' : '';
        return [
            make('h2', { id: 'guide-desk-plan' }, '引き継ぐとこうなります'),
            make('p', { class: 'guide-desk-carry-counts' }, `${countsOf(desk, plan, 'before')}。`),
            ...(again ? [make('p', {}, again)] : []),
            make('p', {}, 'まだ何も変えていません。一覧を見て、よければ', make('a', { href: '#guide-desk-do' }, '最後のボタン'), 'を押してください。行の名前は新しいシートへ、変更の種類は',
                make('a', { href: address(`revisions/${plan.older}-${plan.newer}.html`) }, '新旧対照表'), 'へつながります。'),
            ...listsView(desk, plan, 'before'),
            make('p', { class: 'guide-desk-buttons', id: 'guide-desk-do' },
                make('button', { type: 'button', class: 'guide-button guide-button-key', 'data-carry': true, on: { click: carry } }, '引き継ぐ')),
            make('p', {}, `${titleOf(desk, plan.older)}の答えはそのまま残ります。あとで「元に戻す」こともできます。`),
        ];
    }

    /**
     * What was done, and the ways on.
     * @param {Desk} desk
     * @param {Plan} plan
     */
    function afterView(desk, plan) {
        const { make, model, data, value, address } = desk;
        /** @type {Map<string, Place>} */
        const sheets = new Map();
        plan.entries.filter(entry => entry.list !== 'left').forEach(({ place }) => {
            sheets.set(placeId({ ...place, key: '' }), { ...place, key: '' });
        });
        const links = [...sheets.values()].map(place =>
            make('li', {}, make('a', { href: desk.sheetAddress(place) }, `${model.sheetTitle(value(), data, place)}を開く`)));
        return [
            make('h2', { id: 'guide-desk-plan' }, `${titleOf(desk, plan.older)}から${titleOf(desk, plan.newer)}へ引き継いであります`),
            make('p', { class: 'guide-desk-carry-counts' }, `${countsOf(desk, plan, 'after')}。`),
            make('ul', {}, links,
                make('li', {}, make('a', { href: address(`revisions/${plan.older}-${plan.newer}.html`) }, `新旧対照表（${titleOf(desk, plan.older)}から${titleOf(desk, plan.newer)}へ）`))),
            ...listsView(desk, plan, 'after'),
        ];
    }

    /**
     * What to do without answers of an older edition.
     * @param {Desk} desk
     */
    function nothingView({ make, data, address }) {
        const older = data.editions.slice(0, -1);
        const sheets = older.map(edition => make('a', { href: address(`sheets/${edition.id}.html`) }, `${edition.title}のシート`));
        return [
            make('p', {}, 'この端末には、前の版の回答がありません。次のどれかで進めます。'),
            make('ul', {},
                make('li', {}, '前の年度にファイルに保存した方は、下の「ファイルから読み込む」で開きます。'),
                make('li', {}, '紙で残っている方は、前の版のシートに答えを入れてから、この画面に戻ります。', ...sheets.flatMap((link, nth) => [nth ? '、' : '', link])),
                make('li', {}, 'この画面を使わないときは、', make('a', { href: address('revisions/index.html') }, '新旧対照表'), 'を印刷し、見ながら新しいシートに書き写します。')),
        ];
    }

    // ---- Looking through, one by one ----

    /**
     * One row to confirm or to answer again. It stays when that is done, so that nothing jumps under the reader's hands.
     * @param {Desk} desk
     * @param {Place} place
     */
    function workItem(desk, place) {
        const { make, model, data } = desk;
        const title = model.rowTitle(data, place);
        const edition = /** @type {DeskEdition} */ (data.editions.find(one => one.id === place.edition));
        const form = /** @type {DeskForm} */ (edition.forms.find(one => one.id === place.form));
        const row = /** @type {DeskRow} */ (form.rows.find(one => one.key === place.key));
        const state = make('p', { class: 'guide-desk-carry-state', role: 'status' });
        const past = make('ul', { class: 'guide-desk-carry-from' });
        const confirm = make('button', {
            type: 'button', class: 'guide-button', 'aria-label': `${title}：この答えのままでよい`, on: {
                click: () => void desk.change(`${title} の確認`, value => model.confirm(value, data, place)),
            },
        }, 'この答えのままでよい');
        const answers = page.jissenDeskAnswer;
        const more = answers
            ? make('details', { class: 'guide-desk-more' }, make('summary', {}, 'ここで答える・変える'))
            : make('p', {}, make('a', { href: desk.sheetAddress(place) }, 'シートで答える'));
        more.addEventListener('toggle', () => {
            if (more.childElementCount === 1) {
                more.append(answers.form(desk, place));
            }
        });

        function show() {
            const said = /** @type {Answers} */ (model.answersAt(desk.value(), place));
            const { carried } = said;
            const isOpen = carried !== null && carried.state !== 'settled';
            confirm.hidden = !isOpen || !model.answerOf(said);
            state.textContent = !isOpen
                ? `確かめました：${model.describe(said)}`
                : model.answerOf(said) ? `いまの答え：${model.describe(said)}` : 'まだ答えていません。前の答えを見て、答え直してください。';
            past.replaceChildren(...(carried ? carried.from : []).map(source => sourceView(desk, source)));
        }

        const element = make('li', { class: 'guide-desk-carry-row', 'data-work': placeId(place) },
            make('p', { class: 'guide-desk-carry-title' }, make('a', { href: desk.sheetAddress(place) }, title)),
            make('p', {}, row.text),
            past, state,
            make('p', { class: 'guide-desk-buttons' }, confirm), more);
        show();
        return { element, show };
    }

    /**
     * The rows that wait to be looked at, and those that were looked at here.
     * @param {Desk} desk
     */
    function work(desk) {
        const { make, model, data } = desk;
        const left = make('p', { role: 'status' });
        const list = make('div', {});
        const element = make('section', { class: 'guide-desk-work', 'aria-labelledby': 'guide-desk-work' },
            make('h2', { id: 'guide-desk-work' }, '1つずつ確かめる'), left, list);
        /** @type {Map<string, ReturnType<typeof workItem>>} */
        let items = new Map();

        /** @param {Place} place */
        const isWaiting = place => {
            const { carried } = model.answersAt(desk.value(), place);
            return carried !== null && (carried.state === 'confirm' || carried.state === 'again');
        };

        /** @param {Plan | null} plan  Null when there is nothing to look through. */
        function show(plan) {
            const places = plan ? plan.entries.filter(({ list: name }) => name !== 'left').map(({ place }) => place) : [];
            const shown = places.filter(place => isWaiting(place) || items.has(placeId(place)));
            const known = items;
            items = new Map(shown.map(place => [placeId(place), known.get(placeId(place)) || workItem(desk, place)]));
            if (items.size !== known.size || [...items.keys()].some(id => !known.has(id))) {
                const entries = shown.map(place => /** @type {CarryEntry} */ ({ place }));
                list.replaceChildren(...grouped(desk, entries, ({ place }) => /** @type {any} */ (items.get(placeId(place))).element));
            }
            items.forEach(item => item.show());
            const n_waiting = places.filter(isWaiting).length;
            left.textContent = n_waiting ? `あと ${n_waiting} 件です。` : '確かめる行は、もうありません。';
            element.hidden = items.size === 0;
        }

        return { element, show };
    }

    // ---- The page ----

    page.jissenDesk.part('carry', (/** @type {HTMLElement} */ element, /** @type {Desk} */ desk) => {
        const { make, model, data } = desk;
        const files = page.jissenDeskFile;
        const { element: result, say } = files.messages(desk);
        const menus = editionMenus(desk, show);
        const choice = make('section', { 'aria-label': '引き継ぐ版' }, menus.element);
        const stage = make('section', { 'aria-label': '引き継ぎ' });
        const waiting = work(desk);

        function carry() {
            const [older, newer] = [menus.older(), menus.newer()];
            const plan = planOf(desk, older, newer);
            const problems = desk.change(`${titleOf(desk, older)}から${titleOf(desk, newer)}への引き継ぎ`, value => model.carry(value, data, older, newer));
            if (problems.length) {
                say(problems.map(({ message }) => message).join(''), 'trouble');
                return;
            }
            say(`${titleOf(desk, older)}から${titleOf(desk, newer)}へ引き継ぎました。${countsOf(desk, plan, 'after')}。`, 'done', files.undoButton(desk, say, '引き継ぐ前に戻す'));
            result.tabIndex = -1;
            result.focus();
        }

        /** @param {Plan | null} plan  Null without older answers.  @returns {Node[]} */
        function stageOf(plan) {
            if (plan === null) {
                return nothingView(desk);
            }
            if (plan.problems.length > 0) {
                return plan.problems.map(({ message }) => make('p', {}, message));
            }
            return plan.isDone ? afterView(desk, plan) : beforeView(desk, plan, carry);
        }

        function show() {
            menus.show();
            const hasOlder = menus.older() !== '';
            choice.hidden = !hasOlder;
            const plan = hasOlder ? planOf(desk, menus.older(), menus.newer()) : null;
            const isDone = plan !== null && plan.isDone;
            const opened = [...stage.querySelectorAll('details')].map(list => ({ list: list.dataset.list, isDone: list.dataset.when === 'after', open: list.open }));
            stage.replaceChildren(...stageOf(plan));
            for (const list of stage.querySelectorAll('details')) {
                const before = opened.find(other => other.list === list.dataset.list && other.isDone === isDone);
                list.open = before ? before.open : list.open;
            }
            waiting.show(isDone ? plan : null);
        }

        element.replaceChildren(
            choice, result, stage, waiting.element,
            make('section', {},
                make('h2', {}, '前の版の回答がファイルにあるとき'),
                make('p', {}, '前の年度に保存したファイルを選びます。違うところを見て選ぶまで、この端末の回答は変わりません。'),
                files.chooser(desk)));
        show();
        desk.watch(show);
    });
})();
