//! Every kind of problem the data files of a book can have, with what `jissen explain` says about it.

use crate::Code;

/// Declares the codes of this module and lists them in [`CODES`].
///
/// The explanation is made of why it matters, a wrong example and a right one.
macro_rules! codes {
    ($($name:ident $code:literal $title:literal $why:literal $wrong:literal $right:literal)*) => {
        $(
            #[doc = concat!("`", $code, "`: ", $title)]
            pub static $name: Code = Code {
                name: $code,
                title: $title,
                explanation: concat!($why, "\n\n誤:\n\n```yaml\n", $wrong, "\n```\n\n正:\n\n```yaml\n", $right, "\n```\n"),
            };
        )*

        /// Every code of this crate, in the order in which a file is read.
        pub const CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    // Bytes and signs.

    NOT_UTF8 "not-utf8" "文字コードが UTF-8 ではない"
    "データのファイルは UTF-8 で保存します。Shift_JIS などで保存すると、文字が別の文字に化けたまま公開されるおそれがあるため、読みません。"
    "# (Shift_JIS で保存したファイル)\ntitle: 医療機関確認用"
    "# (同じ内容を UTF-8 で保存し直したファイル)\ntitle: 医療機関確認用"

    BYTE_ORDER_MARK "byte-order-mark" "BOM がある"
    "一部のエディタは、UTF-8 のファイルの先頭に BOM という見えない印を付けます。道具によっては最初のキーの名前の一部と読まれるので、付けずに保存します。"
    "# (「UTF-8(BOM 付き)」で保存したファイル)\nrows: []"
    "# (「UTF-8」または「UTF-8(BOM なし)」で保存したファイル)\nrows: []"

    FILE_TOO_LARGE "file-too-large" "ファイルが大きすぎる"
    "データのファイルは1つ 1 MiB までです。いちばん大きい様式でも数十 KiB なので、これを超えるのは別のファイルが紛れたときです。"
    "# medical.yaml: 5 MiB(表計算のファイルの名前を変えただけのもの)"
    "# medical.yaml: 20 KiB\nrows:\n  - lineage: security-patch"

    TAB_INDENT "tab-indent" "字下げにタブがある"
    "YAML の字下げは半角の空白だけです。タブは何文字分か決まっていないので、まとまりの区切りが読み手によって変わります。"
    "rows:\n\t- lineage: security-patch"
    "rows:\n  - lineage: security-patch"

    IDEOGRAPHIC_SPACE_INDENT "ideographic-space-indent" "字下げに全角の空白がある"
    "全角の空白は YAML では字下げではなく、値の文字です。見た目では分からないまま、まとまりが壊れます。"
    "rows:\n　- lineage: security-patch"
    "rows:\n  - lineage: security-patch"

    FULLWIDTH_COLON "fullwidth-colon" "コロンが全角になっている"
    "キーと値を分けるコロンは半角で、後ろに半角の空白を1つ置きます。全角のコロンは文字として読まれ、キーがないことになります。"
    "target：all"
    "target: all"

    FULLWIDTH_SIGN "fullwidth-sign" "記号や空白が全角になっている"
    "並びの `-`、覚え書きの `#`、コロンの後ろの空白は半角で書きます。全角のものは値の文字として読まれます。"
    "＃ 節2\n－ lineage: security-patch"
    "# 節2\n- lineage: security-patch"

    YAML_SYNTAX "yaml-syntax" "YAML として読めない"
    "字下げがそろっていない、かっこや引用符が閉じていない、値に記号が入っている、などです。ここから後ろは読めないので、このファイルのほかの誤りは、直した後に出ます。"
    "text: 注意: 二要素認証を使う\nnote: \"閉じていない"
    "text: \"注意: 二要素認証を使う\"\nnote: \"閉じている\""

    DUPLICATE_KEY "duplicate-key" "同じキーが重なっている"
    "1つのまとまりに同じキーを2度書くと、どちらを使うのか決まりません。行の頭の `- ` を忘れて、2つの行がつながったときにもよく起こります。"
    "- lineage: security-patch\n  lineage: access-log"
    "- lineage: security-patch\n- lineage: access-log"

    ALIAS "alias" "値の使い回し(& や *)がある"
    "YAML には値に名前を付けて(`&`)別の場所で呼び出す(`*`、`<<`)書き方がありますが、行ごとに読めて、比べられることを大事にして、使いません。"
    "- sources: &manual [https://example.org/manual]\n- sources: *manual"
    "- sources: [https://example.org/manual]\n- sources: [https://example.org/manual]"

    NESTING_TOO_DEEP "nesting-too-deep" "入れ子が深すぎる"
    "まとまりの入れ子は32段までです。手で書くデータは5段ほどなので、これを超えるのはかっこの閉じ忘れなどです。"
    "covers: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ server"
    "covers: [server]"

    // Shapes.

    WRONG_TYPE "wrong-type" "値の種類が違う"
    "文字が要る所に並びがある、決まった語から選ぶ所に別の語がある、などです。書けるものは、ファイルの1行目が指すスキーマ(checklists/schema/)にあります。スキーマを読むエディタなら、書きながら候補が出ます。"
    "actors: vendor\ncertainty: sure"
    "actors: [vendor]\ncertainty: official"

    UNKNOWN_KEY "unknown-key" "知らないキーがある"
    "打ち間違えたキーを黙って読み飛ばすと、書いたはずのことがページに出ません。そこで、知らないキーは誤りとします。覚え書きは `#` の後ろに書きます。"
    "- lineage: security-patch\n  traget: all"
    "- lineage: security-patch\n  target: all   # 覚え書きはここに"

    MISSING_KEY "missing-key" "要るキーがない"
    "ページを作るのに欠かせないキーです。分からないときの書き方があるもの(`certainty: unknown`、番号のない行の `number: \"\"`)もあります。"
    "- lineage: security-patch\n  target: all"
    "- lineage: security-patch\n  number: 2-⑥\n  target: all\n  text: 更新プログラムを当てている。\n  certainty: unknown"

    UNQUOTED_NUMBER "unquoted-number" "文字のつもりの値が数になっている"
    "引用符のない `2.10` は小数の 2.1 と読まれ、最後の 0 が消えます。番号や版のように、数に見える文字は引用符で囲みます。"
    "guideline: 6.0\nnumber: 2.10"
    "guideline: \"6.0\"\nnumber: \"2.10\""

    EMPTY_VALUE "empty-value" "値が空になっている"
    "書き忘れか、書くことがないのかが分からないので、空のままにはできません。書くことがなければ、キーごと消します。"
    "note:\ntext: \"\""
    "text: 更新プログラムを当てている。"

    BAD_ID "bad-id" "ID に使えない文字がある"
    "ID はページのアドレスや見出しの印になり、ずっと変わりません。どの環境でも同じに読めるよう、半角の英小文字で始め、英小文字・数字・ハイフンだけで書きます。版の ID はフォルダの名前と同じにします。"
    "id: 二要素認証\n# または\nid: Two_Factor"
    "id: two-factor-auth"

    BAD_URL "bad-url" "アドレスとして読めない"
    "出典は、読者が開いて確かめられる Web のアドレスです。文書の名前は `label` や、手引きの本文に書きます。"
    "sources: [厚生労働省のページ]"
    "sources: [\"https://www.mhlw.go.jp/\"]"

    // References.

    UNKNOWN_LINEAGE "unknown-lineage" "その項目IDがない"
    "行は、lineages.yaml にある項目IDで版をまたいでつながります。ない ID では、前の版との比較も項目のページも作れません。"
    "- lineage: securty-patch"
    "- lineage: security-patch"

    UNKNOWN_EDITION "unknown-edition" "その版がない"
    "版の ID は checklists/ の下のフォルダの名前です。"
    "since: r15"
    "since: r5"

    UNKNOWN_FORM "unknown-form" "その様式がない"
    "`succeeds` は、名前の変わった様式を前の版の様式につなぎます。前の版までにない様式は指せません。"
    "- {id: institution, title: 医療機関・薬局確認用, succeeds: [medicl]}"
    "- {id: institution, title: 医療機関・薬局確認用, succeeds: [medical, pharmacy]}"

    UNKNOWN_TARGET "unknown-target" "その対象がない"
    "対象(機器の区分)は vocabulary.yaml の `targets` にあるものから選びます。"
    "target: servers"
    "target: server"

    UNKNOWN_ACTOR "unknown-actor" "その「実施する人」がない"
    "実施する人は vocabulary.yaml の `actors` にあるものから選びます。"
    "actors: [vender]"
    "actors: [vendor]"

    UNKNOWN_SECTION "unknown-section" "その節がない"
    "番号の前の半分は節の番号です。節は版の edition.yaml の `sections` にあるものだけを使えます。番号のない行は節 0 に置きます。"
    "# sections は 1〜3 だけ\nnumber: 5-①"
    "number: 3-①"

    UNKNOWN_GUIDELINE "unknown-guideline" "そのガイドラインの版がない"
    "版の `guideline` は、guideline.yaml の `versions` にある版を指します。行の参照先は、この版の中で探します。"
    "guideline: \"6.1\""
    "guideline: \"6.0\""

    UNKNOWN_GUIDELINE_CLAUSE "unknown-guideline-clause" "ガイドラインにその編や章がない"
    "参照は「編の id、半角の空白、番号」の順に書きます。その版のガイドラインに、少なくとも章(番号の最初の数字)がなければなりません。"
    "guideline:\n  - {ref: operations 14.⑤, basis: content}"
    "guideline:\n  - {ref: operation 14.⑤, basis: content}"

    UNKNOWN_QUESTION "unknown-question" "その質問がない"
    "`when` のキーは、regulation.yaml の `questions` にある質問の id です。ない質問では、条や項がいつまでも使われません。"
    "when: {sistem: cloud}"
    "when: {system: cloud}"

    UNKNOWN_CHOICE "unknown-choice" "その選択肢がない"
    "`when` の値は、その質問の `choices` にある選択肢の id です。"
    "when: {system: clowd}"
    "when: {system: cloud}"

    UNKNOWN_VARIABLE "unknown-variable" "その変数がない"
    "規程の文の `{…}` には、`variables` にある変数の id か、`article:条のid`、`appendix:別表・様式のid` を書きます。"
    "text: この規程は、{clinc}に適用する。"
    "text: この規程は、{clinic}に適用する。"

    UNKNOWN_ARTICLE "unknown-article" "その条がない"
    "`{article:…}` は、条の id で条を指します。番号は並びから付くので、書きません。"
    "text: '{article:pasword}に適合すること。'"
    "text: '{article:passwords}に適合すること。'"

    UNKNOWN_APPENDIX "unknown-appendix" "その別表・様式がない"
    "`{appendix:…}` は、appendices.yaml にある id で別表や様式を指します。番号は並びから付くので、書きません。"
    "text: '{appendix:ledgr}に記載する。'"
    "text: '{appendix:ledger}に記載する。'"

    UNKNOWN_GROUP "unknown-group" "そのまとまりがない"
    "`group` は、同じファイルの `groups` にある id です。ないまとまりの窓口や変数は、どこにも表示されません。"
    "group: urgnt"
    "group: urgent"

    UNKNOWN_TERM "unknown-term" "その用語がない"
    "`see` は、同じ用語集にある用語を id で指します。"
    "see: [pasword]"
    "see: [password]"

    // What the values say.

    BAD_DATE "bad-date" "日付として読めない"
    "日付は、年4桁・月2桁・日2桁を `-` でつなぎます。暦にない日は書けません。"
    "checked: \"2026-11-31\""
    "checked: \"2026-11-22\""

    BAD_PHONE "bad-phone" "電話番号として読めない"
    "電話番号は、押せばかかるリンクになります。半角の数字とハイフンだけで書きます。"
    "phone: 0120-000-000（平日）"
    "phone: 0120-000-000\nhours: 平日"

    BAD_EMAIL "bad-email" "メールの宛先として読めない"
    "宛先は、押せばメールを書けるリンクになります。1つだけを、半角で書きます。"
    "email: info＠example.jp"
    "email: info@example.jp"

    CELL_COUNT "cell-count" "値の数が列の数と違う"
    "別表や様式の行は、列と同じ数の値を持ちます。違うと、値が別の列に入ってしまいます。"
    "columns: [{title: 役割}, {title: 氏名}]\nentries:\n  - cells: [院長]"
    "columns: [{title: 役割}, {title: 氏名}]\nentries:\n  - cells: [院長, \"\"]"

    MISSING_REASON "missing-reason" "条を使わないときの理由がない"
    "条件のある条は、使わない医療機関でも番号を持ちます。印刷した規程で空の条にならないように、使わない理由を一文で書きます。"
    "- id: wireless\n  when: {wireless: used}"
    "- id: wireless\n  when: {wireless: used}\n  reason: 当院は、無線LANを使わないため、この条は適用しない。"

    UNUSED_VARIABLE "unused-variable" "使われない変数がある"
    "記入欄に出るのに、書き入れた言葉がどこにも印刷されません。打ち間違いか、文を消したときの残りです。"
    "variables: [{id: fax, label: ファクス}]   # どの文にも {fax} がない"
    "variables: [{id: clinic, label: 医療機関の名前}]\ntext: '{clinic}（以下「当院」という。）'"

    LINEAGE_WITHOUT_ARTICLE "lineage-without-article" "規程に条のない項目がある"
    "チェックリストの規程類の項目は、ほかの項目のすべてについて、規程などに定めがあるかを問います。番号のある項目には、どの質問にどう答えても、本文か、使わない理由を印刷する条が要ります。また、項目と条のつながりを示す対応表(`computed: correspondence`)が要ります。"
    "# 項目 security-patch を挙げる条がない\n- id: passwords\n  lineages: [password-complexity]"
    "- id: patches\n  lineages: [security-patch]"

    DUPLICATE_ID "duplicate-id" "同じ ID が2つある"
    "ID は1つのものだけを指します。2つあると、どちらのページを開くのか決まりません。"
    "- id: vendor\n- id: vendor"
    "- id: vendor\n- id: operator"

    DUPLICATE_ROW "duplicate-row" "同じ行が2つある"
    "1つの様式の中で、節・対象・番号の組は1つの行だけを指します。項目と対象の組も、行の見出しの印になるので1つだけです。"
    "- {lineage: access-log, number: 2-⑪, target: server}\n- {lineage: access-log, number: 2-⑪, target: server}"
    "- {lineage: unneeded-services, number: 2-⑫, target: server}\n- {lineage: unneeded-services, number: 2-⑫, target: client}"

    NUMBER_ORDER "number-order" "番号の順に並んでいない"
    "行は印刷の順に並べます。節は小さい順、同じ対象が続く間は番号も小さい順です。対象が変われば番号は戻ってかまいません(令和6年度版は対象ごとに (4)(5)… と並びます)。参考項目が後ろにまとまっている版では、扱いが変わる所で順が始まり直します。"
    "- {number: 2-②, target: all}\n- {number: 2-①, target: all}"
    "- {number: 2-①, target: all}\n- {number: 2-②, target: all}"

    NUMBER_STYLE "number-style" "番号の形がこの版と違う"
    "番号は版ごとに決まった形で書きます。edition.yaml の `numbering` が circled なら `2-④`、parenthesized なら `2-(4)` です。"
    "# numbering: circled\nnumber: 2-(4)"
    "number: 2-④"

    BAD_DEADLINE "bad-deadline" "期限の年度がおかしい"
    "期限は、年度の始まる年を西暦4桁で書きます。版の年度より前にはなりません。版の年度のうちなら書きません。"
    "# 令和7年度版\ndeadline: 9"
    "# 令和9年度までに\ndeadline: 2027"

    MISSING_SOURCE "missing-source" "確かめたというのに出典がない"
    "確からしさを official・draft・secondary とするのは、どこかで確かめたときだけです。読者がたどれるように、そのアドレスを書きます。"
    "certainty: official"
    "certainty: official\nsources: [\"https://www.mhlw.go.jp/content/10808000/001253950.pdf\"]"

    ANNOUNCED_WITH_ROWS "announced-with-rows" "公表を確かめただけの版に行がある"
    "`publication: announced` は、公表されたことだけを伝え、内容はまだ載せない版です。様式や行を入れたら published にします。"
    "publication: announced\nforms:\n  - {id: medical, title: 医療機関確認用}"
    "publication: published\nforms:\n  - {id: medical, title: 医療機関確認用}"

    MISSING_FILE "missing-file" "あるはずのファイルがない"
    "版のフォルダには edition.yaml と、そこに挙げた様式ごとのファイル(<様式の id>.yaml)を置きます。checklists/ には vocabulary.yaml と lineages.yaml、その上のフォルダには guideline.yaml が要ります。"
    "# r7/edition.yaml に {id: vendor, …} とあるのに、r7/vendor.yaml がない"
    "# r7/edition.yaml\n# r7/vendor.yaml"

    UNDECLARED_FILE "undeclared-file" "どこからも使われないファイルがある"
    "edition.yaml の `forms` にない様式のファイルは、読まれないまま残ります。名前の打ち間違いか、様式の書き忘れです。名前の終わりは .yaml です。"
    "# r7/edition.yaml の forms は medical だけ\n# r7/medical.yml"
    "# r7/medical.yaml"

    // Lineages over the editions.

    LINEAGE_RETIRED "lineage-retired" "終わった項目が使われている"
    "`until` を書いた項目は、その版でなくなりました。後の版で同じ ID を使うと、別の要件がつながって見えます。"
    "# lineages.yaml: {id: old-rule, until: r6, …}\n# r7/medical.yaml\n- lineage: old-rule"
    "# lineages.yaml: {id: new-rule, since: r7, …}\n# r7/medical.yaml\n- lineage: new-rule"

    LINEAGE_RENAMED "lineage-renamed" "以前の項目IDが使われている"
    "項目の ID を改めたときは、前の ID を `formerly` に残し、行はすべて今の ID にします。"
    "# lineages.yaml: {id: security-patch, formerly: [patching], …}\n- lineage: patching"
    "- lineage: security-patch"

    LINEAGE_REUSED "lineage-reused" "以前の項目IDが別の項目に使われている"
    "一度使った ID は、外からのリンクや、読者の記録に残っています。別の項目に付けると、そこから違うページが開きます。"
    "- {id: security-patch, formerly: [patching]}\n- {id: patching}"
    "- {id: security-patch, formerly: [patching]}\n- {id: firmware-update}"

    LINEAGE_SINCE "lineage-since" "項目の始まりや終わりが行と合わない"
    "`since` は項目の行がはじめて現れる版、`until` は最後に現れる版です。いまの版に行がない項目には `until` が要ります。"
    "# 行は r6 から r7 まで\n- {id: security-patch, since: r5}"
    "- {id: security-patch, since: r6}"

    // Relations between editions.

    RELATION_UNDECLARED "relation-undeclared" "変更の種類を行から導けない"
    "前の版との関係は、ふつう項目ID・対象・番号から導きます。それだけでは決まらない行には `relation` を書きます。"
    "# 前の版では対象が server と client の2行だった項目\n- {lineage: security-patch, number: 2-①, target: network}\n- {lineage: security-patch, number: 2-②, target: cloud}"
    "- {lineage: security-patch, number: 2-①, target: network, relation: [moved]}\n- {lineage: security-patch, number: 2-②, target: cloud, relation: [moved]}"

    RELATION_DISAGREES "relation-disagrees" "書かれた変更の種類が行と合わない"
    "`relation` に書いたことと、行から分かることが食い違っています。行が正しければ `relation` を消すか直します。"
    "# 前の版にも同じ項目の行がある\n- lineage: security-patch\n  relation: [new]"
    "- lineage: security-patch"

    // Words.

    GLOSSARY_CLASH "glossary-clash" "1つの言葉が2つの用語にある"
    "本文の言葉は、用語集の1つの用語につながります。`term`・`aliases`・`avoid` のどこかで重なると、どちらにつなぐのか決まりません。全角と半角、大文字と小文字の違いは同じ言葉とみます。"
    "- {id: two-factor, term: 二要素認証, aliases: [MFA]}\n- {id: multi-factor, term: 多要素認証, aliases: [MFA]}"
    "- {id: two-factor, term: 二要素認証}\n- {id: multi-factor, term: 多要素認証, aliases: [MFA]}"
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use super::*;
    use crate::{Report, yaml};

    /// The wrong and the right example of a code.
    fn examples(code: &Code) -> [&str; 2] {
        let mut blocks =
            code.explanation.split("```yaml\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
        [blocks.next().unwrap(), blocks.next().unwrap()]
    }

    fn problems(text: &str) -> BTreeSet<&'static str> {
        let mut report = Report::default();
        yaml::parse(Path::new("example.yaml"), text.as_bytes(), &mut report);
        report.diagnostics.iter().map(|diagnostic| diagnostic.code.name).collect()
    }

    #[test]
    fn right_examples_are_yaml() {
        for code in CODES {
            assert!(problems(examples(code)[1]).is_empty(), "{}", code.explanation);
        }
    }

    #[test]
    fn wrong_examples_of_signs_show_their_problem() {
        let signs = [
            &TAB_INDENT,
            &IDEOGRAPHIC_SPACE_INDENT,
            &FULLWIDTH_COLON,
            &FULLWIDTH_SIGN,
            &YAML_SYNTAX,
            &DUPLICATE_KEY,
            &ALIAS,
            &NESTING_TOO_DEEP,
        ];
        for code in signs {
            assert_eq!(problems(examples(code)[0]), BTreeSet::from([code.name]), "{}", code.explanation);
        }
    }

    #[test]
    fn names_are_kebab_case_and_given_once() {
        let names: BTreeSet<_> = CODES.iter().map(|code| code.name).collect();
        assert_eq!(names.len(), CODES.len());
        for name in names {
            assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{name}"
            );
        }
    }
}
