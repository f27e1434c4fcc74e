// What regulation-model.js, docx.js and regulation.js work on. Only read when types are checked; browsers never load it.

/** What regulation-data.js brings: the template of 運用管理規程, made by `preprocessors::regulation_data`. */
interface RegulationData {
    title: string;
    /** Title of the edition the correspondence table is about. */
    edition: string;
    questions: RegulationQuestion[];
    groups: { id: string; title: string; variables: RegulationVariable[] }[];
    chapters: { id: string; label: string; title: string; articles: RegulationArticle[] }[];
    supplement: RegulationParagraph[];
    appendices: RegulationAppendix[];
    kit: RegulationKit;
}

interface RegulationQuestion {
    id: string;
    question: string;
    /** The field of the profile that says the same; empty when there is none. */
    profile: '' | 'system' | 'vendorContract';
    /** The first one holds until the reader chooses. */
    choices: { id: string; title: string; case: string; explanation: string }[];
}

interface RegulationVariable {
    id: string;
    label: string;
    explanation: string;
    example: string;
    profile: '' | 'name';
}

/** Ids of choices by ids of questions; all of them must hold. */
type RegulationWhen = Record<string, string>;

/** Words, the id of a variable, or a reference to an article or appendix of the same text. */
type RegulationPiece = string | { blank: string } | { text: string; anchor: string };

interface RegulationArticle {
    id: string;
    /** `第12条`. */
    label: string;
    caption: string;
    when: RegulationWhen;
    /** What stands in its place where it is not used. */
    reason: RegulationPiece[] | null;
    paragraphs: RegulationParagraph[];
}

interface RegulationParagraph {
    when: RegulationWhen;
    text: RegulationPiece[];
    items: RegulationPiece[][];
}

interface RegulationAppendix {
    id: string;
    /** `様式第3`. */
    label: string;
    title: string;
    explanation: string;
    columns: { title: string; example: string }[];
    entries: { when: RegulationWhen; cells: RegulationPiece[][] }[];
    /** Empty rows. */
    rows: number;
    /** Rows of the table that lines up requirements and articles; null for all other appendices. */
    correspondence: string[][] | null;
}

/** The Word file taken apart; `office::RegulationKit` says what is what. */
interface RegulationKit {
    parts: Record<string, string>;
    before: string;
    after: string;
    blocks: Record<string, string>;
    runs: Record<string, string>;
    tables: Record<string, { before: string; row: string; after: string }>;
    texts: Record<string, string>;
}

// ---- The finished regulation ----

/** What the reader decided, from whatever place. */
interface RegulationFilling {
    /** One choice for every question. */
    choices: Record<string, string>;
    /** What is filled in; nothing that is empty. */
    names: Record<string, string>;
}

/** A stretch of finished text. `blank` is the id of a variable that is still to be filled in; `text` is its example then. */
interface RegulationRun {
    text: string;
    blank: string;
    anchor: string;
}

interface FinishedParagraph {
    /** From 2; 0 for the first one, which has none. */
    number: number;
    runs: RegulationRun[];
    items: RegulationRun[][];
}

interface FinishedArticle {
    id: string;
    label: string;
    caption: string;
    /** Otherwise its only paragraph says why not. */
    isUsed: boolean;
    paragraphs: FinishedParagraph[];
}

interface FinishedRow {
    kind: 'example' | 'entry' | 'blank' | 'correspondence';
    cells: RegulationRun[][];
}

interface FinishedAppendix {
    id: string;
    label: string;
    title: string;
    explanation: string;
    columns: string[];
    rows: FinishedRow[];
}

interface FinishedRegulation {
    title: string;
    chapters: { id: string; label: string; title: string; articles: FinishedArticle[] }[];
    supplement: FinishedParagraph[];
    appendices: FinishedAppendix[];
    /** Ids of the variables that stand anywhere in the text. */
    used: Set<string>;
    /** Those that are printed as blanks, in the order of the template. */
    open: RegulationVariable[];
}

/** What regulation-model.js gives. */
interface RegulationModel {
    decide(data: RegulationData, value: { profile: Profile; regulation: RegulationAnswers }): RegulationDecision;
    finish(data: RegulationData, filling: RegulationFilling): FinishedRegulation;
    plainText(finished: FinishedRegulation, texts: Record<string, string>): string;
}

interface RegulationDecision extends RegulationFilling {
    /** Ids of questions nobody has answered: their first choice stands in. */
    undecided: string[];
    /** Where choices and names come from that were not given here: ids with the field of the profile. */
    preset: Record<string, string>;
}

/** What docx.js gives. */
interface DocxModel {
    /** `word/document.xml`. */
    documentXml(data: RegulationData, finished: FinishedRegulation): string;
    /** The Word file. */
    file(data: RegulationData, finished: FinishedRegulation): Promise<Uint8Array>;
}
