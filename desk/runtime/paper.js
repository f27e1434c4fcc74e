/*
 * Sheets on paper, shared by the parts `sheet` and `pack`: defines jissenDeskPaper. Classic script.
 * Reads the answers, and the table of a sheet as templates/sheet.html writes it: cells say with data-cell what they hold.
 * Without this script the table and its head are printed with blanks to write in by hand.
 */
(function deskPaper() {
    'use strict';

    /** The fields of a head; a vendor's form also says whose it is. @type {[field: string, label: string, onlyVendor?: boolean][]} */
    const FIELDS = [['name', '施設名'], ['vendor', '事業者名', true], ['date', '記入日'], ['who', '担当'], ['printed', '印刷日']];

    /**
     * @param {DeskData} data
     * @param {SheetPlace} place
     */
    function located(data, place) {
        const edition = data.editions.find(other => other.id === place.edition);
        const form = edition && edition.forms.find(other => other.id === place.form);
        return edition && form && { edition, form };
    }

    /**
     * What is said on a sheet as a whole: the last day anything was checked, and everybody who did.
     * @param {Desk} desk
     * @param {SheetPlace} place
     * @returns {Record<string, string>}
     */
    function said(desk, place) {
        const value = desk.value();
        const sheet = value.sheets.find(other => ['edition', 'form', 'vendor'].every(name => /** @type {any} */ (other)[name] === /** @type {any} */ (place)[name]));
        const rows = sheet ? Object.values(sheet.rows) : [];
        const days = rows.flatMap(answers => answers.checks.map(check => check.date)).filter(Boolean).sort();
        const vendor = value.vendors.find(other => other.id === place.vendor);
        return {
            name: value.profile.name,
            vendor: vendor ? vendor.name : '',
            date: days.length ? desk.model.dateLabel(days[days.length - 1]) : '',
            who: [...new Set(rows.map(answers => answers.who).filter(Boolean))].join('、'),
            printed: desk.model.dateLabel(desk.today()),
        };
    }

    /**
     * @param {HTMLElement} fields
     * @param {Desk} desk
     * @param {SheetPlace} place
     */
    function fillHead(fields, desk, place) {
        const texts = said(desk, place);
        for (const cell of fields.querySelectorAll('[data-field]')) {
            cell.textContent = texts[/** @type {HTMLElement} */ (cell).dataset.field || ''] || '';
        }
        fields.querySelectorAll('[hidden]').forEach(line => line.removeAttribute('hidden'));
    }

    /**
     * The head of a sheet: edition and form, whose it is, and when.
     * @param {Desk} desk
     * @param {SheetPlace} place
     */
    function head(desk, place) {
        const at = located(desk.data, place);
        const isVendors = Boolean(at && at.form.vendor);
        const lines = FIELDS.filter(([, , onlyVendor]) => !onlyVendor || isVendors);
        const fields = desk.make('dl', { class: 'guide-paper-fields' }, lines.map(([field, label]) =>
            desk.make('div', {}, desk.make('dt', {}, label), desk.make('dd', { 'data-field': field }))));
        fillHead(fields, desk, place);
        const title = at ? `${at.edition.title} ${at.form.title}` : '';
        return desk.make('div', { class: 'guide-paper-head' }, desk.make('p', { class: 'guide-paper-title' }, title), fields);
    }

    /**
     * A word on the form, and whether it is the one that was taken.
     * @param {Desk} desk
     * @param {string} word
     * @param {boolean} isTaken
     */
    function choice(desk, word, isTaken) {
        return isTaken
            ? desk.make('span', { class: 'guide-choice guide-choice-taken' }, desk.make('span', { class: 'guide-visually-hidden' }, '○'), word)
            : desk.make('span', { class: 'guide-choice' }, word);
    }

    /**
     * @param {Desk} desk
     * @param {Answer} answer
     */
    function choices(desk, answer) {
        const words = desk.model.ANSWERS;
        const both = [choice(desk, words.yes, answer === 'yes'), '・', choice(desk, words.no, answer === 'no')];
        return answer === 'na' ? [...both, desk.make('br'), choice(desk, words.na, true)] : both;
    }

    /**
     * A day, broken at most behind its year.
     * @param {Desk} desk
     * @param {string} date
     */
    function day(desk, date) {
        if (!date) {
            return [];
        }
        const [year, rest] = desk.model.dateLabel(date).split(/(?<=年)/);
        return [desk.make('span', { class: 'guide-day' }, year, desk.make('wbr'), rest)];
    }

    /**
     * The round a form with room for one round shows.
     * @param {Desk} desk
     * @param {Answers} answers
     * @returns {number}
     */
    function shownRound(desk, answers) {
        const last = desk.model.lastCheck(answers);
        return last.answer ? answers.checks.lastIndexOf(last) : answers.checks.length - 1;
    }

    /**
     * @param {Desk} desk
     * @param {HTMLElement} cell
     * @param {Answers} answers
     */
    function fillCell(desk, cell, answers) {
        const round = cell.dataset.round ? Number(cell.dataset.round) : shownRound(desk, answers);
        const check = answers.checks[round] || { answer: '', date: '', target: '' };
        const byHand = check.answer || check.date ? '' : '（　／　）';
        switch (cell.dataset.cell) {
            case 'answer': return cell.replaceChildren(...choices(desk, check.answer));
            case 'date': return cell.replaceChildren(...day(desk, check.date));
            case 'target': return cell.replaceChildren(...day(desk, check.target));
            case 'dated-answer': return cell.replaceChildren(...choices(desk, check.answer), desk.make('br'), byHand, ...day(desk, check.date));
        }
    }

    /**
     * What the columns of the form have no room for.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @param {Answers} answers
     * @returns {string[]}
     */
    function otherRounds(desk, edition, answers) {
        const { dateLabel, ANSWERS } = desk.model;
        const isShown = (/** @type {number} */ round) => (edition.checks > 1 ? round < edition.checks : round === shownRound(desk, answers));
        return answers.checks.flatMap((check, round) => {
            const target = check.target && `目標日 ${dateLabel(check.target)}`;
            if (isShown(round)) {
                return target && edition.checks > 1 && round > 0 ? [`${round + 1}回目の${target}`] : [];
            }
            const days = [check.date && `確認日 ${dateLabel(check.date)}`, target].filter(Boolean).join('、');
            return check.answer || days ? [`${round + 1}回目は${ANSWERS[check.answer]}${days && `（${days}）`}`] : [];
        });
    }

    /**
     * What has to be read beside an answer, one sentence a line.
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @param {Place} place
     * @param {Answers} answers
     */
    function remarks(desk, edition, place, answers) {
        const { answerOf, standing } = desk.model;
        const answer = answerOf(answers);
        const state = answers.carried ? answers.carried.state : '';
        const lines = otherRounds(desk, edition, answers);
        if (answer === 'na') {
            lines.push(`対象外の理由：${answers.reason || '（まだ書かれていません）'}`);
        } else if (!answer) {
            lines.push(standing(desk.value(), desk.data, place).reason);
        }
        lines.push(state === 'confirm' || state === 'carried' ? '前の年度から引き継いだ答えです。' : '');
        lines.push(state === 'confirm' ? '要確認。' : '');
        return lines.filter(Boolean);
    }

    /**
     * Writes the answers of a sheet into its table, and into the head that stands before it. May be called again.
     * @param {HTMLElement} table  Rows have their key as id or as data-key.
     * @param {Desk} desk
     * @param {SheetPlace} place
     */
    function fill(table, desk, place) {
        const at = located(desk.data, place);
        const head = /** @type {HTMLElement | null} */ ((table.closest('.guide-paper, main') || document).querySelector('.guide-paper-fields'));
        if (!at) {
            return;
        }
        if (head) {
            fillHead(head, desk, place);
        }
        for (const row of at.form.rows) {
            const line = [...table.querySelectorAll('tr')].find(other => (other.dataset.key || other.id) === row.key);
            if (line) {
                fillRow(line, desk, at.edition, { ...place, key: row.key });
            }
        }
    }

    /**
     * @param {HTMLElement} line
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @param {Place} place
     */
    function fillRow(line, desk, edition, place) {
        const answers = desk.model.answersAt(desk.value(), place);
        line.querySelectorAll('[data-cell]').forEach(cell => fillCell(desk, /** @type {HTMLElement} */ (cell), answers));
        line.querySelectorAll('.guide-row-remark').forEach(old => old.remove());
        const text = line.querySelector('.guide-row-text');
        if (text) {
            text.append(...remarks(desk, edition, place, answers).map(remark => desk.make('span', { class: 'guide-row-remark' }, remark)));
        }
    }

    /**
     * The columns to fill in, as the edition prints them; preprocessors/src/sheet_page.rs says the same.
     * @param {DeskEdition} edition
     * @returns {{ head: string, cell: string, round?: number }[]}
     */
    function columns(edition) {
        const target = { head: '目標日', cell: 'target' };
        if (edition.checks <= 1) {
            return [{ head: 'はい・いいえ', cell: 'answer' }, { head: '確認日', cell: 'date' }, target];
        }
        const rounds = Array.from({ length: edition.checks }, (_, round) => ({ head: `${round + 1}回目`, cell: 'dated-answer', round }));
        return [rounds[0], { ...target, round: 0 }, ...rounds.slice(1)];
    }

    /**
     * The rows of a form as they are printed: section by section.
     * @param {DeskForm} form
     */
    const printed = form => [...form.rows].sort((one, other) => one.section - other.section);

    /**
     * The table of a sheet as its own page has it, with the answers.
     * @param {Desk} desk
     * @param {SheetPlace} place
     */
    function table(desk, place) {
        const { make } = desk;
        const made = make('table', { class: 'guide-sheet' });
        const at = located(desk.data, place);
        if (!at) {
            return made;
        }
        const cells = columns(at.edition);
        const title = (/** @type {string} */ name, /** @type {string} */ text) =>
            make('tr', {}, make('th', { class: name, scope: 'rowgroup', colspan: cells.length + 2 }, text));
        const heads = ['番号', '確認すること', ...cells.map(cell => cell.head)];
        made.append(make('thead', {}, make('tr', {}, heads.map(text => make('th', { scope: 'col' }, text)))));
        const rows = printed(at.form);
        rows.forEach((row, nth) => {
            const before = rows[nth - 1];
            const isNewSection = !before || before.section !== row.section;
            if (isNewSection) {
                const sectionTitle = row.section ? `${row.section} ${row.sectionTitle}` : row.sectionTitle;
                made.append(make('tbody', { class: 'guide-sheet-section' }, title('guide-sheet-section-title', sectionTitle)));
            }
            const body = /** @type {HTMLElement} */ (made.lastElementChild);
            if (isNewSection || before.target !== row.target) {
                body.append(title('guide-target', row.targetTitle));
            }
            body.append(rowOf(desk, at.edition, row, cells));
        });
        fill(made, desk, place);
        return made;
    }

    /**
     * @param {Desk} desk
     * @param {DeskEdition} edition
     * @param {DeskRow} row
     * @param {ReturnType<typeof columns>} cells
     */
    function rowOf(desk, edition, row, cells) {
        const { make } = desk;
        const facts = [
            row.status === 'reference' && '参考項目',
            row.deadline > 0 && row.deadline !== edition.fiscalYear && `期限：${desk.model.fiscalYear(row.deadline)}の終わり`,
            row.blankIfNoVendor && '事業者と契約していなければ記入不要',
        ].filter(Boolean);
        const text = make('td', { class: 'guide-row-text' }, row.text,
            row.note && make('span', { class: 'guide-row-note' }, `※ ${row.note}`),
            facts.length > 0 && make('span', { class: 'guide-row-facts' }, facts.map(fact => make('span', {}, fact || ''))));
        const blank = (/** @type {(typeof cells)[0]} */ { cell, round }) =>
            make('td', { class: cell.endsWith('answer') ? 'guide-answer' : 'guide-answer-date', 'data-cell': cell, 'data-round': round });
        return make('tr', { class: 'guide-row', 'data-key': row.key },
            make('th', { class: 'guide-number', scope: 'row' }, row.number || '番号なし'), text, cells.map(blank));
    }

    /** @type {any} */ (globalThis).jissenDeskPaper = Object.freeze({ head, table, fill, printed });
})();
