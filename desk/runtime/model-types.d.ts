// The shapes model.js works with; ../README.md says what they mean. Only read when types are checked; browsers never load it.

// ---- What the guide knows: desk-data.js ----

interface DeskData {
    version: number;
    site: string;
    /** Id of the newest edition whose rows are known; empty when there is none. */
    current: string;
    /** Oldest first. */
    editions: DeskEdition[];
    changes: DeskChange[];
    /** What became of a row in a word, `merged`: 「統合」, as the comparison pages say it. */
    relations: Record<string, string>;
    regulation: DeskRegulation;
}

/** What the template of the regulation asks; its text is in another script (regulation-types.d.ts). */
interface DeskRegulation {
    questions: { id: string; question: string; choices: { id: string; title: string }[] }[];
    variables: { id: string; label: string }[];
}

interface DeskEdition {
    id: string;
    title: string;
    fiscalYear: number;
    /** First and last day of the fiscal year, `2025-04-01`. */
    start: string;
    end: string;
    /** How many rounds of answers the printed form has. */
    checks: number;
    forms: DeskForm[];
}

interface DeskForm {
    id: string;
    title: string;
    /** Filled in by each vendor. */
    vendor: boolean;
    facilities: string[];
    rows: DeskRow[];
}

interface DeskRow {
    /** The anchor of the row on its sheet. */
    key: string;
    /** Keys it had in older guides. */
    formerly: string[];
    lineage: string;
    title: string;
    target: string;
    targetTitle: string;
    number: string;
    section: number;
    sectionTitle: string;
    text: string;
    note: string;
    status: string;
    deadline: number;
    /** 「いいえ」 makes all other rows unnecessary. */
    gate: boolean;
    blankIfNoVendor: boolean;
    page: string;
}

/** What became of the rows of one form. */
interface DeskChange {
    older: string;
    newer: string;
    /** Null for a form that began, or was given up. */
    olderForm: string | null;
    newerForm: string | null;
    items: DeskItem[];
}

interface DeskItem {
    lineage: string;
    relations: string[];
    /** Keys of rows. */
    old: string[];
    new: string[];
    /** Which of `old` became which of `new`, by place. */
    pairs: number[][];
}

// ---- What the reader says: the value ----

interface Value {
    format: string;
    version: number;
    minor: number;
    site: string;
    /** When it was last saved to a file; empty before. */
    saved: string;
    profile: Profile;
    vendors: Vendor[];
    sheets: Sheet[];
    regulation: RegulationAnswers;
}

/** What was said for the institution's own regulation; nothing that is empty. */
interface RegulationAnswers {
    /** Ids of choices by ids of questions. */
    choices: Record<string, string>;
    /** Texts by ids of variables. */
    names: Record<string, string>;
}

interface Profile {
    name: string;
    facility: '' | 'clinic' | 'hospital' | 'pharmacy';
    system: '' | 'cloud' | 'onpremises';
    vendorContract: '' | 'contracted' | 'uncontracted';
    computers: number | null;
}

interface Vendor {
    id: string;
    name: string;
}

/** Answers of one form; never without any. */
interface Sheet {
    edition: string;
    form: string;
    /** Id of a vendor; empty for the institution's own. */
    vendor: string;
    rows: Record<string, Answers>;
}

type Answer = '' | 'yes' | 'no' | 'na';

interface Check {
    answer: Answer;
    date: string;
    target: string;
}

/** What was said about a row; never blank. */
interface Answers {
    /** At most three; the last one is not blank. */
    checks: Check[];
    /** Why it does not apply. */
    reason: string;
    memo: string;
    evidence: string;
    who: string;
    carried: Carried | null;
}

interface Carried {
    state: State;
    /** What was said in the older edition, in the order of its form. */
    from: Source[];
}

type State = 'carried' | 'confirm' | 'again' | 'settled';

interface Source {
    edition: string;
    form: string;
    key: string;
    checks: Check[];
    reason: string;
    memo: string;
    evidence: string;
    who: string;
}

// ---- What functions take and give ----

interface SheetPlace {
    edition: string;
    form: string;
    vendor: string;
}

interface Place extends SheetPlace {
    key: string;
}

interface Problem {
    field: string;
    /** Japanese. */
    message: string;
}

/** With problems, the value is the one that was given. */
interface Edited {
    value: Value;
    problems: Problem[];
}

interface Located {
    edition: DeskEdition;
    form: DeskForm;
    row: DeskRow;
}

interface Standing {
    applies: boolean;
    /** Why not; empty when it applies. */
    reason: string;
    /** What to know when answering; empty when there is nothing. */
    advice: string;
}

interface Progress {
    rows: number;
    /** All figures below count only rows that apply. */
    applicable: number;
    answered: number;
    yes: number;
    no: number;
    na: number;
    open: number;
    overdue: number;
    /** Carried answers to look at. */
    confirm: number;
    /** Merged rows to answer again. */
    again: number;
}

interface Step {
    kind: 'overdue' | 'gate' | 'again' | 'open' | 'confirm' | 'incomplete' | 'due' | 'reference';
    place: Place;
    number: string;
    title: string;
    message: string;
    /** The target day, where the step is about one. */
    date: string;
}

interface DueDate {
    place: Place;
    date: string;
    overdue: boolean;
    number: string;
    title: string;
    text: string;
    /** `令和7年度版 医療機関確認用`, with the vendor's name. */
    sheet: string;
}

interface Disagreement {
    key: string;
    number: string;
    title: string;
    /** Whether both forms ask in the same words. */
    sameQuestion: boolean;
    own: { place: Place; answer: Answer };
    vendor: { place: Place; answer: Answer; name: string };
    message: string;
}

type List = 'carried' | 'confirm' | 'answer' | 'kept' | 'left';

interface CarryEntry {
    list: List;
    /** In the newer edition; for `left` in the older one. */
    place: Place;
    relations: string[];
    /** The older answers that belong here. */
    from: Source[];
    /** Whether a carried answer nobody had touched was replaced, because the older one had changed. */
    updated: boolean;
    message: string;
}

interface CarryResult {
    value: Value;
    entries: CarryEntry[];
    problems: Problem[];
}

/** What was done, and what was undone. */
interface Journal {
    past: { value: Value; label: string }[];
    present: Value;
    future: { value: Value; label: string }[];
}

interface Difference {
    id: string;
    kind: 'added' | 'changed' | 'missing';
    /** The title of the sheet, with which `label` begins; empty for what is on no sheet. */
    sheet: string;
    label: string;
    /** What is said here and in the file; of a row each field that differs on a line. Empty where there is nothing. */
    before: string;
    after: string;
}

/** A part of a value that is shown and chosen as a whole. */
interface Unit {
    kind: 'profile' | 'vendor' | 'sheet' | 'row' | 'choice' | 'name' | 'regulation' | 'extra';
    sheet: SheetPlace | null;
    name: string;
    content: any;
}

type Imported = { value: Value; message?: undefined } | { value?: undefined; message: string };
