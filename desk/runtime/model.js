/*
 * The answers of a member as values: filling in, progress, carrying over to a newer edition, files. ../README.md says
 * what all of it means. Classic script: no modules, no build, no page, no storage, no network, no clock.
 * Defines the global jissenDeskModel, in browsers and in Node. Every function is pure: it gives new values and leaves
 * those it got as they were. The shapes are in model-types.d.ts.
 */
(function jissenDeskModel() {
    'use strict';

    const FORMAT = 'jissen-answers';
    const VERSION = 1;
    const MINOR = 1;
    /** Lengths in characters; counts. */
    const LIMITS = Object.freeze({
        name: 200,
        reason: 500,
        memo: 2000,
        evidence: 2000,
        who: 100,
        blank: 200,
        checks: 3,
        vendors: 100,
        computers: 9999,
        file: 32000000,
        steps: 200,
    });
    /** How long a list in a file may be: more than filling in and merging can make, so that no file of ours is refused. */
    const LONG = 10000;
    const ANSWERS = Object.freeze({ '': '未記入', yes: 'はい', no: 'いいえ', na: '対象外' });
    const FIELDS = Object.freeze({
        name: '施設名', facility: '施設の種類', system: 'システムの置き場所', vendorContract: '事業者との契約',
        computers: 'パソコンの台数', reason: '対象外の理由', memo: 'メモ', evidence: '証跡', who: '担当者',
        answer: '答え', date: '確認日', target: '目標日',
    });
    const LISTS = Object.freeze({
        carried: '引き継いだ', confirm: '要確認', answer: '新しく答える', kept: 'すでに答えがある', left: '前の版に残る',
    });
    /** Words for the values of the profile. */
    const WORDS = Object.freeze({
        clinic: '診療所', hospital: '病院', pharmacy: '薬局', cloud: 'クラウド型', onpremises: '院内のサーバ',
        contracted: '契約がある', uncontracted: '契約がない',
    });

    // ---- Small things ----

    /**
     * @param {object} object
     * @param {string} name
     */
    const own = (object, name) => Object.prototype.hasOwnProperty.call(object, name);

    /** @param {string} text  In characters. */
    const lengthOf = text => [...text].length;

    /** @param {string} text  As typed; line ends become one sort, and what cannot be seen goes. */
    function clean(text) {
        const lines = text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029]/g, '');
        return lines.replace(/\p{Surrogate}/gu, '\ufffd');
    }

    /** @param {string} text  As typed, on one line. */
    const cleanLine = text => clean(text).replace(/\s+/g, ' ').trim();

    /**
     * JSON with sorted names and no spaces: the same for equal values.
     * @param {any} value  As from JSON.parse.
     * @returns {string}
     */
    function canonical(value) {
        if (Array.isArray(value)) {
            return `[${value.map(canonical).join(',')}]`;
        }
        if (value && typeof value === 'object') {
            const names = Object.keys(value).sort();
            return `{${names.map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
        }
        return JSON.stringify(value);
    }

    /**
     * @param {any} one
     * @param {any} other
     */
    const equal = (one, other) => one === other || canonical(one) === canonical(other);

    // ---- Days ----

    /** @param {number} year */
    const isLeap = year => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

    /**
     * Whether a text is a day that exists: `2026-11-22`.
     * @param {string} text
     */
    function isDate(text) {
        const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
        if (!match) {
            return false;
        }
        const [year, month, day] = match.slice(1).map(Number);
        const days = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
        return year >= 1900 && days !== undefined && day >= 1 && day <= days;
    }

    /** @param {string} date */
    function dayAfter(date) {
        const [year, month, day] = date.split('-').map(Number);
        return new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10);
    }

    /** @param {number} year  In which the fiscal year begins. */
    function fiscalYear(year) {
        return year > 2019 ? `令和${year - 2018}年度` : year === 2019 ? '令和元年度' : `${year}年度`;
    }

    /** @param {string} date */
    function dateLabel(date) {
        const [year, month, day] = date.split('-').map(Number);
        return `${year}年${month}月${day}日`;
    }

    // ---- The value ----

    /** @type {Readonly<Profile>} */
    const NO_PROFILE = Object.freeze({ name: '', facility: '', system: '', vendorContract: '', computers: null });
    /** @type {Readonly<Check>} */
    const NO_CHECK = Object.freeze({ answer: '', date: '', target: '' });
    /** @type {Readonly<Answers>} */
    const NO_ANSWERS = Object.freeze({ checks: [], reason: '', memo: '', evidence: '', who: '', carried: null });

    /**
     * Nothing said yet.
     * @param {string} site  Id of the guide.
     * @returns {Value}
     */
    function empty(site) {
        const head = { format: FORMAT, version: VERSION, minor: MINOR, site, saved: '' };
        return { ...head, profile: { ...NO_PROFILE }, vendors: [], sheets: [], regulation: { choices: {}, names: {} } };
    }

    /**
     * Whether nothing is said in an object beyond empty texts, lists and null.
     * @param {object} object
     */
    const isBlank = object =>
        Object.values(object).every(field => field === '' || field === null || (Array.isArray(field) && !field.length));

    /**
     * @param {Answers} answers
     * @returns {Answers | null}  Without blank checks at the end; null when nothing is left.
     */
    function tidied(answers) {
        const checks = [...answers.checks];
        while (checks.length && isBlank(checks[checks.length - 1])) {
            checks.pop();
        }
        const tidy = checks.length === answers.checks.length ? answers : { ...answers, checks };
        return isBlank(tidy) ? null : tidy;
    }

    /** @param {SheetPlace} sheet */
    const sheetId = sheet => `${sheet.edition}/${sheet.form}/${sheet.vendor}`;

    /**
     * @param {Value} value
     * @param {SheetPlace} place
     * @returns {Sheet | undefined}
     */
    const sheetAt = (value, place) => value.sheets.find(sheet => sheetId(sheet) === sheetId(place));

    /**
     * What was said about a row; all empty when nothing was.
     * @param {Value} value
     * @param {Place} place
     * @returns {Answers}
     */
    function answersAt(value, place) {
        const sheet = sheetAt(value, place);
        return sheet && own(sheet.rows, place.key) ? sheet.rows[place.key] : NO_ANSWERS;
    }

    /**
     * The last check that was answered.
     * @param {{ checks: Check[] }} answers
     * @returns {Check}
     */
    const lastCheck = answers => [...answers.checks].reverse().find(check => check.answer) || NO_CHECK;

    /**
     * What holds now.
     * @param {{ checks: Check[] }} answers
     */
    const answerOf = answers => lastCheck(answers).answer;

    /**
     * @param {Value} value
     * @param {Place} place
     * @param {Answers | null} answers
     * @returns {Value}
     */
    function withAnswers(value, place, answers) {
        const { edition, form, vendor, key } = place;
        /** @type {Sheet} */
        const sheet = sheetAt(value, place) || { edition, form, vendor, rows: {} };
        const rows = { ...sheet.rows };
        const tidy = answers && tidied(answers);
        if (tidy) {
            rows[key] = tidy;
        } else {
            delete rows[key];
        }
        return withSheet(value, { ...sheet, rows });
    }

    /** @param {Sheet} sheet */
    const isEmptySheet = sheet => !Object.keys(sheet.rows).length && Object.keys(sheet).length === 4;

    /**
     * @param {Value} value
     * @param {Sheet} sheet
     * @returns {Value}
     */
    function withSheet(value, sheet) {
        const place = value.sheets.findIndex(other => sheetId(other) === sheetId(sheet));
        const sheets = [...value.sheets];
        sheets.splice(place < 0 ? sheets.length : place, 1, ...(isEmptySheet(sheet) ? [] : [sheet]));
        return { ...value, sheets };
    }

    // ---- What the guide knows ----

    /**
     * @param {DeskData} data
     * @param {string} id
     */
    const editionOf = (data, id) => data.editions.find(edition => edition.id === id);

    /**
     * @param {DeskData} data
     * @param {SheetPlace} place
     */
    function formOf(data, place) {
        const edition = editionOf(data, place.edition);
        return edition && edition.forms.find(form => form.id === place.form);
    }

    /**
     * @param {DeskData} data
     * @param {Place} place
     * @returns {Located | null}
     */
    function located(data, place) {
        const edition = editionOf(data, place.edition);
        const form = formOf(data, place);
        const row = form && form.rows.find(other => other.key === place.key);
        return edition && form && row ? { edition, form, row } : null;
    }

    /**
     * `令和7年度版 事業者確認用（A社）`; ids stand for what this guide does not know.
     * @param {Value} value
     * @param {DeskData} data
     * @param {SheetPlace} place
     */
    function sheetTitle(value, data, place) {
        const edition = editionOf(data, place.edition);
        const form = formOf(data, place);
        const title = `${edition ? edition.title : place.edition} ${form ? form.title : place.form}`;
        const vendor = value.vendors.find(other => other.id === place.vendor);
        return place.vendor ? `${title}（${vendor ? vendor.name : place.vendor}）` : title;
    }

    /**
     * `2-⑩ 二要素認証`; where rows share it, with the device group.
     * @param {DeskData} data
     * @param {Place} place
     */
    function rowTitle(data, place) {
        const at = located(data, place);
        if (!at) {
            return place.key;
        }
        const shared = at.form.rows.filter(row => row.lineage === at.row.lineage).length > 1;
        return `${at.row.number} ${at.row.title}${shared ? `（${at.row.targetTitle}）` : ''}`.trim();
    }

    // ---- Filling in ----

    /**
     * @param {Value} value
     * @param {string} field
     * @param {string} message
     * @returns {Edited}
     */
    const refused = (value, field, message) => ({ value, problems: [{ field, message }] });

    /**
     * @param {Value} value
     * @returns {Edited}
     */
    const edited = value => ({ value, problems: [] });

    /**
     * Why nothing can be written at a place; empty when it can.
     * @param {Value} value
     * @param {DeskData} data
     * @param {Place} place
     */
    function closed(value, data, place) {
        const at = located(data, place);
        if (!at || ![place.edition, place.form, place.key].every(name => ID.test(name))) {
            return 'この行は、この手引きにありません。';
        }
        const known = value.vendors.some(vendor => vendor.id === place.vendor);
        if (at.form.vendor && !known) {
            return '先に事業者を加えてください。';
        }
        return !at.form.vendor && place.vendor ? 'この様式は、事業者ごとには書きません。' : '';
    }

    /**
     * What is wrong with the fields of a check, each with its message.
     * @param {DeskEdition} edition
     * @param {Partial<Check>} fields
     * @returns {Problem[]}
     */
    function checkProblems(edition, fields) {
        const { answer = '', date = '', target = '' } = fields;
        /** @type {Problem[]} */
        const problems = [];
        if (!own(ANSWERS, answer)) {
            problems.push({ field: 'answer', message: '「はい」「いいえ」「対象外」から選んでください。' });
        }
        if (date && !isDate(date)) {
            problems.push({ field: 'date', message: '確認日が、暦にない日です。' });
        }
        if (target && !isDate(target)) {
            problems.push({ field: 'target', message: '目標日が、暦にない日です。' });
        } else if (target && isOutside(edition, target)) {
            problems.push({ field: 'target', message: outsideMessage(edition) });
        }
        return problems;
    }

    /**
     * @param {DeskEdition} edition
     * @param {string} date
     */
    const isOutside = (edition, date) => date < edition.start || date > edition.end;

    /** @param {DeskEdition} edition */
    const outsideMessage = edition =>
        `目標日は、${fiscalYear(edition.fiscalYear)}中の日（${dateLabel(edition.start)}から${dateLabel(edition.end)}まで）にしてください。`;

    /**
     * Changes fields of a round of checking. A carried answer is settled by that.
     * @param {Value} value
     * @param {DeskData} data
     * @param {Place} place
     * @param {number} round  From 0.
     * @param {Partial<Check>} fields  Only those that change.
     * @returns {Edited}  Unchanged when a day does not exist or a target lies outside the fiscal year.
     */
    function setCheck(value, data, place, round, fields) {
        const at = located(data, place);
        const message = closed(value, data, place);
        if (message || !at) {
            return refused(value, '', message);
        }
        if (!Number.isInteger(round) || round < 0 || round >= LIMITS.checks) {
            return refused(value, '', `確認は${LIMITS.checks}回までです。`);
        }
        const problems = checkProblems(at.edition, fields);
        if (problems.length) {
            return { value, problems };
        }
        const answers = answersAt(value, place);
        const checks = [...answers.checks];
        while (checks.length <= round) {
            checks.push({ ...NO_CHECK });
        }
        checks[round] = { ...checks[round], ...picked(fields, ['answer', 'date', 'target']) };
        return edited(withAnswers(value, place, settled({ ...answers, checks })));
    }

    /**
     * @param {Record<string, any>} fields
     * @param {string[]} names
     */
    const picked = (fields, names) =>
        Object.fromEntries(names.filter(name => fields[name] !== undefined).map(name => [name, fields[name]]));

    /**
     * @param {Answers} answers
     * @returns {Answers}
     */
    function settled(answers) {
        /** @type {State} */
        const state = 'settled';
        return answers.carried ? { ...answers, carried: { ...answers.carried, state } } : answers;
    }

    /**
     * What is wrong with typed texts.
     * @param {Record<string, any>} fields
     * @returns {Problem[]}
     */
    function textProblems(fields) {
        return Object.entries(fields).flatMap(([field, text]) => {
            const limit = /** @type {Record<string, number>} */ (LIMITS)[field];
            const label = /** @type {Record<string, string>} */ (FIELDS)[field];
            const isLong = typeof text !== 'string' || lengthOf(text) > limit;
            return isLong ? [{ field, message: `${label}は${limit}文字までです。` }] : [];
        });
    }

    /**
     * Changes texts beside the answer.
     * @param {Value} value
     * @param {DeskData} data
     * @param {Place} place
     * @param {{ reason?: string, memo?: string, evidence?: string, who?: string }} fields  Only those that change.
     * @returns {Edited}  Unchanged when one is too long.
     */
    function setTexts(value, data, place, fields) {
        const message = closed(value, data, place);
        const texts = picked(fields, ['reason', 'memo', 'evidence', 'who']);
        const problems = message ? [{ field: '', message }] : textProblems(texts);
        if (problems.length) {
            return { value, problems };
        }
        const cleaned = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, clean(text)]));
        return edited(withAnswers(value, place, { ...answersAt(value, place), ...cleaned }));
    }

    /**
     * Says that a carried answer still holds.
     * @param {Value} value
     * @param {DeskData} data
     * @param {Place} place
     * @returns {Edited}  Unchanged when there is no answer to confirm.
     */
    function confirm(value, data, place) {
        const answers = answersAt(value, place);
        if (!answers.carried || !answerOf(answers)) {
            return refused(value, 'answer', '先に答えを選んでください。');
        }
        return edited(withAnswers(value, place, settled(answers)));
    }

    /**
     * Takes away all that was said about a row.
     * @param {Value} value
     * @param {Place} place
     * @returns {Edited}
     */
    const clearRow = (value, place) => edited(withAnswers(value, place, null));

    /**
     * @param {Value} value
     * @param {Partial<Profile>} fields  Only those that change.
     * @returns {Edited}  Unchanged when one is not possible.
     */
    function setProfile(value, fields) {
        const known = picked(fields, Object.keys(NO_PROFILE));
        try {
            const profile = readProfile({ ...value.profile, ...known });
            return edited({ ...value, profile: { ...profile, name: cleanLine(profile.name) } });
        } catch (error) {
            if (!(error instanceof Refusal)) {
                throw error;
            }
            const field = known.name !== undefined && textProblems({ name: known.name }).length ? 'name' : '';
            const long = field && `施設名は${LIMITS.name}文字までです。`;
            return refused(value, field, long || `選べない値です。台数は0から${LIMITS.computers}までの整数です。`);
        }
    }

    /**
     * Answers a question of the regulation.
     * @param {Value} value
     * @param {DeskData} data
     * @param {string} question  Id.
     * @param {string} choice  Id; empty for まだ決めない.
     * @returns {Edited}  Unchanged when the guide has no such question or choice.
     */
    function setChoice(value, data, question, choice) {
        const asked = data.regulation.questions.find(other => other.id === question);
        if (!asked || !ID.test(question)) {
            return refused(value, question, 'この質問は、この手引きにありません。');
        }
        const isKnown = choice === '' || (ID.test(choice) && asked.choices.some(other => other.id === choice));
        return isKnown ? withSaid(value, 'choices', question, choice) : refused(value, question, 'この質問に、その答えはありません。');
    }

    /**
     * Fills a blank of the regulation.
     * @param {Value} value
     * @param {DeskData} data
     * @param {string} variable  Id.
     * @param {string} typed  Empty for not yet. Wide spaces stay.
     * @returns {Edited}  Unchanged when the guide has no such blank, or the text is too long.
     */
    function setName(value, data, variable, typed) {
        const blank = data.regulation.variables.find(other => other.id === variable);
        if (!blank || !ID.test(variable)) {
            return refused(value, variable, 'この記入欄は、この手引きにありません。');
        }
        const name = clean(typed).replace(/[\n\t]+/g, ' ').trim();
        const isLong = lengthOf(name) > LIMITS.blank;
        return isLong
            ? refused(value, variable, `${blank.label}は${LIMITS.blank}文字までです。`)
            : withSaid(value, 'names', variable, name);
    }

    /**
     * @param {Value} value
     * @param {'choices' | 'names'} kind
     * @param {string} id
     * @param {string} said  Empty for nothing.
     * @returns {Edited}
     */
    function withSaid(value, kind, id, said) {
        const { [id]: before, ...others } = value.regulation[kind];
        const all = said ? { ...others, [id]: said } : others;
        return edited({ ...value, regulation: { ...value.regulation, [kind]: all } });
    }

    /** A name for a vendor that no other copy of the answers will have. */
    function newVendorId() {
        const bytes = crypto.getRandomValues(new Uint8Array(6));
        return `v${[...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')}`;
    }

    /**
     * @param {Value} value
     * @param {string} name
     * @param {string} id  Whose name it may be already.
     */
    function vendorNameMessage(value, name, id) {
        if (!name) {
            return '事業者の名前を書いてください。';
        }
        if (lengthOf(name) > LIMITS.name) {
            return `事業者の名前は${LIMITS.name}文字までです。`;
        }
        const isTaken = value.vendors.some(vendor => vendor.name === name && vendor.id !== id);
        return isTaken ? '同じ名前の事業者があります。' : '';
    }

    /**
     * @param {Value} value
     * @param {string} typed  The name.
     * @param {string} [id]
     * @returns {Edited}  Unchanged when the name is empty, too long or taken.
     */
    function addVendor(value, typed, id = newVendorId()) {
        const name = cleanLine(typed);
        const isTaken = value.vendors.some(vendor => vendor.id === id) || !ID.test(id);
        const full = value.vendors.length >= LIMITS.vendors ? `事業者は${LIMITS.vendors}までです。` : '';
        const message = vendorNameMessage(value, name, id) || full || (isTaken ? '事業者を加えられませんでした。' : '');
        return message ? refused(value, 'name', message) : edited({ ...value, vendors: [...value.vendors, { id, name }] });
    }

    /**
     * @param {Value} value
     * @param {string} id
     * @param {string} typed  The new name.
     * @returns {Edited}  Unchanged when the name is empty, too long or taken.
     */
    function renameVendor(value, id, typed) {
        const name = cleanLine(typed);
        const message = vendorNameMessage(value, name, id);
        const rename = (/** @type {Vendor} */ vendor) => (vendor.id === id ? { ...vendor, name } : vendor);
        return message ? refused(value, 'name', message) : edited({ ...value, vendors: value.vendors.map(rename) });
    }

    /**
     * Takes a vendor and its sheets away.
     * @param {Value} value
     * @param {string} id
     * @returns {Edited & { rows: number }}  With how many answered rows go.
     */
    function removeVendor(value, id) {
        const gone = value.sheets.filter(sheet => sheet.vendor === id);
        const rows = gone.reduce((n, sheet) => n + Object.keys(sheet.rows).length, 0);
        const vendors = value.vendors.filter(vendor => vendor.id !== id);
        return { ...edited({ ...value, vendors, sheets: value.sheets.filter(sheet => sheet.vendor !== id) }), rows };
    }

    /**
     * What is still missing or odd in the answers to a row; empty when all is well or nothing was said.
     * @param {Value} value
     * @param {DeskData} data
     * @param {Place} place
     * @param {string} [today]
     * @returns {Problem[]}
     */
    function problems(value, data, place, today) {
        const at = located(data, place);
        const answers = answersAt(value, place);
        const last = lastCheck(answers);
        if (!at || !last.answer) {
            return [];
        }
        const hasDaysLeft = last.date <= at.edition.end;
        /** @type {(Problem | false)[]} */
        const found = [
            last.answer === 'na' && !answers.reason.trim() &&
                { field: 'reason', message: '対象外にした理由を書いてください。' },
            last.answer === 'no' && !last.target && hasDaysLeft &&
                { field: 'target', message: `「いいえ」のときは、${fiscalYear(at.edition.fiscalYear)}中の目標日を書いてください。` },
            !last.date && { field: 'date', message: '確認日を書いてください。' },
            ...answers.checks.flatMap((check, round) => dayProblems(at.edition, answers.checks, check, round, today)),
        ];
        return found.flatMap(problem => problem || []);
    }

    /**
     * @param {DeskEdition} edition
     * @param {Check[]} checks
     * @param {Check} check
     * @param {number} round
     * @param {string | undefined} today
     * @returns {(Problem | false)[]}
     */
    function dayProblems(edition, checks, check, round, today) {
        const before = round > 0 ? checks[round - 1].date : '';
        const counted = round > 0 ? `${round + 1}回目の` : '';
        return [
            Boolean(check.target) && isOutside(edition, check.target) &&
                { field: 'target', message: outsideMessage(edition) },
            Boolean(check.date && before) && check.date < before &&
                { field: 'date', message: `${counted}確認日が、${round}回目より前です。` },
            Boolean(check.date && today) && check.date > String(today) &&
                { field: 'date', message: `${counted}確認日が、今日より後です。` },
            check.answer === 'no' && Boolean(check.date && check.target) && check.target < check.date && check.date <= edition.end &&
                { field: 'target', message: `${counted}目標日が、確認日より前です。` },
        ];
    }

    // ---- What applies, and how far one is ----

    /**
     * Whether a row is to be filled in by those a profile describes.
     * @param {DeskRow} row
     * @param {Profile} profile  What is not said rules nothing out.
     * @param {DeskForm} [form]
     * @returns {Standing}
     */
    function applies(row, profile, form) {
        const uncontracted = profile.vendorContract === 'uncontracted';
        const reasons = [
            form && profile.facility && !form.facilities.includes(profile.facility) &&
                `${WORDS[profile.facility]}が書く様式ではありません。`,
            form && form.vendor && uncontracted && '事業者と契約していないので、この様式はいりません。',
            row.blankIfNoVendor && uncontracted && '事業者と契約していないので、記入しなくてよい行です。',
            row.target === 'client' && profile.computers === 0 && '端末PCが0台なので、当てはまりません。',
        ];
        const reason = reasons.find(Boolean) || '';
        const advice = [
            row.status === 'reference' && 'この年度では参考項目です。',
            row.target === 'server' && profile.system === 'cloud' && 'クラウド型では、サーバの側を事業者に聞いて答えます。',
        ];
        return { applies: !reason, reason, advice: advice.filter(Boolean).join('') };
    }

    /**
     * Whether a row is to be filled in, by the profile and by what is answered before it.
     * @param {Value} value
     * @param {DeskData} data
     * @param {Place} place
     * @returns {Standing}
     */
    function standing(value, data, place) {
        const at = located(data, place);
        if (!at) {
            return { applies: false, reason: 'この行は、この手引きにありません。', advice: '' };
        }
        const given = applies(at.row, value.profile, at.form);
        const gate = at.form.rows.find(row => row.gate);
        const isShut = gate && !at.row.gate && answerOf(answersAt(value, { ...place, key: gate.key })) === 'no';
        if (given.applies && gate && isShut) {
            return { ...given, applies: false, reason: `「${gate.text}」が「いいえ」なので、記入しなくてよい行です。` };
        }
        return given;
    }

    /**
     * The rows of a sheet that apply, in printed order, with what was said.
     * @param {Value} value
     * @param {DeskData} data
     * @param {SheetPlace} sheet
     */
    function applicable(value, data, sheet) {
        const form = formOf(data, sheet);
        const rows = (form ? form.rows : []).map(row => {
            const place = { edition: sheet.edition, form: sheet.form, vendor: sheet.vendor, key: row.key };
            return { row, place, answers: answersAt(value, place) };
        });
        return rows.filter(({ place }) => standing(value, data, place).applies);
    }

    /**
     * @param {Answers} answers
     * @param {string} today
     */
    function isOverdue(answers, today) {
        const { answer, target } = lastCheck(answers);
        return answer === 'no' && target !== '' && target < today;
    }

    /**
     * @param {Answers} answers
     * @param {State} state
     */
    const isIn = (answers, state) => Boolean(answers.carried && answers.carried.state === state);

    /**
     * How far a sheet is.
     * @param {Value} value
     * @param {DeskData} data
     * @param {SheetPlace} sheet
     * @param {string} today  `2026-11-22`.
     * @returns {Progress}  All 0 for a form this guide does not know.
     */
    function progress(value, data, sheet, today) {
        const form = formOf(data, sheet);
        const rows = applicable(value, data, sheet).map(({ answers }) => answers);
        const n = (/** @type {(answers: Answers) => boolean} */ test) => rows.filter(test).length;
        const [yes, no, na] = ['yes', 'no', 'na'].map(answer => n(answers => answerOf(answers) === answer));
        return {
            rows: form ? form.rows.length : 0,
            applicable: rows.length,
            answered: yes + no + na,
            yes,
            no,
            na,
            open: rows.length - yes - no - na,
            overdue: n(answers => isOverdue(answers, today)),
            confirm: n(answers => isIn(answers, 'confirm')),
            again: n(answers => isIn(answers, 'again')),
        };
    }

    /** Kinds of steps, most urgent first. @type {readonly Step['kind'][]} */
    const URGENCY = Object.freeze(['overdue', 'gate', 'again', 'open', 'confirm', 'incomplete', 'due', 'reference']);

    /**
     * The most urgent thing about a row.
     * @param {Value} value
     * @param {DeskData} data
     * @param {{ row: DeskRow, place: Place, answers: Answers }} at
     * @param {string} today
     * @returns {{ kind: Step['kind'], message: string, date?: string } | null}
     */
    function urgent(value, data, { row, place, answers }, today) {
        const { answer, target } = lastCheck(answers);
        if (isOverdue(answers, today)) {
            return { kind: 'overdue', message: `目標日（${dateLabel(target)}）を過ぎています。`, date: target };
        }
        if (!answer && row.gate) {
            return { kind: 'gate', message: 'はじめに、この行に答えてください。' };
        }
        if (isIn(answers, 'again')) {
            return { kind: 'again', message: 'いくつかの行がまとまりました。前の版の答えを見て、答え直してください。' };
        }
        if (!answer) {
            return row.status === 'reference'
                ? { kind: 'reference', message: '参考項目です。できれば答えてください。' }
                : { kind: 'open', message: 'まだ答えていません。' };
        }
        if (isIn(answers, 'confirm')) {
            return { kind: 'confirm', message: '前の版の答えを引き継ぎました。今も合っているか確かめてください。' };
        }
        const [problem] = problems(value, data, place, today);
        if (problem) {
            return { kind: 'incomplete', message: problem.message };
        }
        return answer === 'no' ? { kind: 'due', message: `${dateLabel(target)}までに「はい」にします。`, date: target } : null;
    }

    /**
     * What to do next on a sheet, most urgent first: at most one step for each row that applies.
     * @param {Value} value
     * @param {DeskData} data
     * @param {SheetPlace} sheet
     * @param {string} today
     * @returns {Step[]}
     */
    function next(value, data, sheet, today) {
        const steps = applicable(value, data, sheet).flatMap(at => {
            const step = urgent(value, data, at, today);
            const row = { place: at.place, number: at.row.number, title: at.row.title };
            return step ? [{ ...row, ...step, date: step.date || '' }] : [];
        });
        const place = (/** @type {Step} */ step) => URGENCY.indexOf(step.kind);
        return steps.sort((one, other) => place(one) - place(other) || compare(one.date, other.date));
    }

    /**
     * @param {string} one
     * @param {string} other
     */
    const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

    /**
     * Target days of all sheets of an edition, earliest first: of rows that apply and are answered 「いいえ」.
     * @param {Value} value
     * @param {DeskData} data
     * @param {string} edition
     * @param {string} today
     * @returns {DueDate[]}
     */
    function dueDates(value, data, edition, today) {
        const sheets = value.sheets.filter(sheet => sheet.edition === edition);
        const dates = sheets.flatMap(sheet => applicable(value, data, sheet).flatMap(({ row, place, answers }) => {
            const { answer, target } = lastCheck(answers);
            const { number, title, text } = row;
            const due = { place, date: target, overdue: target < today, number, title, text };
            return answer === 'no' && target ? [{ ...due, sheet: sheetTitle(value, data, sheet) }] : [];
        }));
        return dates.sort((one, other) => compare(one.date, other.date));
    }

    /**
     * Cuts a line of a calendar into pieces of at most 75 octets, never inside a character (RFC 5545, 3.1).
     * @param {string} line
     */
    function folded(line) {
        let text = '';
        let n_octets = 0;
        for (const character of line) {
            const n = new TextEncoder().encode(character).length;
            if (n_octets + n > 75) {
                text += '\r\n ';
                n_octets = 1;
            }
            text += character;
            n_octets += n;
        }
        return text;
    }

    /** @param {string} text  As a TEXT value (RFC 5545, 3.3.11). */
    const calendarText = text => text.replace(/[\\;,]/g, '\\$&').replace(/\n/g, '\\n');

    /**
     * Target days as a calendar, each an event of one whole day. The same row keeps its UID.
     * @param {DueDate[]} dates
     * @param {string} site  Id of the guide.
     * @param {string} now  `2026-11-22T09:00:00Z`.
     */
    function calendar(dates, site, now) {
        const stamp = now.replace(/\.\d+/, '').replace(/[-:]/g, '');
        const events = dates.flatMap(({ place, date, number, title, text, sheet }) => [
            'BEGIN:VEVENT',
            `UID:${sheetId(place).replace(/\/$/, '/own').replace(/\//g, '.')}.${place.key}@${site}`,
            `DTSTAMP:${stamp}`,
            `DTSTART;VALUE=DATE:${date.replace(/-/g, '')}`,
            `DTEND;VALUE=DATE:${dayAfter(date).replace(/-/g, '')}`,
            `SUMMARY:${calendarText(`目標日 ${`${number} ${title}`.trim()}`)}`,
            `DESCRIPTION:${calendarText(`${text}\n${sheet}`)}`,
            'TRANSP:TRANSPARENT',
            'END:VEVENT',
        ]);
        const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//jissen//desk 1.0//JA', 'CALSCALE:GREGORIAN'];
        return [...head, ...events, 'END:VCALENDAR'].map(line => `${folded(line)}\r\n`).join('');
    }

    /**
     * Where the institution and a vendor answered a row of one edition differently, in the order of the vendor's form.
     * @param {Value} value
     * @param {DeskData} data
     * @param {SheetPlace} sheet  The institution's.
     * @returns {Disagreement[]}  Rows only one of them answered are not among them.
     */
    function disagreements(value, data, sheet) {
        const form = formOf(data, sheet);
        const theirs = value.sheets.filter(other => other.edition === sheet.edition && other.vendor);
        return theirs.flatMap(other => {
            const vendorForm = formOf(data, other);
            const name = (value.vendors.find(vendor => vendor.id === other.vendor) || { name: other.vendor }).name;
            return (vendorForm ? vendorForm.rows : []).flatMap(asked => {
                const row = form && form.rows.find(one => one.key === asked.key);
                return row ? disagreement(value, { row, asked, name, own: sheet, theirs: other }) : [];
            });
        });
    }

    /**
     * @param {Value} value
     * @param {{ row: DeskRow, asked: DeskRow, name: string, own: SheetPlace, theirs: SheetPlace }} at
     * @returns {Disagreement[]}  None or one.
     */
    function disagreement(value, at) {
        const { key, number, title } = at.row;
        const place = (/** @type {SheetPlace} */ { edition, form, vendor }) => ({ edition, form, vendor, key });
        const [ownPlace, vendorPlace] = [place(at.own), place(at.theirs)];
        const answer = answerOf(answersAt(value, ownPlace));
        const vendorAnswer = answerOf(answersAt(value, vendorPlace));
        if (!answer || !vendorAnswer || answer === vendorAnswer) {
            return [];
        }
        const sameQuestion = at.row.text === at.asked.text;
        const message = `自院は「${ANSWERS[answer]}」、${at.name}は「${ANSWERS[vendorAnswer]}」です。`;
        const hint = sameQuestion ? 'どちらが実際に合うか、確かめてください。' : '聞いていることは、様式ごとに少し違います。';
        return [{
            key, number, title, sameQuestion,
            own: { place: ownPlace, answer },
            vendor: { place: vendorPlace, answer: vendorAnswer, name: at.name },
            message: message + hint,
        }];
    }

    // ---- Undo ----

    /**
     * @param {Value} value
     * @returns {Journal}
     */
    const begin = value => ({ past: [], present: value, future: [] });

    /**
     * @param {Journal} journal
     * @param {Value} value  What holds now.
     * @param {string} label  What was done.
     * @returns {Journal}  The same one when nothing changed.
     */
    function commit(journal, value, label) {
        if (equal(journal.present, value)) {
            return journal;
        }
        return { past: [...journal.past, { value: journal.present, label }].slice(-LIMITS.steps), present: value, future: [] };
    }

    /**
     * @param {Journal} journal
     * @returns {Journal}  The same one when there is nothing to undo.
     */
    function undo(journal) {
        const step = journal.past[journal.past.length - 1];
        const future = step && [{ value: journal.present, label: step.label }, ...journal.future];
        return step ? { past: journal.past.slice(0, -1), present: step.value, future } : journal;
    }

    /**
     * @param {Journal} journal
     * @returns {Journal}  The same one when there is nothing to redo.
     */
    function redo(journal) {
        const [step, ...future] = journal.future;
        const past = step && [...journal.past, { value: journal.present, label: step.label }];
        return step ? { past, present: step.value, future } : journal;
    }

    /**
     * The journal when somebody else changed the value meanwhile. Its steps then take back only what was done here; a
     * step of which nothing is left goes.
     * @param {Journal} journal
     * @param {Value} before  What the other one began with.
     * @param {Value} after  What the other one made of it.
     * @param {Value} present  What holds now.
     * @returns {Journal}
     */
    function follow(journal, before, after, present) {
        const moved = (/** @type {Journal['past'][0]} */ step) => ({ ...step, value: replay(step.value, before, after).value });
        const [past, future] = [journal.past.map(moved), journal.future.map(moved)];
        const next = (/** @type {number} */ i) => (i + 1 < past.length ? past[i + 1].value : present);
        const last = (/** @type {number} */ i) => (i ? future[i - 1].value : present);
        return {
            past: past.filter((step, i) => !equal(step.value, next(i))),
            present,
            future: future.filter((step, i) => !equal(step.value, last(i))),
        };
    }

    // ---- Carrying over to a newer edition ----

    /**
     * Keys of older rows that continue in a new row. A new row without a partner stands for all old rows without one.
     * @param {DeskItem} item
     * @param {string} key
     */
    function sourceKeys(item, key) {
        const place = item.new.indexOf(key);
        const paired = item.old.filter((_, old) => item.pairs.some(pair => pair[0] === old && pair[1] === place));
        const alone = item.old.filter((_, old) => !item.pairs.some(pair => pair[0] === old));
        return paired.length ? paired : alone;
    }

    /**
     * What was said, to be shown beside the newer row.
     * @param {SheetPlace} sheet
     * @param {string} key
     * @param {Answers} answers
     * @returns {Source}
     */
    function source(sheet, key, answers) {
        const { carried, ...said } = answers;
        return { ...said, edition: sheet.edition, form: sheet.form, key };
    }

    /**
     * The answers to a new row that follow from older ones: the answer and its texts, without its days, which belong to
     * the older year. Where it has to be asked again, only the older ones themselves.
     * @param {Source[]} from  Not empty.
     * @param {State} state
     * @returns {Answers}
     */
    function carriedAnswers(from, state) {
        const carried = { state, from };
        if (state === 'again') {
            return { ...NO_ANSWERS, checks: [], carried };
        }
        const { checks, edition, form, key, ...texts } = from[0];
        const answer = answerOf({ checks });
        return { ...texts, checks: answer ? [{ ...NO_CHECK, answer }] : [], carried };
    }

    /**
     * Whether carried answers are still as they were carried.
     * @param {Answers} answers
     */
    function isUntouched(answers) {
        const { carried } = answers;
        return carried !== null && carried.state !== 'settled' && carried.from.length > 0 &&
            equal(answers, carriedAnswers(carried.from, carried.state));
    }

    /** Relations after which an answer may no longer hold. */
    const DOUBTFUL = ['merged', 'split', 'wording', 'unknown'];

    /**
     * @param {string[]} relations
     * @param {number} n_rows  How many older rows continue here, answered or not.
     * @param {boolean} isSameTarget  Whether the only one is about the same device group.
     * @returns {State}
     */
    function stateOf(relations, n_rows, isSameTarget) {
        if (n_rows > 1) {
            return 'again';
        }
        return !isSameTarget || relations.some(relation => DOUBTFUL.includes(relation)) ? 'confirm' : 'carried';
    }

    /**
     * What came before a new row: how, and what was said there.
     * @param {DeskData} data
     * @param {DeskRow} row
     * @param {{ sheet: Sheet, change: DeskChange }[]} olds
     */
    function before(data, row, olds) {
        /** @type {string[]} */
        const relations = [];
        /** @type {Source[]} */
        const from = [];
        let n_rows = 0;
        let isSameTarget = true;
        for (const { sheet, change } of olds) {
            const item = change.items.find(other => other.new.includes(row.key));
            for (const key of item ? sourceKeys(item, row.key) : []) {
                const at = located(data, { ...sheet, key });
                n_rows += 1;
                isSameTarget = isSameTarget && Boolean(at && at.row.target === row.target);
                from.push(...(own(sheet.rows, key) ? [source(sheet, key, sheet.rows[key])] : []));
            }
            relations.push(...(item ? item.relations.filter(relation => !relations.includes(relation)) : []));
        }
        return { relations, from, state: stateOf(relations, n_rows, isSameTarget) };
    }

    /**
     * Brings the answers of an older edition into a newer one, for each of the reader's older sheets.
     *
     * Nothing in the older edition changes, and no answer of the newer one but carried answers nobody has touched.
     * Carrying again changes nothing.
     * @param {Value} value
     * @param {DeskData} data
     * @param {string} older  Id of an edition.
     * @param {string} newer
     * @returns {CarryResult}  One entry for each row of the newer sheets in printed order, then one for each older
     *     answer that continues nowhere.
     */
    function carry(value, data, older, newer) {
        const edition = editionOf(data, newer);
        const changes = data.changes.filter(change => change.older === older && change.newer === newer);
        if (!edition || !changes.length) {
            const message = `${edition ? edition.title : newer} へ引き継ぐための対応が、この手引きにありません。`;
            return { value, entries: [], problems: [{ field: '', message }] };
        }
        /** @type {CarryResult} */
        let result = { value, entries: [], problems: [] };
        for (const form of edition.forms) {
            const ofForm = changes.filter(change => change.newerForm === form.id);
            const olds = ofForm.flatMap(change => value.sheets.filter(sheet =>
                sheet.edition === older && sheet.form === change.olderForm).map(sheet => ({ sheet, change })));
            for (const vendor of new Set(olds.map(({ sheet }) => sheet.vendor))) {
                const ofVendor = olds.filter(({ sheet }) => sheet.vendor === vendor);
                result = carrySheet(result, data, { edition: newer, form: form.id, vendor }, ofVendor);
            }
        }
        return { ...result, entries: [...result.entries, ...left(value, data, older, changes)] };
    }

    /**
     * @param {CarryResult} result  What was carried so far.
     * @param {DeskData} data
     * @param {SheetPlace} sheet  The newer one.
     * @param {{ sheet: Sheet, change: DeskChange }[]} olds
     * @returns {CarryResult}
     */
    function carrySheet(result, data, sheet, olds) {
        const form = formOf(data, sheet);
        let { value } = result;
        const entries = [...result.entries];
        for (const row of form ? form.rows : []) {
            const place = { ...sheet, key: row.key };
            const past = before(data, row, olds);
            const now = answersAt(value, place);
            const isFree = isBlank(now) || isUntouched(now);
            const answers = past.from.length && isFree ? carriedAnswers(past.from, past.state) : now;
            const changed = !equal(answers, now);
            value = changed ? withAnswers(value, place, answers) : value;
            const { relations, from } = past;
            entries.push({ ...listed(answers, past), place, relations, from, updated: changed && !isBlank(now) });
        }
        return { ...result, value, entries };
    }

    /**
     * In which list a row of the newer edition stands.
     * @param {Answers} answers  As they are now.
     * @param {{ relations: string[], from: Source[] }} past
     * @returns {{ list: List, message: string }}
     */
    function listed(answers, past) {
        if (!isBlank(answers) && !isUntouched(answers)) {
            return { list: 'kept', message: 'この版で、もう書き込んであります。そのままにしました。' };
        }
        if (isIn(answers, 'again')) {
            return { list: 'answer', message: 'いくつかの行がまとまりました。前の版の答えを見て、答え直してください。' };
        }
        if (!answerOf(answers)) {
            const isNew = past.relations.includes('new');
            return { list: 'answer', message: isNew ? '新しい項目です。' : '前の版に答えがありません。' };
        }
        return isIn(answers, 'confirm')
            ? { list: 'confirm', message: '求めることか区分が変わりました。今も合っているか確かめてください。' }
            : { list: 'carried', message: '前の版の答えを引き継ぎました。確認日は新しく書きます。' };
    }

    /**
     * Older answers that continue nowhere. They stay in the older edition.
     * @param {Value} value
     * @param {DeskData} data
     * @param {string} older
     * @param {DeskChange[]} changes
     * @returns {CarryEntry[]}
     */
    function left(value, data, older, changes) {
        return value.sheets.filter(sheet => sheet.edition === older).flatMap(sheet => {
            const items = changes.filter(change => change.olderForm === sheet.form).flatMap(change => change.items);
            const used = new Set(items.flatMap(item => item.new.flatMap(key => sourceKeys(item, key))));
            return Object.keys(sheet.rows).filter(key => !used.has(key)).map(key => {
                const item = items.find(other => other.old.includes(key));
                const isRemoved = Boolean(item && item.relations.includes('removed'));
                const { edition, form, vendor } = sheet;
                /** @type {CarryEntry} */
                const entry = {
                    list: 'left',
                    place: { edition, form, vendor, key },
                    relations: item ? item.relations : [],
                    from: [source(sheet, key, sheet.rows[key])],
                    updated: false,
                    message: `${isRemoved ? 'なくなった項目です' : '続きの行がありません'}。答えは前の版に残ります。`,
                };
                return entry;
            });
        });
    }

    /**
     * Gives rows whose requirement was renamed in the guide their present keys. Where both are answered, both stay.
     * @param {Value} value
     * @param {DeskData} data
     * @returns {Value}
     */
    function settleKeys(value, data) {
        const sheets = value.sheets.map(sheet => {
            const form = formOf(data, sheet);
            const rows = { ...sheet.rows };
            for (const row of form ? form.rows : []) {
                const old = row.formerly.find(key => own(rows, key));
                if (old !== undefined && !own(rows, row.key)) {
                    rows[row.key] = rows[old];
                    delete rows[old];
                }
            }
            return { ...sheet, rows };
        });
        return { ...value, sheets };
    }

    // ---- Reading what others wrote ----

    /** Something that is no value of ours, with a message for the reader. */
    class Refusal extends Error {}

    const DAMAGED = 'ファイルの中身が壊れています。何も変えていません。別に保存したファイルがあれば、そちらを開いてください。';

    const ID = /^[a-z0-9][a-z0-9-]{0,99}$/;

    /**
     * @param {string} [message]
     * @returns {never}
     */
    function refuse(message = DAMAGED) {
        throw new Refusal(message);
    }

    /** @param {number} limit  In characters. */
    const text = limit => (/** @type {any} */ raw) =>
        raw === undefined ? '' : typeof raw === 'string' && raw.length <= 2 * limit && lengthOf(raw) <= limit ? raw : refuse();

    /** @param {string[]} words  The first one is meant when nothing is said. */
    const oneOf = (...words) => (/** @type {any} */ raw) =>
        raw === undefined ? words[0] : words.includes(raw) ? raw : refuse();

    /** @param {any} raw */
    const date = raw => (raw === undefined || raw === '' ? '' : typeof raw === 'string' && isDate(raw) ? raw : refuse());

    /** @param {any} raw */
    const id = raw => (typeof raw === 'string' && ID.test(raw) ? raw : refuse());

    /** @param {any} raw */
    const idOrNone = raw => (raw === undefined || raw === '' ? '' : id(raw));

    /** @param {any} raw */
    const isObject = raw => typeof raw === 'object' && raw !== null && !Array.isArray(raw);

    /**
     * @param {(raw: any) => any} read
     * @param {number} limit
     */
    const list = (read, limit) => (/** @type {any} */ raw) =>
        raw === undefined ? [] : Array.isArray(raw) && raw.length <= limit ? raw.map(one => read(one)) : refuse();

    /**
     * An object with these fields. Others are of a newer minor version, and kept as they are.
     * @param {Record<string, (raw: any) => any>} fields
     */
    const record = fields => (/** @type {any} */ raw) => {
        const { readable, ...others } = isObject(raw) ? raw : refuse();
        const known = Object.entries(fields).map(([name, read]) => [name, read(own(raw, name) ? raw[name] : undefined)]);
        return { ...others, ...Object.fromEntries(known) };
    };

    /**
     * Texts by id, without empty ones.
     * @param {(raw: any) => string} read
     */
    function map(read) {
        return (/** @type {any} */ raw = {}) => {
            if (!isObject(raw) || Object.keys(raw).length > LONG) {
                refuse();
            }
            const said = Object.entries(raw).map(([name, one]) => [id(name), read(one)]);
            return Object.fromEntries(said.filter(([, one]) => one));
        };
    }

    const readCheck = record({ answer: oneOf('', 'yes', 'no', 'na'), date, target: date });
    const SAID = {
        checks: list(readCheck, LIMITS.checks),
        reason: text(LIMITS.reason),
        memo: text(LIMITS.memo),
        evidence: text(LIMITS.evidence),
        who: text(LIMITS.who),
    };
    const readSource = record({ edition: id, form: id, key: id, ...SAID });
    const readCarried = record({
        state: oneOf('carried', 'confirm', 'again', 'settled'),
        from: list(readSource, LONG),
    });
    const readAnswers = record({
        ...SAID,
        carried: raw => (raw === undefined || raw === null ? null : readCarried(raw)),
    });
    /** @type {(raw: any) => Profile} */
    const readProfile = record({
        name: text(LIMITS.name),
        facility: oneOf('', 'clinic', 'hospital', 'pharmacy'),
        system: oneOf('', 'cloud', 'onpremises'),
        vendorContract: oneOf('', 'contracted', 'uncontracted'),
        computers: raw =>
            raw === undefined || raw === null
                ? null
                : Number.isInteger(raw) && raw >= 0 && raw <= LIMITS.computers ? raw : refuse(),
    });
    const readVendor = record({ id, name: raw => text(LIMITS.name)(raw) || refuse() });
    const readSheet = record({ edition: id, form: id, vendor: idOrNone, rows: readRows });
    const readRegulation = record({ choices: map(id), names: map(text(LIMITS.blank)) });
    const readBody = record({
        profile: raw => readProfile(raw === undefined ? {} : raw),
        vendors: list(readVendor, LONG),
        sheets: list(readSheet, LONG),
        regulation: raw => readRegulation(raw === undefined ? {} : raw),
    });

    /**
     * @param {any} raw
     * @returns {Record<string, Answers>}
     */
    function readRows(raw) {
        if (!isObject(raw) || Object.keys(raw).length > LONG) {
            refuse();
        }
        const rows = Object.entries(raw).map(([key, answers]) => [id(key), tidied(readAnswers(answers))]);
        return Object.fromEntries(rows.filter(([, answers]) => answers));
    }

    /**
     * @param {any} raw  A value, as from JSON.parse.
     * @returns {Value}
     */
    function readValue(raw) {
        const value = readBody(raw);
        const vendors = value.vendors.map((/** @type {Vendor} */ vendor) => vendor.id);
        const sheets = value.sheets.map(sheetId);
        const known = value.sheets.every((/** @type {Sheet} */ sheet) => !sheet.vendor || vendors.includes(sheet.vendor));
        if (!known || new Set(vendors).size < vendors.length || new Set(sheets).size < sheets.length) {
            refuse();
        }
        const minor = Math.max(value.minor, MINOR);
        const filled = value.sheets.filter((/** @type {Sheet} */ sheet) => !isEmptySheet(sheet));
        return { ...value, minor, sheets: filled };
    }

    /** Names that would reach behind an object. */
    const DANGEROUS = ['__proto__', 'constructor', 'prototype'];

    /**
     * Refuses what no value of ours is like, before anything else looks at it.
     * @param {any} raw  As from JSON.parse.
     */
    function inspect(raw) {
        /** @type {[any, number][]} */
        const open = [[raw, 0]];
        for (let last = open.pop(); last; last = open.pop()) {
            const [value, depth] = last;
            const isBad = depth > 16 || (typeof value === 'number' && !Number.isFinite(value));
            if (isBad || (isObject(value) && DANGEROUS.some(name => own(value, name)))) {
                refuse();
            }
            if (typeof value === 'object' && value !== null) {
                for (const inner of Object.values(value)) {
                    open.push([inner, depth + 1]);
                }
            }
        }
    }

    // ---- Files ----

    /**
     * SHA-256 in hexadecimal (FIPS 180-4). Browsers have their own only where a page is trusted, which a guide on a
     * clinic's plain http server is not.
     * @param {string} text
     */
    function sha256(text) {
        const bytes = new TextEncoder().encode(text);
        const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
        padded.set(bytes);
        padded[bytes.length] = 0x80;
        const view = new DataView(padded.buffer);
        view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
        view.setUint32(padded.length - 4, bytes.length << 3);
        const state = new Uint32Array(START);
        const words = new Uint32Array(64);
        for (let at = 0; at < padded.length; at += 64) {
            digest(state, words, view, at);
        }
        return [...state].map(word => word.toString(16).padStart(8, '0')).join('');
    }

    /**
     * @param {Uint32Array} state
     * @param {Uint32Array} words  Room for 64.
     * @param {DataView} view
     * @param {number} at
     */
    function digest(state, words, view, at) {
        const turn = (/** @type {number} */ x, /** @type {number} */ n) => (x >>> n) | (x << (32 - n));
        for (let i = 0; i < 64; i += 1) {
            const [near, far] = [words[(i + 49) & 63], words[(i + 62) & 63]];
            words[i] = i < 16
                ? view.getUint32(at + 4 * i)
                : words[i - 16] + (turn(near, 7) ^ turn(near, 18) ^ (near >>> 3)) +
                  words[i - 7] + (turn(far, 17) ^ turn(far, 19) ^ (far >>> 10));
        }
        let [a, b, c, d, e, f, g, h] = state;
        for (let i = 0; i < 64; i += 1) {
            const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
            const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
            [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
        }
        [a, b, c, d, e, f, g, h].forEach((word, i) => {
            state[i] += word;
        });
    }

    const START = [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];
    const ROUNDS = [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /** @param {any} file  Without its checksum. */
    const checksum = file => `sha256-${sha256(canonical(file))}`;

    /**
     * The value as the text of a file.
     * @param {Value} value
     * @param {DeskData} data  For the Japanese beside the ids.
     * @param {string} now  `2026-11-22T09:00:00Z`.
     * @returns {string}
     */
    function exportFile(value, data, now) {
        const { format, version, minor, site, saved, profile, vendors, sheets, regulation, ...others } = value;
        const head = { format, version, minor, site, saved: now };
        const readable = '自己点検の答えのファイルです。手引きの「ファイルから読み込む」で開きます。書き換えると読み込めなくなります。';
        const readableSheets = sheets.map(sheet => readableSheet(value, data, sheet));
        const body = { profile, vendors, sheets: readableSheets, regulation: readableRegulation(value, data), ...others };
        const sum = checksum({ ...head, readable, ...body });
        return `${JSON.stringify({ ...head, checksum: sum, readable, ...body }, null, 2)}\n`;
    }

    /**
     * @param {Value} value
     * @param {DeskData} data
     * @param {Sheet} sheet
     */
    function readableSheet(value, data, sheet) {
        const { edition, form, vendor, rows, ...others } = sheet;
        const keys = orderedKeys(data, sheet);
        const readableRows = keys.map(key => {
            const readable = `${rowTitle(data, { ...sheet, key })}：${describe(rows[key])}`;
            return [key, { readable, ...rows[key] }];
        });
        const readable = sheetTitle(value, data, sheet);
        return { readable, edition, form, vendor, ...others, rows: Object.fromEntries(readableRows) };
    }

    /**
     * @param {Value} value
     * @param {DeskData} data
     */
    function readableRegulation({ regulation }, data) {
        const choices = Object.entries(regulation.choices).map(([id, choice]) =>
            `${questionTitle(data, id)}${choiceTitle(data, id, choice)}`);
        const names = Object.entries(regulation.names).map(([id, name]) => `${blankLabel(data, id)}：${name}`);
        return { readable: [...choices, ...names].join('／'), ...regulation };
    }

    /**
     * As asked; ids stand for what this guide does not know.
     * @param {DeskData} data
     * @param {string} id
     */
    function questionTitle(data, id) {
        const question = data.regulation.questions.find(other => other.id === id);
        return question ? question.question : id;
    }

    /**
     * @param {DeskData} data
     * @param {string} id  Of the question.
     * @param {string} choice
     */
    function choiceTitle(data, id, choice) {
        const question = data.regulation.questions.find(other => other.id === id);
        const known = question && question.choices.find(other => other.id === choice);
        return known ? known.title : choice;
    }

    /**
     * @param {DeskData} data
     * @param {string} id
     */
    function blankLabel(data, id) {
        const variable = data.regulation.variables.find(other => other.id === id);
        return variable ? variable.label : id;
    }

    /**
     * Keys of the answered rows in printed order, then those this guide does not know.
     * @param {DeskData} data
     * @param {Sheet} sheet
     */
    function orderedKeys(data, sheet) {
        const form = formOf(data, sheet);
        const known = (form ? form.rows : []).map(row => row.key);
        const answered = Object.keys(sheet.rows);
        const others = answered.filter(key => !known.includes(key)).sort();
        return [...known.filter(key => own(sheet.rows, key)), ...others];
    }

    /**
     * Answers in one line: `いいえ（確認日 2026-05-01、目標日 2026-10-01）`.
     * @param {{ checks: Check[] } | null} answers
     * @returns {string}
     */
    function describe(answers) {
        const { answer, date: day, target } = answers ? lastCheck(answers) : NO_CHECK;
        const days = [day && `確認日 ${day}`, answer === 'no' && target && `目標日 ${target}`].filter(Boolean);
        return ANSWERS[answer] + (days.length ? `（${days.join('、')}）` : '');
    }

    /**
     * Reads the text of a file. Nothing is changed by that: `difference` and `merge` are the next steps.
     * @param {string} content
     * @param {string} site  Id of the guide.
     * @returns {Imported}  The value, or in Japanese why there is none.
     */
    function importFile(content, site) {
        try {
            return { value: readFile(content, site) };
        } catch (error) {
            if (error instanceof Refusal) {
                return { message: error.message };
            }
            throw error;
        }
    }

    /**
     * @param {string} content
     * @param {string} site
     * @returns {Value}
     */
    function readFile(content, site) {
        const raw = parsed(content);
        if (!isObject(raw) || raw.format !== FORMAT) {
            refuse('自己点検の答えのファイルではありません。何も変えていません。');
        }
        inspect(raw);
        if (![raw.version, raw.minor].every(Number.isInteger) || raw.version < 1 || raw.minor < 0) {
            refuse();
        }
        if (raw.version > VERSION) {
            refuse('新しい手引きで保存されたファイルです。何も変えていません。新しい手引きで開いてください。');
        }
        const { checksum: sum, ...file } = raw;
        if (sum !== checksum(file)) {
            refuse('ファイルの中身が、保存したときと違います。壊れたか、書き換えられたものです。何も変えていません。');
        }
        if (file.site !== site) {
            refuse('別の手引きで保存されたファイルです。何も変えていません。');
        }
        return typeof file.saved === 'string' ? readValue(file) : refuse();
    }

    /** @param {string} content */
    function parsed(content) {
        const bare = typeof content === 'string' ? content.replace(/^\ufeff/, '') : '';
        if (!bare.trim()) {
            refuse('ファイルが空です。何も変えていません。');
        }
        if (bare.length > LIMITS.file) {
            refuse('ファイルが大きすぎます。自己点検の答えのファイルではないようです。何も変えていません。');
        }
        try {
            return JSON.parse(bare);
        } catch (error) {
            const isOurs = bare.includes(`"${FORMAT}"`);
            const hint = '保存し直したファイルか、別に保存したファイルを開いてください。';
            return refuse(isOurs
                ? `ファイルが途中で切れているか、壊れています。何も変えていません。${hint}`
                : '自己点検の答えのファイルではありません。何も変えていません。');
        }
    }

    // ---- Two values side by side ----

    /**
     * The parts of a value that are shown and chosen as a whole, by id.
     * @param {Value} value
     * @returns {Map<string, Unit>}
     */
    function units(value) {
        const { format, version, minor, site, saved, profile, vendors, sheets, regulation, ...others } = value;
        /** @type {Map<string, Unit>} */
        const found = new Map();
        for (const [name, content] of Object.entries(profile)) {
            if (content !== '' && content !== null) {
                found.set(`profile/${name}`, { kind: 'profile', sheet: null, name, content });
            }
        }
        vendors.forEach(vendor => {
            found.set(`vendor/${vendor.id}`, { kind: 'vendor', sheet: null, name: vendor.id, content: vendor });
        });
        for (const { edition, form, vendor, rows, ...extras } of sheets) {
            const sheet = { edition, form, vendor };
            if (Object.keys(extras).length) {
                found.set(`sheet/${sheetId(sheet)}`, { kind: 'sheet', sheet, name: '', content: extras });
            }
            for (const [name, content] of Object.entries(rows)) {
                found.set(`row/${sheetId(sheet)}/${name}`, { kind: 'row', sheet, name, content });
            }
        }
        const { choices, names, ...extras } = regulation;
        for (const [name, content] of Object.entries(choices)) {
            found.set(`regulation/choices/${name}`, { kind: 'choice', sheet: null, name, content });
        }
        for (const [name, content] of Object.entries(names)) {
            found.set(`regulation/names/${name}`, { kind: 'name', sheet: null, name, content });
        }
        for (const [name, content] of Object.entries(extras)) {
            found.set(`regulation/${name}`, { kind: 'regulation', sheet: null, name, content });
        }
        for (const [name, content] of Object.entries(others)) {
            found.set(`extra/${name}`, { kind: 'extra', sheet: null, name, content });
        }
        return found;
    }

    /**
     * The value that consists of these parts.
     * @param {Value} value  For its head.
     * @param {Iterable<Unit>} parts
     * @returns {Value}
     */
    function assembled(value, parts) {
        const { format, version, minor, site, saved } = value;
        /** @type {any} */
        let built = { ...empty(site), format, version, minor, saved };
        for (const { kind, sheet, name, content } of parts) {
            if (kind === 'profile') {
                built.profile[name] = content;
            } else if (kind === 'vendor') {
                built.vendors.push(content);
            } else if (kind === 'choice') {
                built.regulation.choices[name] = content;
            } else if (kind === 'name') {
                built.regulation.names[name] = content;
            } else if (kind === 'regulation') {
                built.regulation[name] = content;
            } else if (kind === 'extra') {
                built[name] = content;
            } else if (sheet) {
                const at = sheetAt(built, sheet) || { ...sheet, rows: {} };
                const filled = kind === 'row' ? { ...at, rows: { ...at.rows, [name]: content } } : { ...at, ...content };
                built = withSheet(built, filled);
            }
        }
        return built;
    }

    /**
     * The imported value with the vendors named as in the current one: those of the same name are the same.
     * @param {Value} current
     * @param {Value} imported
     * @returns {Value}
     */
    function aligned(current, imported) {
        /** @type {Map<string, string>} */
        const names = new Map();
        const isKnown = (/** @type {Value} */ value, /** @type {string} */ vendorId) =>
            value.vendors.some(vendor => vendor.id === vendorId);
        for (const vendor of imported.vendors) {
            const same = current.vendors.find(other => other.name === vendor.name);
            const isOnlyOne = imported.vendors.filter(other => other.name === vendor.name).length === 1;
            if (same && isOnlyOne && !isKnown(current, vendor.id) && !isKnown(imported, same.id)) {
                names.set(vendor.id, same.id);
            }
        }
        const renamed = (/** @type {string} */ vendorId) => names.get(vendorId) || vendorId;
        const vendors = imported.vendors.map(vendor => ({ ...vendor, id: renamed(vendor.id) }));
        return { ...imported, vendors, sheets: imported.sheets.map(sheet => ({ ...sheet, vendor: renamed(sheet.vendor) })) };
    }

    /**
     * What an imported value would change, in the order profile, vendors, answers, regulation, other; empty when nothing.
     * @param {Value} current
     * @param {Value} imported
     * @param {DeskData} data
     * @returns {Difference[]}
     */
    function difference(current, imported, data) {
        const [here, there] = [units(current), units(aligned(current, imported))];
        const ids = [...new Set([...here.keys(), ...there.keys()])];
        const rank = (/** @type {string} */ unitId) => rankOf(data, here.get(unitId) || there.get(unitId));
        return ids.sort((one, other) => compareAll(rank(one), rank(other))).flatMap(unitId => {
            const [before, after] = [here.get(unitId), there.get(unitId)];
            const unit = before || after;
            if (!unit || (before && after && equal(before.content, after.content))) {
                return [];
            }
            /** @type {Difference['kind']} */
            const kind = before && after ? 'changed' : after ? 'added' : 'missing';
            const value = before ? current : aligned(current, imported);
            const [said, now] = unit.kind === 'row' ? rowTexts(data, before, after) : [before, after].map(one => unitText(data, one));
            const sheet = unit.sheet ? sheetTitle(value, data, unit.sheet) : '';
            return [{ id: unitId, kind, sheet, label: unitLabel(value, data, unit), before: said, after: now }];
        });
    }

    /**
     * Where a part is shown: by kind, edition, form, vendor and row.
     * @param {DeskData} data
     * @param {Unit | undefined} unit
     */
    function rankOf(data, unit) {
        const kinds = ['profile', 'vendor', 'row', 'sheet', 'choice', 'name', 'regulation', 'extra'];
        const kind = kinds.indexOf(unit ? unit.kind : '');
        const sheet = unit && unit.sheet;
        const place = (/** @type {number} */ found) => (found < 0 ? Infinity : found);
        if (!unit || !sheet) {
            const { questions, variables } = data.regulation;
            const id = unit ? unit.name : '';
            const isAsked = Boolean(unit && (unit.kind === 'choice' || unit.kind === 'name'));
            const nth = [...questions, ...variables].findIndex(other => other.id === id);
            return [kind, isAsked ? place(nth) : 0, 0, '', 0];
        }
        const edition = editionOf(data, sheet.edition);
        const form = formOf(data, sheet);
        return [
            kind,
            edition ? data.editions.indexOf(edition) : Infinity,
            edition && form ? edition.forms.indexOf(form) : Infinity,
            sheet.vendor,
            form ? place(form.rows.findIndex(row => row.key === unit.name)) : Infinity,
        ];
    }

    /**
     * @param {(string | number)[]} one
     * @param {(string | number)[]} other
     */
    function compareAll(one, other) {
        const at = one.findIndex((part, i) => part !== other[i]);
        return at < 0 ? 0 : one[at] < other[at] ? -1 : 1;
    }

    /**
     * @param {Value} value
     * @param {DeskData} data
     * @param {Unit} unit
     */
    function unitLabel(value, data, unit) {
        if (unit.sheet) {
            const row = unit.kind === 'row' ? ` ${rowTitle(data, { ...unit.sheet, key: unit.name })}` : '';
            return sheetTitle(value, data, unit.sheet) + (row || ' のほかの欄');
        }
        if (unit.kind === 'choice' || unit.kind === 'name') {
            return `規程：${unit.kind === 'choice' ? questionTitle(data, unit.name) : blankLabel(data, unit.name)}`;
        }
        const label = /** @type {Record<string, string>} */ (FIELDS)[unit.name];
        return unit.kind === 'vendor' ? '事業者' : unit.kind === 'profile' && label ? label : `ほかの欄（${unit.name}）`;
    }

    /**
     * @param {DeskData} data
     * @param {Unit | undefined} unit  Not a row.
     */
    function unitText(data, unit) {
        if (!unit) {
            return '';
        }
        if (unit.kind === 'choice') {
            return choiceTitle(data, unit.name, unit.content);
        }
        const content = unit.kind === 'vendor' && isObject(unit.content) ? unit.content.name : unit.content;
        const isWord = unit.kind === 'profile' && typeof content === 'string' && own(WORDS, content);
        const word = isWord && /** @type {Record<string, string>} */ (WORDS)[content];
        return word || (typeof content === 'string' ? content : canonical(content));
    }

    /**
     * What the answers to a row say, by the name of each field.
     * @param {DeskData} data
     * @param {Answers} answers
     * @returns {[string, string][]}
     */
    function saidFields(data, { checks, reason, memo, evidence, who, carried, ...others }) {
        /** @type {[string, string][]} */
        const rounds = checks.map((check, round) => [`${round + 1}回目`, saidCheck(check)]);
        const texts = Object.entries({ reason, memo, evidence, who }).map(([name, said]) =>
            /** @type {[string, string]} */ ([/** @type {Record<string, string>} */ (FIELDS)[name], said]));
        const sources = carried ? carried.from.map(one => `${rowTitle(data, { ...one, vendor: '' })} ${describe(one)}`) : [];
        const label = carried ? carriedLabel({ carried }) + (sources.length ? `（${sources.join('、')}）` : '') : '';
        const unknown = Object.entries(others).map(([name, said]) =>
            /** @type {[string, string]} */ ([`ほかの欄（${name}）`, canonical(said)]));
        return [...rounds, ...texts, /** @type {[string, string]} */ (['引き継ぎ', label]), ...unknown].filter(([, said]) => said);
    }

    /** @param {Check} check */
    function saidCheck({ answer, date: day, target, ...others }) {
        const more = Object.keys(others).length ? canonical(others) : '';
        const days = [day && `確認日 ${day}`, target && `目標日 ${target}`, more].filter(Boolean);
        return ANSWERS[answer] + (days.length ? `（${days.join('、')}）` : '');
    }

    /**
     * What two answers to a row say, each field on a line; only the fields that differ.
     * @param {DeskData} data
     * @param {Unit | undefined} before
     * @param {Unit | undefined} after
     */
    function rowTexts(data, before, after) {
        const [said, now] = [before, after].map(unit => (unit ? saidFields(data, unit.content) : []));
        const lines = [[said, now], [now, said]].map(([these, those]) => {
            const differs = these.filter(([name, one]) => !those.some(other => other[0] === name && other[1] === one));
            return differs.map(([name, one]) => `${name}：${one}`).join('\n');
        });
        const isHidden = lines[0] === lines[1];
        return isHidden ? ['引き継ぎ：前の版のメモなど', '引き継ぎ：前の版のメモなど（違うもの）'] : lines;
    }

    /**
     * Takes from an imported value what was chosen.
     * @param {Value} current
     * @param {Value} imported
     * @param {Record<string, 'current' | 'imported'>} choices  By id of a difference. Where nothing is chosen, the
     *     current one stays and what only the file has is added.
     * @returns {Value}
     */
    function merge(current, imported, choices) {
        const other = aligned(current, imported);
        const [here, there] = [units(current), units(other)];
        /** @type {Map<string, Unit>} */
        const taken = new Map();
        for (const unitId of new Set([...here.keys(), ...there.keys()])) {
            const chosen = own(choices, unitId) ? choices[unitId] : here.has(unitId) ? 'current' : 'imported';
            const unit = (chosen === 'imported' ? there : here).get(unitId);
            if (unit) {
                taken.set(unitId, unit);
            }
        }
        bringVendors(taken, [here, there]);
        const minor = Math.max(current.minor, imported.minor);
        return assembled({ ...current, minor }, taken.values());
    }

    /**
     * Does to a value what was done to another one, part by part.
     * @param {Value} value
     * @param {Value} before
     * @param {Value} after
     * @returns {{ value: Value, clashes: string[] }}  `clashes` are the ids, as in `difference`, of parts that are
     *     neither as before nor as after in the value that was given; they become as after, too.
     */
    function replay(value, before, after) {
        const [here, was, is] = [value, before, after].map(units);
        const same = (/** @type {Unit | undefined} */ one, /** @type {Unit | undefined} */ other) =>
            one === other || Boolean(one && other && equal(one.content, other.content));
        /** @type {string[]} */
        const clashes = [];
        for (const unitId of new Set([...was.keys(), ...is.keys()])) {
            const [old, now, found] = [was.get(unitId), is.get(unitId), here.get(unitId)];
            if (same(old, now) || same(found, now)) {
                continue;
            }
            if (!same(found, old)) {
                clashes.push(unitId);
            }
            if (now) {
                here.set(unitId, now);
            } else {
                here.delete(unitId);
            }
        }
        bringVendors(here, [is, was]);
        return { value: assembled(value, here.values()), clashes };
    }

    /**
     * Adds the vendors that answers need.
     * @param {Map<string, Unit>} taken
     * @param {Map<string, Unit>[]} known  Where they are looked for.
     */
    function bringVendors(taken, known) {
        for (const { sheet } of [...taken.values()]) {
            const vendorId = sheet && sheet.vendor ? `vendor/${sheet.vendor}` : '';
            const vendor = known.map(parts => parts.get(vendorId)).find(Boolean);
            if (vendor && !taken.has(vendorId)) {
                taken.set(vendorId, vendor);
            }
        }
    }

    // ---- Spreadsheets ----

    /**
     * A cell. Spreadsheets read one that begins like a formula as one, whatever its quotes.
     * @param {string} content
     */
    function cell(content) {
        const guarded = /^[=+\-@\t\r＝＋－＠]/.test(content) ? `'${content}` : content;
        return /[",\r\n]/.test(guarded) ? `"${guarded.replace(/"/g, '""')}"` : guarded;
    }

    /**
     * Answers as CSV for spreadsheets: UTF-8 with byte order mark, lines ending in CRLF. Of each of the reader's sheets
     * every row in printed order, answered or not, then answered rows this guide does not know.
     * @param {Value} value
     * @param {DeskData} data
     * @param {SheetPlace} [only]  One sheet; also when nothing was answered there.
     * @returns {string}
     */
    function toCsv(value, data, only) {
        const rounds = [1, 2, 3].flatMap(n => [`${n}回目の答え`, `${n}回目の確認日`, `${n}回目の目標日`]);
        const head = ['版・様式', '番号', '対象', '項目', '要件', '答え', '対象外の理由', ...rounds, 'メモ', '証跡', '担当者', '引き継ぎ'];
        /** @type {Sheet[]} */
        const sheets = only ? [sheetAt(value, only) || { ...only, rows: {} }] : value.sheets;
        const lines = sheets.flatMap(sheet => csvRows(value, data, sheet));
        return `\ufeff${[head, ...lines].map(line => `${line.map(cell).join(',')}\r\n`).join('')}`;
    }

    /**
     * @param {Value} value
     * @param {DeskData} data
     * @param {Sheet} sheet
     * @returns {string[][]}
     */
    function csvRows(value, data, sheet) {
        const form = formOf(data, sheet);
        const keys = new Set([...(form ? form.rows : []).map(row => row.key), ...orderedKeys(data, sheet)]);
        return [...keys].map(key => {
            const at = located(data, { ...sheet, key });
            const { number, targetTitle, title, text: asked } = at ? at.row : { number: '', targetTitle: '', title: key, text: '' };
            const answers = own(sheet.rows, key) ? sheet.rows[key] : NO_ANSWERS;
            const rounds = [0, 1, 2].flatMap(n => {
                const check = answers.checks[n] || NO_CHECK;
                return [check.answer && ANSWERS[check.answer], check.date, check.target];
            });
            const answer = answerOf(answers);
            return [
                sheetTitle(value, data, sheet), number, targetTitle, title, asked, answer && ANSWERS[answer],
                answers.reason, ...rounds, answers.memo, answers.evidence, answers.who, carriedLabel(answers),
            ];
        });
    }

    /** @param {{ carried: Carried | null }} answers */
    function carriedLabel({ carried }) {
        return carried ? { carried: '引き継いだ', confirm: '要確認', again: '答え直す', settled: '確かめた' }[carried.state] : '';
    }

    /** @type {any} */ (globalThis).jissenDeskModel = Object.freeze({
        LIMITS, ANSWERS, FIELDS, LISTS, WORDS, URGENCY,
        empty, answersAt, answerOf, lastCheck, setCheck, setTexts, confirm, clearRow, setProfile,
        setChoice, setName, newVendorId, addVendor, renameVendor, removeVendor, problems,
        sheetTitle, rowTitle, applies, standing, progress, next, dueDates, calendar, disagreements,
        begin, commit, undo, redo, follow,
        carry, settleKeys,
        exportFile, importFile, difference, merge, replay, describe, toCsv,
        isDate, fiscalYear, dateLabel, canonical, sha256,
    });
})();
