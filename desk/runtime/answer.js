/*
 * The controls of one row of a sheet: answer, days, reason, notes. Classic script; defines jissenDeskAnswer, which the
 * parts `sheet` and `item` use, so that a row is answered the same way everywhere. All rules are those of model.js.
 */
(function deskAnswer() {
    'use strict';

    /** @type {['yes' | 'no' | 'na', string][]} */
    const CHOICES = [['yes', 'はい'], ['no', 'いいえ'], ['na', '対象外']];
    const STATES = Object.freeze({
        carried: ['引き継いだ', '前の版の答えです。今も同じなら「このままでよい」を押します。'],
        confirm: ['要確認', '求めることか区分が変わりました。今も合っているか確かめてください。'],
        again: ['答え直す', 'いくつかの行がまとまりました。前の版の答えを見て、答え直してください。'],
        settled: ['確かめた', ''],
    });
    const UNSAVED = 'いま書いてあるものは、まだ保存していません。';
    const MORE_FIELDS = ['who', 'evidence', 'memo'];

    /** Forms of the page. @type {{ element: HTMLElement, show: (cause: Cause) => void }[]} */
    let forms = [];
    let isWatching = false;
    let n_forms = 0;
    let n_visits = 0;

    /** @param {Desk} desk */
    function watch(desk) {
        if (!isWatching) {
            isWatching = true;
            desk.watch(cause => {
                forms = forms.filter(one => one.element.isConnected);
                forms.forEach(one => one.show(cause));
            });
        }
    }

    /**
     * What the pieces of a form share.
     * @param {Desk} desk
     * @param {Place} place
     */
    function context(desk, place) {
        const { model, data } = desk;
        const edition = /** @type {DeskEdition} */ (data.editions.find(one => one.id === place.edition));
        const form = /** @type {DeskForm} */ (edition.forms.find(one => one.id === place.form));
        const row = /** @type {DeskRow} */ (form.rows.find(one => one.key === place.key));
        const id = `guide-desk-${(n_forms += 1)}`;
        const what = row.number || row.title;
        return {
            desk, place, edition, form, row, id, what,
            make: desk.make,
            answers: () => /** @type {Answers} */ (model.answersAt(desk.value(), place)),
            /**
             * @param {number} round
             * @param {Partial<Check>} fields
             * @param {string} label
             * @param {string} [together]
             */
            setCheck: (round, fields, label, together) =>
                desk.change(`${what} の${label}`, value => model.setCheck(value, data, place, round, fields), together),
        };
    }

    /** @typedef {ReturnType<typeof context>} Context */
    /** @typedef {{ element: HTMLElement, show: (answers: Answers, cause: Cause | '', hints: Problem[]) => void }} Piece */

    /** @param {Context} at @param {string} name */
    const idOf = (at, name) => `${at.id}-${name}`;

    /**
     * A line under a field: why something was refused, or what may be missing.
     * @param {Context} at
     * @param {string} name
     */
    function note(at, name) {
        const element = at.make('p', { class: 'guide-desk-note', id: idOf(at, `${name}-note`), hidden: true });
        return {
            element,
            /** @param {string} refusal  @param {string} hint */
            say(refusal, hint) {
                const text = refusal || hint;
                element.hidden = !text;
                element.dataset.kind = refusal ? 'refused' : 'hint';
                element.setAttribute('role', refusal ? 'alert' : 'none');
                if (element.textContent !== text) {
                    element.textContent = text;
                }
            },
        };
    }

    /**
     * Puts a text into a field; the caret stays where it was.
     * @param {HTMLInputElement | HTMLTextAreaElement} input
     * @param {string} text
     */
    function put(input, text) {
        if (input.value === text) {
            return;
        }
        const hasCaret = input === document.activeElement && input.type !== 'date';
        const caret = hasCaret ? input.selectionStart : null;
        input.value = text;
        if (caret !== null) {
            input.setSelectionRange(caret, caret);
        }
    }

    /**
     * A field that saves while it is typed in. What is refused stays in it, with the reason beside it.
     * @param {Context} at
     * @param {{
     *     name: string, label: string, input: HTMLInputElement | HTMLTextAreaElement,
     *     read: (answers: Answers) => string,
     *     typed: () => string | null,
     *     save: (text: string, together: string) => Problem[],
     * }} given  `typed` gives what to save; null while it is not whole.
     */
    function field(at, { name, label, input, read, typed, save }) {
        const below = note(at, name);
        /** What was kept when it was last shown. */
        let known = '';
        let refusal = '';
        let hint = '';
        let together = '';
        input.id = idOf(at, name);
        input.setAttribute('aria-describedby', below.element.id);

        function say() {
            input.setAttribute('aria-invalid', String(refusal !== ''));
            below.say(refusal, hint);
        }

        /** @param {boolean} isDone */
        function take(isDone) {
            const text = typed();
            if (text === null) {
                refusal = isDone ? '日付を最後まで入れてください。' : refusal;
            } else {
                const [problem] = save(text, together);
                refusal = problem ? `${problem.message}${UNSAVED}` : '';
            }
            say();
        }

        input.addEventListener('focus', () => (together = `${input.id}/${(n_visits += 1)}`));
        input.addEventListener('input', () => take(false));
        input.addEventListener('blur', () => {
            if (input.validity.badInput || input.value !== read(at.answers())) {
                take(true);
            }
        });
        const element = at.make('div', { class: 'guide-desk-entry', 'data-field': name.replace(/-\d$/, '') },
            at.make('label', { for: input.id }, label), input, below.element);
        return {
            element,
            /**
             * What is being typed, and what was refused, stays until what is kept becomes another.
             * @param {Answers} answers
             * @param {Cause | ''} cause
             * @param {string} said
             */
            show(answers, cause, said) {
                const kept = read(answers);
                const isTyped = cause === 'edit' && input === document.activeElement;
                hint = said;
                if (kept !== known && !isTyped) {
                    refusal = '';
                    put(input, kept);
                }
                known = kept;
                say();
            },
            /** Shows what is kept, whatever was typed. */
            forget() {
                refusal = '';
                put(input, known);
                say();
            },
            isRefused: () => refusal !== '',
        };
    }

    /**
     * A day as it is kept; null when it is not whole yet. Where the browser knows no fields for days, one types it.
     * @param {HTMLInputElement} input
     */
    function dayIn(input) {
        if (input.type === 'date') {
            const isWhole = !input.validity.badInput && (input.value === '' || input.value >= '1000');
            return isWhole ? input.value : null;
        }
        const typed = input.value.normalize('NFKC').trim();
        const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(typed);
        const whole = parts && [parts[1], parts[2].padStart(2, '0'), parts[3].padStart(2, '0')].join('-');
        return typed ? whole : '';
    }

    /**
     * @param {Context} at
     * @param {number} nth  Of the round, from 0.
     * @param {'date' | 'target'} name
     */
    function dayField(at, nth, name) {
        const label = at.desk.model.FIELDS[name];
        const { start, end } = at.edition;
        const bounds = name === 'target' ? { min: start, max: end } : {};
        const input = at.make('input', { type: 'date', class: 'guide-desk-date', placeholder: start, ...bounds });
        return field(at, {
            name: `${name}-${nth}`,
            label,
            input,
            read: answers => (answers.checks[nth] || { [name]: '' })[name],
            typed: () => dayIn(input),
            save: (text, together) => at.setCheck(nth, { [name]: text }, label, together),
        });
    }

    /**
     * @param {Context} at
     * @param {'reason' | 'who' | 'evidence' | 'memo'} name
     * @param {string} label
     * @param {HTMLInputElement | HTMLTextAreaElement} input
     */
    function textField(at, name, label, input) {
        const { desk, place, what } = at;
        return field(at, {
            name,
            label,
            input,
            read: answers => answers[name],
            typed: () => input.value,
            save: (text, together) =>
                desk.change(`${what} の${label}`, value => desk.model.setTexts(value, desk.data, place, { [name]: text }), together),
        });
    }

    /**
     * The fields that change with an answer: with a day of its own the first time.
     * @param {Context} at
     * @param {number} nth
     * @param {Answer} answer
     */
    function answered(at, nth, answer) {
        const check = at.answers().checks[nth];
        const today = at.desk.today();
        // An older sheet that is copied from paper was not checked today.
        const isOurs = at.edition.id === at.desk.data.current || today <= at.edition.end;
        return check && check.date || !isOurs ? { answer } : { answer, date: today };
    }

    /**
     * One round of checking: the answer and its days.
     * @param {Context} at
     * @param {number} nth  From 0.
     */
    function round(at, nth) {
        const { make } = at;
        const group = idOf(at, `answer-${nth}`);
        const radios = CHOICES.map(([answer]) =>
            make('input', {
                type: 'radio', name: group, value: answer, id: `${group}-${answer}`,
                on: { change: () => void at.setCheck(nth, answered(at, nth, answer), '答え') },
            }));
        const choices = CHOICES.map(([, label], i) =>
            make('label', { class: 'guide-desk-option', for: radios[i].id }, radios[i], make('span', {}, label)));
        const unset = make('button', { type: 'button', class: 'guide-desk-unset', hidden: true, 'aria-label': '答えを取り消す', on: { click: takeBack } }, '取り消す');
        const legend = make('legend', {});
        const answer = make('fieldset', { class: 'guide-desk-yes-no' }, legend, ...choices);
        const date = dayField(at, nth, 'date');
        const target = dayField(at, nth, 'target');
        const element = make('div', { class: 'guide-desk-round', 'data-round': String(nth + 1) }, answer, date.element, target.element, unset);

        function takeBack() {
            at.setCheck(nth, { answer: '', date: '', target: '' }, '答えの取り消し');
            radios[0].focus();
        }

        return {
            element,
            focus: () => (radios.find(radio => radio.checked) || radios[0]).focus(),
            /**
             * @param {Answers} answers
             * @param {Cause | ''} cause
             * @param {Problem[]} hints  Empty but for the round that counts.
             * @param {number} n_rounds  How many rounds are shown.
             */
            show(answers, cause, hints, n_rounds) {
                const check = answers.checks[nth] || { answer: '', date: '', target: '' };
                const hintOf = (/** @type {string} */ name) => hints.filter(hint => hint.field === name).map(hint => hint.message).join('');
                radios.forEach(radio => (radio.checked = radio.value === check.answer));
                legend.textContent = n_rounds > 1 ? `${nth + 1}回目の確認` : '答え';
                legend.classList.toggle('guide-visually-hidden', n_rounds < 2);
                unset.hidden = !check.answer;
                date.show(answers, cause, hintOf('date'));
                target.show(answers, cause, hintOf('target'));
                if (!check.answer && !check.date) {
                    [date, target].forEach(one => one.forget());
                }
                date.element.hidden = !check.answer && !check.date && !date.isRefused();
                target.element.hidden = check.answer !== 'no' && !target.isRefused();
            },
        };
    }

    /**
     * All rounds, and the way to one more.
     * @param {Context} at
     */
    function rounds(at) {
        const { model } = at.desk;
        const shown = [round(at, 0)];
        const element = at.make('div', { class: 'guide-desk-rounds' }, shown[0].element);
        const more = at.make('button', { type: 'button', class: 'guide-button', on: { click: addRound } });

        /** @param {number} n */
        function grow(n) {
            while (shown.length < n) {
                const added = round(at, shown.length);
                shown.push(added);
                element.append(added.element);
            }
        }

        function addRound() {
            grow(shown.length + 1);
            show(at.answers(), 'edit', []);
            shown[shown.length - 1].focus();
        }

        /** @type {Piece['show']} */
        function show(answers, cause, hints) {
            const last = answers.checks.map(check => check.answer !== '').lastIndexOf(true);
            if (cause !== 'edit') {
                shown.splice(Math.max(answers.checks.length, 1)).forEach(gone => gone.element.remove());
            }
            grow(answers.checks.length);
            shown.forEach((one, nth) => one.show(answers, cause, nth === Math.max(last, 0) ? hints : [], shown.length));
            more.textContent = `${shown.length + 1}回目の確認を書く`;
            more.hidden = last !== shown.length - 1 || shown.length >= model.LIMITS.checks;
        }

        return { element, more, show, focus: () => shown[shown.length - 1].focus() };
    }

    /**
     * What was said in the older edition, and whether it still holds.
     * @param {Context} at
     * @param {() => void} focus  Goes back to the answer.
     * @returns {Piece}
     */
    function carriedOver(at, focus) {
        const { make, desk, place } = at;
        const { model, data } = desk;
        const summary = make('summary', {});
        const advice = make('p', {});
        const list = make('ul', {});
        const keep = make('button', { type: 'button', class: 'guide-button guide-button-key', on: { click: confirm } }, 'このままでよい');
        const element = make('details', { class: 'guide-desk-carried' }, summary, advice, list, make('p', {}, keep));
        let shown = '';

        function confirm() {
            desk.change(`${at.what} の確認`, value => {
                const edited = model.confirm(value, data, place);
                const { checks } = /** @type {Answers} */ (model.answersAt(value, place));
                const nth = checks.map(check => check.answer !== '').lastIndexOf(true);
                const needsDay = !edited.problems.length && !checks[nth].date;
                return needsDay ? model.setCheck(edited.value, data, place, nth, { date: desk.today() }) : edited;
            });
            focus();
        }

        /** @param {Source} source */
        function saidThen(source) {
            const texts = ['reason', ...MORE_FIELDS].filter(name => /** @type {any} */ (source)[name]);
            const lines = texts.map(name => make('span', { class: 'guide-desk-then' }, `${model.FIELDS[name]}：${/** @type {any} */ (source)[name]}`));
            const then = { edition: source.edition, form: source.form, vendor: place.vendor };
            const title = `${model.sheetTitle(desk.value(), data, then)} ${model.rowTitle(data, { ...then, key: source.key })}`;
            return make('li', {}, title, make('strong', { class: 'guide-desk-then' }, model.describe(source)), lines);
        }

        return {
            element,
            show({ carried }) {
                element.hidden = !carried;
                const now = carried ? JSON.stringify(carried) : '';
                if (!carried || now === shown) {
                    return;
                }
                shown = now;
                const [label, text] = STATES[carried.state];
                element.dataset.state = carried.state;
                summary.replaceChildren(make('strong', { class: 'guide-desk-state' }, label), '前の版での回答');
                advice.textContent = text;
                advice.hidden = !text;
                list.replaceChildren(...carried.from.map(saidThen));
                keep.hidden = carried.state === 'settled' || carried.state === 'again';
                element.open = carried.state !== 'settled';
            },
        };
    }

    /**
     * Why a row needs no answer, what to know when answering, and who said something else.
     * @param {Context} at
     * @returns {Piece}
     */
    function remarks(at) {
        const { make, desk, place } = at;
        const element = make('div', { class: 'guide-desk-remarks' });
        let shown = '';
        return {
            element,
            show() {
                const { reason, advice } = /** @type {Standing} */ (desk.model.standing(desk.value(), desk.data, place));
                const differing = disagreements(desk, place).map(one => one.message);
                const now = JSON.stringify([reason, advice, differing]);
                if (now !== shown) {
                    shown = now;
                    element.replaceChildren(
                        ...(reason ? [make('p', { class: 'guide-desk-reason' }, reason)] : []),
                        ...(advice && !reason ? [make('p', { class: 'guide-desk-advice' }, advice)] : []),
                        ...differing.map(message => make('p', { class: 'guide-desk-differs' }, make('strong', {}, '答えが違います'), message)),
                    );
                }
            },
        };
    }

    /** @type {{ value: Value | null, edition: string, found: Disagreement[] }} */
    let compared = { value: null, edition: '', found: [] };

    /**
     * Where a row was answered differently by the institution and a vendor, from either side.
     * @param {Desk} desk
     * @param {Place} place
     * @returns {Disagreement[]}
     */
    function disagreements(desk, place) {
        const value = desk.value();
        const { facility } = value.profile;
        if (compared.value !== value || compared.edition !== place.edition) {
            const edition = desk.data.editions.find(one => one.id === place.edition);
            const ours = (edition ? edition.forms : []).filter(form => !form.vendor && (!facility || form.facilities.includes(facility)));
            const found = ours.flatMap(form => desk.model.disagreements(value, desk.data, { edition: place.edition, form: form.id, vendor: '' }));
            compared = { value, edition: place.edition, found };
        }
        const side = place.vendor ? 'vendor' : 'own';
        const isHere = (/** @type {Place} */ other) => other.key === place.key && other.form === place.form && other.vendor === place.vendor;
        return compared.found.filter(one => isHere(one[side].place));
    }

    /**
     * Texts that need not be written, in a fold that says when something is in it.
     * @param {Context} at
     * @param {HTMLElement} last  Goes below the fields.
     * @param {() => void} focus  Goes back to the answer.
     */
    function details(at, last, focus) {
        const { make, desk } = at;
        const { FIELDS } = desk.model;
        const area = () => make('textarea', { rows: 2 });
        const fields = [
            textField(at, 'who', FIELDS.who, make('input', { type: 'text', autocomplete: 'off' })),
            textField(at, 'evidence', `${FIELDS.evidence}（見せるもの・置き場所）`, area()),
            textField(at, 'memo', FIELDS.memo, area()),
        ];
        const inside = make('span', { class: 'guide-desk-inside' });
        const clear = make('button', { type: 'button', class: 'guide-button', on: { click: clearAll } }, 'この行の回答をすべて消す');
        const element = make('details', { class: 'guide-desk-details' },
            make('summary', {}, 'くわしく書く', inside), ...fields.map(one => one.element), last, make('p', {}, clear));

        function clearAll() {
            desk.change(`${at.what} の回答の消去`, value => desk.model.clearRow(value, at.place));
            focus();
        }

        return {
            element,
            /** @type {Piece['show']} */
            show(answers, cause) {
                const written = MORE_FIELDS.filter(name => /** @type {any} */ (answers)[name].trim());
                inside.textContent = written.length ? `（${written.map(name => FIELDS[name]).join('・')}があります）` : '';
                fields.forEach(one => one.show(answers, cause, ''));
                clear.disabled = desk.model.canonical(answers) === desk.model.canonical(desk.model.answersAt(desk.model.empty(''), at.place));
            },
        };
    }

    /**
     * The answer in words, for print.
     * @param {Context} at
     * @param {Answers} answers
     */
    function inWords(at, answers) {
        const { model } = at.desk;
        const texts = ['reason', ...MORE_FIELDS].filter(name => /** @type {any} */ (answers)[name].trim());
        const lines = texts.map(name => `${model.FIELDS[name]}：${/** @type {any} */ (answers)[name]}`);
        return [`回答：${model.describe(answers)}`, ...lines].join('\n');
    }

    /**
     * The controls of one row, which follow every change of the value.
     * @param {Desk} desk
     * @param {Place} place  A row this guide knows; of a form for vendors, with a vendor.
     * @returns {HTMLElement}
     */
    function form(desk, place) {
        const at = context(desk, place);
        const { make } = at;
        const { model, data } = desk;
        const legend = make('legend', { class: 'guide-visually-hidden' });
        const remarksOfRow = remarks(at);
        const checks = rounds(at);
        const carried = carriedOver(at, checks.focus);
        const reason = textField(at, 'reason', model.FIELDS.reason, make('input', { type: 'text', autocomplete: 'off' }));
        // After 「いいえ」 one checks again; after other answers that is rare.
        const [another, rarely] = [make('p', {}), make('p', {})];
        const more = details(at, rarely, checks.focus);
        const printed = make('p', { class: 'guide-desk-words' });
        const element = make('fieldset', {
            class: 'guide-desk-answer',
            'data-edition': place.edition, 'data-form': place.form, 'data-vendor': place.vendor, 'data-key': place.key,
        }, legend, remarksOfRow.element, carried.element, checks.element, reason.element, another, more.element, printed);

        /** @param {Cause | ''} cause */
        function show(cause) {
            const answers = at.answers();
            const isUnsettled = answers.carried !== null && answers.carried.state !== 'settled';
            /** @type {Problem[]} */
            const hints = isUnsettled ? [] : model.problems(desk.value(), data, place, desk.today());
            const answer = model.answerOf(answers);
            legend.textContent = `${model.rowTitle(data, place)}の回答（${model.sheetTitle(desk.value(), data, place)}）`;
            element.dataset.answer = answer || 'open';
            element.dataset.applies = String(model.standing(desk.value(), data, place).applies);
            checks.show(answers, cause, hints);
            const line = answer === 'no' ? another : rarely;
            if (checks.more.parentElement !== line) {
                line.append(checks.more);
            }
            another.hidden = answer !== 'no' || checks.more.hidden;
            const [missing] = hints.filter(hint => hint.field === 'reason');
            reason.show(answers, cause, missing ? missing.message : '');
            if (!answer && !answers.reason) {
                reason.forget();
            }
            reason.element.hidden = answer !== 'na' && !answers.reason && !reason.isRefused();
            [remarksOfRow, carried, more].forEach(piece => piece.show(answers, cause, hints));
            printed.textContent = inWords(at, answers);
        }

        show('');
        forms.push({ element, show });
        watch(desk);
        return element;
    }

    /** @type {AnswerForms} */
    const shared = Object.freeze({ form });
    /** @type {any} */ (globalThis).jissenDeskAnswer = shared;
})();
