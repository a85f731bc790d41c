//! What blocks come out of which text.

use std::fmt::Write as _;

use insta::assert_snapshot;
use proptest::prelude::*;

use crate::{
    markdown::{Block, BlockKind, Inline, ListItem, Markdown, Row, parse, parse_fence},
    text::Span,
};

/// The blocks of a text, one line each, indented as they nest.
fn dump(text: &str) -> String {
    let markdown = parse(text);
    check_spans(text, &markdown);
    let mut out = String::new();
    if let Some(front) = &markdown.front_matter {
        writeln!(out, "{:?} {:?}", front.style, front.span.of(text)).unwrap();
    }
    dump_blocks(&markdown.blocks, 0, &mut out);
    out
}

fn dump_blocks(blocks: &[Block], depth: usize, out: &mut String) {
    for block in blocks {
        dump_block(block, depth, out);
    }
}

fn dump_block(block: &Block, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let Span { start, end } = block.span;
    let mut line = |what: String| writeln!(out, "{indent}{what} @{start}..{end}").unwrap();
    match &block.kind {
        BlockKind::Heading { level, text } => line(format!("heading {level} {}", inline(text))),
        BlockKind::Paragraph { lines } => line(format!("paragraph {}", inlines(lines))),
        BlockKind::Table(table) => {
            line(format!("table {}", row(&table.header)));
            for cells in &table.rows {
                writeln!(out, "{indent}  row {}", row(cells)).unwrap();
            }
        }
        BlockKind::List(list) => {
            line(if list.ordered { "ordered list".to_owned() } else { "list".to_owned() });
            for item in &list.items {
                dump_item(item, depth + 1, out);
            }
        }
        BlockKind::Code { lang, content } => {
            line(format!("code {lang:?} {}..{}", content.start, content.end));
        }
        BlockKind::Quote { blocks } => {
            line("quote".to_owned());
            dump_blocks(blocks, depth + 1, out);
        }
        BlockKind::Html => line("html".to_owned()),
        BlockKind::Rule => line("rule".to_owned()),
    }
}

fn dump_item(item: &ListItem, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let number = item.number.map_or(String::new(), |number| format!(" {number}"));
    let checkbox = item.checkbox.map_or(String::new(), |checkbox| {
        format!(" [{}]@{}..{}", checkbox.mark, checkbox.span.start, checkbox.span.end)
    });
    let Span { start, end } = item.span;
    writeln!(out, "{indent}item{number}{checkbox} {} @{start}..{end}", inlines(&item.lines))
        .unwrap();
    dump_blocks(&item.children, depth + 1, out);
}

fn row(row: &Row) -> String {
    inlines(&row.cells)
}

fn inlines(lines: &[Inline]) -> String {
    lines.iter().map(inline).collect::<Vec<_>>().join(" / ")
}

fn inline(line: &Inline) -> String {
    let mut out = format!("{:?}", line.text);
    let mut part = |name: &str, range: &std::ops::Range<u32>, more: &str| {
        let text = &line.text[range.start as usize..range.end as usize];
        write!(out, " {name}<{text}{more}>").unwrap();
    };
    line.codes.iter().for_each(|code| part("code", &code.range, ""));
    line.links.iter().for_each(|link| part("link", &link.range, &format!("→{}", link.target)));
    line.strong.iter().for_each(|range| part("strong", range, ""));
    line.struck.iter().for_each(|range| part("struck", range, ""));
    out
}

/// Every span lies inside the text, on character boundaries, and inside the block around it.
#[track_caller]
fn check_spans(text: &str, markdown: &Markdown) {
    if let Some(front) = &markdown.front_matter {
        assert!(text.get(front.span.range()).is_some());
    }
    markdown.blocks.iter().for_each(|block| check_block(text, block));
}

fn check_block(text: &str, block: &Block) {
    assert!(text.get(block.span.range()).is_some(), "{block:?}");
    let within = |span: Span| {
        assert!(
            text.get(span.range()).is_some() && block.span.contains(span),
            "{span:?} in {block:?}"
        );
    };
    let check = |line: &Inline| {
        within(line.span);
        check_inline(text, line);
    };
    match &block.kind {
        BlockKind::Heading { text, .. } => check(text),
        BlockKind::Paragraph { lines } => lines.iter().for_each(check),
        BlockKind::Table(table) => {
            for row in table.rows.iter().chain([&table.header]) {
                within(row.span);
                row.cells.iter().for_each(check);
            }
        }
        BlockKind::List(list) => {
            for item in &list.items {
                within(item.span);
                item.lines.iter().for_each(check);
                item.children.iter().for_each(|child| {
                    within(child.span);
                    check_block(text, child);
                });
                item.checkbox.iter().for_each(|checkbox| within(checkbox.span));
            }
        }
        BlockKind::Quote { blocks } => blocks.iter().for_each(|child| {
            within(child.span);
            check_block(text, child);
        }),
        BlockKind::Code { content, .. } => within(*content),
        BlockKind::Html | BlockKind::Rule => {}
    }
}

fn check_inline(source: &str, line: &Inline) {
    let slice = |range: &std::ops::Range<u32>| &line.text[range.start as usize..range.end as usize];
    for code in &line.codes {
        let written = code.span.of(source);
        assert_eq!(written.replace("\\|", "|"), slice(&code.range), "{line:?}");
        if !written.contains("\\|") {
            let range = code.range.start as usize..code.range.end as usize;
            assert_eq!(line.source(range), code.span, "{line:?}");
        }
    }
    line.links
        .iter()
        .for_each(|link| _ = (slice(&link.range), source.get(link.span.range()).unwrap()));
    line.strong.iter().chain(&line.struck).for_each(|range| _ = slice(range));
    for (at, c) in line.text.char_indices() {
        let span = line.source(at..at + c.len_utf8());
        assert!(source.get(span.range()).is_some() && line.span.contains(span), "{at} in {line:?}");
    }
}

#[test]
fn blocks_carry_text_and_spans() {
    assert_snapshot!(dump("\
# Plan **A**

Intro with `code` and a [link](docs/x.md)
on &amp; two \\*lines\\*.

1. first
2. second
   - nested ~~gone~~

> quoted
> more

```rust
fn main() {}
```

---
"), @r#"
    heading 1 "Plan A" strong<A> @0..12
    paragraph "Intro with code and a link" code<code> link<link→docs/x.md> / "on & two *lines*." @14..79
    ordered list @81..120
      item 1 "first" @81..89
      item 2 "second" @90..120
        list @103..120
          item "nested gone" struck<gone> @103..120
    quote @122..137
      paragraph "quoted" / "more" @124..137
    code "rust" 147..160 @139..163
    rule @165..168
    "#);
}

#[test]
fn org_rules_make_tables() {
    assert_snapshot!(dump("\
| Day   | Owner |
|-------+-------|
| Day 1 | QA    |
|-------+-------|
| Day 2 | **Docs** |
"), @r#"
    table "Day" / "Owner" @0..92
      row "Day 1" / "QA"
      row "Day 2" / "Docs" strong<Docs>
    "#);
}

#[test]
fn a_table_may_follow_and_precede_text_directly() {
    assert_snapshot!(dump("\
Phases of the work
| Phase | Range |
|---|---|
| One | M0-M14 |
Notable rows
| Row | What |
|---|---|
| M9 | regression |
- M9 — item
"), @r#"
    heading 1 "Phases of the work" @0..18
    table "Phase" / "Range" @19..63
      row "One" / "M0-M14"
    heading 2 "Notable rows" @64..76
    table "Row" / "What" @77..121
      row "M9" / "regression"
    list @122..135
      item "M9 — item" @122..135
    "#);
}

#[test]
fn rows_keep_the_cells_they_have() {
    assert_snapshot!(dump("\
| A | B |
|---|---|
| 1 |
| 1 | 2 | 3 |
| a \\| b | `x \\| y` |
| `p | q` | r |
|  | z |
"), @r#"
    table "A" / "B" @0..86
      row "1"
      row "1" / "2" / "3"
      row "a | b" / "x | y" code<x | y>
      row "p | q" code<p | q> / "r"
      row "" / "z"
    "#);
}

#[test]
fn a_flattened_page_gets_its_headings_and_items_back() {
    assert_snapshot!(
        dump("\
Row history
The project keeps one row for each thing that it delivers, in order.
High-level phases
| Phase | Rows |
|---|---|
| Phase 1 (RECORD) | M0-M14 |
Notable rows
- M9 — corpus added
- M16 —
GATE-007hard-blocking gap gate - M150 — first parity - M194-M210 — runner
- M230 — level reached
How rows are tracked
Each row gets a line in the table of its phase. The line explains:
- What was shipped
- References (numbers, paths)
A detector asserts that the counter in all the files agrees.
Who decides - or not
- Autonomous — the agent goes on (as in
GUIDE.md) without asking anybody first. - Operator-coordinated — it asks.
"),
        @r#"
    heading 1 "Row history" @0..11
    paragraph "The project keeps one row for each thing that it delivers, in order." @12..80
    heading 2 "High-level phases" @81..98
    table "Phase" / "Rows" @99..155
      row "Phase 1 (RECORD)" / "M0-M14"
    heading 2 "Notable rows" @156..168
    list @169..303
      item "M9 — corpus added" @169..190
      item "M16 —" / "GATE-007hard-blocking gap gate" @191..231
      item "M150 — first parity" @232..255
      item "M194-M210 — runner" @256..278
      item "M230 — level reached" @279..303
    heading 2 "How rows are tracked" @304..324
    paragraph "Each row gets a line in the table of its phase. The line explains:" @325..391
    list @392..440
      item "What was shipped" @392..410
      item "References (numbers, paths)" @411..440
    paragraph "A detector asserts that the counter in all the files agrees." @441..501
    heading 2 "Who decides - or not" @502..522
    list @523..640
      item "Autonomous — the agent goes on (as in" / "GUIDE.md) without asking anybody first." @523..604
      item "Operator-coordinated — it asks." @605..640
    "#
    );
}

#[test]
fn a_document_with_headings_is_not_flattened() {
    assert_snapshot!(
        dump("\
# Plan

Notable rows
- M9 — corpus - M10 — more
Lazy line
- next

Title alone

Some prose that is a whole sentence.
"),
        @r#"
    heading 1 "Plan" @0..6
    paragraph "Notable rows" @8..20
    list @21..68
      item "M9 — corpus - M10 — more" / "Lazy line" @21..61
      item "next" @62..68
    paragraph "Title alone" @70..81
    paragraph "Some prose that is a whole sentence." @83..119
    "#
    );
}

#[test]
fn plain_notes_without_headings_stay_as_they_are() {
    assert_snapshot!(
        dump("\
This is a note about the project which was
Wrapped by hand at some width and never had any headings.

Owner: Ann
- first item goes on
  Indented second line
- second - with a dash - in it
"),
        @r#"
    paragraph "This is a note about the project which was" / "Wrapped by hand at some width and never had any headings." @0..100
    paragraph "Owner: Ann" @102..112
    list @113..187
      item "first item goes on" / "Indented second line" @113..156
      item "second - with a dash - in it" @157..187
    "#
    );
}

#[test]
fn boxes_of_every_style_are_boxes() {
    assert_snapshot!(
        dump("\
# T
- [ ] open
- [x] done
- [X] Done
- [-] dropped
- [~] half `x` ~gone~
- [/] half
- [!] urgent
- [>] moved
- [✓] tick
- [✔️] tick
- [x]
* [ ] **M1-T01** star
1. [ ] first
2) [x] other
- [link](x)
- [1] reference
- [x](y)
- [ab] text
- [x]glued
- text [x]
"),
        @r#"
    heading 1 "T" @0..3
    list @4..143
      item [ ]@6..9 "open" @4..14
      item [x]@17..20 "done" @15..25
      item [X]@28..31 "Done" @26..36
      item [-]@39..42 "dropped" @37..50
      item [~]@53..56 "half x gone" code<x> struck<gone> @51..72
      item [/]@75..78 "half" @73..83
      item [!]@86..89 "urgent" @84..96
      item [>]@99..102 "moved" @97..108
      item [✓]@111..116 "tick" @109..121
      item [✔]@124..132 "tick" @122..137
      item [x]@140..143 "" @138..143
    list @144..165
      item [ ]@146..149 "M1-T01 star" strong<M1-T01> @144..165
    ordered list @166..178
      item 1 [ ]@169..172 "first" @166..178
    ordered list @179..191
      item 2 [x]@182..185 "other" @179..191
    list @192..262
      item "link" link<link→x> @192..203
      item "[1] reference" @204..219
      item "x" link<x→y> @220..228
      item "[ab] text" @229..240
      item "[x]glued" @241..251
      item "text [x]" @252..262
    "#
    );
}

#[test]
fn lines_of_items_and_paragraphs_are_kept_apart() {
    assert_snapshot!(
        dump("\
# T
- first line
  second line
lazy line
  - nested
    goes on

  a paragraph of the first
- hard\\
  break  
  here
"),
        @r#"
    heading 1 "T" @0..3
    list @4..116
      item "first line" / "second line" / "lazy line" @4..91
        list @43..63
          item "nested" / "goes on" @43..63
        paragraph "a paragraph of the first" @67..91
      item "hard" / "break" / "here" @92..116
    "#
    );
}

#[test]
fn metadata_is_taken_off_and_rules_are_not_metadata() {
    assert_snapshot!(
        dump("\u{feff}---\r\nid: task-1\r\nstatus: Done\r\n---\r\n# T\r\n"),
        @r#"
    Yaml "id: task-1\r\nstatus: Done\r\n"
    heading 1 "T" @39..42
    "#
    );
    assert_snapshot!(dump("+++\nid = 1\n+++\ntext\n"), @r#"
    Toml "id = 1\n"
    paragraph "text" @15..19
    "#);
    assert_snapshot!(dump("---\n\n# M1\n\n---\n\ntext\n"), @r#"
    rule @0..3
    heading 1 "M1" @5..9
    rule @11..14
    paragraph "text" @16..20
    "#);
}

#[test]
fn markup_of_running_text_is_taken_off() {
    assert_snapshot!(
        dump("\
# T {#id}

[text][known] and [text][unknown] and [1] ![alt *a*](i.png) <https://x.y> a<br>b <kbd>k</kbd> <change-id>
**strong over
two lines** and ~~struck `c`~~ `` a ` b `` `two
lines` &lt;&#x41;&nbsp;

[known]: docs/known.md

Setext **heading**
of two lines
===
"),
        @r#"
    heading 1 "T {#id}" @0..9
    paragraph "text and [text][unknown] and [1] alt a https://x.y a b k <change-id>" link<text→docs/known.md> link<alt a→i.png> link<https://x.y→https://x.y> / "strong over" strong<strong over> / "two lines and struck c a ` b two" code<c> code<a ` b> code<two> strong<two lines> struck<struck c> / "lines <A" code<lines> @11..202
    heading 1 "Setext heading of two lines" strong<heading> @228..263
    "#
    );
}

#[test]
fn tables_without_outer_pipes_or_delimiters() {
    assert_snapshot!(
        dump("\
# T

A | B
--|--
1 | 2
text

|---+---|
| A | B |
|---+---|
| 1 | 2 |

| no | rule |
| 1 | 2 |

| A | B | C |
|---|---|
| 1 | 2 | 3 |

| one line |

|-- src
|   |-- main.rs

- item
  | A |
  |---|
  | 1 |
  after

> | Q | R |
> |---+---|
> | 1 | 2 |
"),
        @r#"
    heading 1 "T" @0..3
    table "A" / "B" @5..22
      row "1" / "2"
    paragraph "text" @23..27
    table "A" / "B" @39..68
      row "1" / "2"
    table "no" / "rule" @70..93
      row "1" / "2"
    table "A" / "B" / "C" @95..132
      row "1" / "2" / "3"
    paragraph "| one line |" @134..146
    paragraph "|-- src" / "|   |-- main.rs" @148..171
    list @173..211
      item "item" @173..211
        table "A" @182..203
          row "1"
        paragraph "after" @206..211
    quote @213..248
      table "Q" / "R" @215..248
        row "1" / "2"
    "#
    );
}

#[test]
fn simple_html_tables_are_tables() {
    assert_snapshot!(
        dump("\
# T

<div>
<table>
  <tr><th>Milestone</th><th>Status</th></tr>
  <!-- <tr><td>M0</td></tr> -->
  <tr class=\"x\">
    <td><b>M1</b> &amp; `code`</td>
    <td>Done
        since May</td>
  </tr>
  <TR><TD>M2<TD>
</table>
</div>

<table><tr><td><table><tr><td>in</td></tr></table></td></tr></table>

<table><tr><td>open</td></tr>

<!-- M3: a comment -->
"),
        @r#"
    heading 1 "T" @0..3
    html @5..10
    table "Milestone" / "Status" @11..218
      row "M1 & code" code<code> / "Done         since May"
      row "M2" / ""
    html @219..225
    html @227..295
    html @297..326
    html @328..350
    "#
    );
}

fn fragments() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "|",
        "|---+---|",
        "|---|---|",
        "`",
        "``",
        "*",
        "**",
        "_",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "> ",
        "- ",
        "  ",
        "    ",
        "1. ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\\",
        "&amp;",
        "&",
        "#",
        "# ",
        "---",
        "===",
        "```",
        "~~~",
        "[ ] ",
        "[x] ",
        "[~] ",
        "[-] ",
        "![",
        "](x)",
        "[a]: /b\n",
        "<br>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</table>",
        "<!--",
        "-->",
        "\0",
        "\u{feff}",
        "é",
        "日本",
        "שלום",
        "â€”",
        "—",
        " - M150 — ",
        "M1",
        "Word",
        "text",
        ".",
        ":",
        "\t",
        "x",
        "\u{a0}",
        "+++\n",
        "---\n",
        "a: b\n",
        "✔️",
        "[✔️] ",
        "<change-id>",
        "`a\nb`",
        "\\|",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn spans_lie_inside_any_text(text in fragments()) {
        check_spans(&text, &parse(&text));
    }

    #[test]
    fn spans_of_a_fence_lie_inside_the_whole_text(before in fragments(), inside in fragments()) {
        let text = format!("{before}{inside}");
        let content = Span::new(before.len(), text.len());
        let markdown = parse_fence(&text, content);
        check_spans(&text, &markdown);
        prop_assert!(markdown.blocks.iter().all(|block| content.contains(block.span)));
    }
}

/// Parses a hostile text; it counts that this ends, and soon.
#[track_caller]
fn check_survives(text: &str) {
    assert!(parse(text).blocks.iter().all(|block| text.get(block.span.range()).is_some()));
}

const MEGABYTE: usize = 1 << 20;

#[test]
fn deep_quotations_end() {
    check_survives(&">".repeat(MEGABYTE));
    check_survives(&"> ".repeat(MEGABYTE / 2));
    check_survives(&format!("{}\na\n", ">".repeat(500)).repeat(2000));
}

#[test]
fn deep_lists_end() {
    check_survives(&"- ".repeat(MEGABYTE / 2));
    check_survives(&"1. ".repeat(MEGABYTE / 3));
    check_survives(&format!("{}a{}", "- ".repeat(MEGABYTE / 4), "\n".repeat(MEGABYTE / 2)));
    check_survives(
        &(0..1000).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect::<Vec<_>>().concat(),
    );
    check_survives(
        &(0..1000)
            .map(|depth| format!("{}1. a\n", " ".repeat(depth * 3)))
            .collect::<Vec<_>>()
            .concat(),
    );
}

#[test]
fn unclosed_markup_ends() {
    for mark in ["[", "*"] {
        check_survives(&mark.repeat(MEGABYTE));
    }
    for mark in [
        "_",
        "`",
        "~",
        "<",
        "![",
        "|",
        "\\",
        "&",
        "**a ",
        "*a_ ",
        "[a](",
        "` `` ",
        "**a\n",
        "- a - M1 — ",
        "- `x` - M1 — **y** ",
        "<table>",
        "<table><tr><td>",
        "<!--",
        "<td",
    ] {
        check_survives(&mark.repeat(MEGABYTE / 8));
    }
    check_survives(&format!("{}{}", "**a\n".repeat(MEGABYTE / 32), "a**\n".repeat(MEGABYTE / 32)));
    check_survives(
        &(0..1400).map(|ticks| format!("{} ", "`".repeat(ticks))).collect::<Vec<_>>().concat(),
    );
}

#[test]
fn wide_and_long_tables_end() {
    let (row, rule) = ("| a ".repeat(10_000), "|---".repeat(10_000));
    check_survives(&format!("{row}|\n{rule}|\n{row}|\n"));
    check_survives(&format!("{row}|\n{rule}|\n{}", "| a |\n".repeat(20_000)));
    check_survives(&format!("| a | b |\n|---|---|\n{}", "| `x` | *y*\n".repeat(20_000)));
    check_survives(&"|".repeat(MEGABYTE));
    check_survives(&"| ` \n".repeat(MEGABYTE / 16));
    check_survives(&"|-\n".repeat(MEGABYTE / 16));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn parts_of_a_line_are_lines(text in fragments(), cuts in any::<[prop::sample::Index; 2]>()) {
        for line in lines(&parse(&text).blocks) {
            let boundaries: Vec<usize> =
                line.text.char_indices().map(|(at, _)| at).chain([line.text.len()]).collect();
            let [a, b] = cuts.map(|cut| *cut.get(&boundaries));
            let part = line.slice(&text, a.min(b)..a.max(b));
            prop_assert_eq!(&*part.text, line.text[a.min(b)..a.max(b)].trim());
            prop_assert!(line.span.contains(part.span));
            check_inline(&text, &part);
        }
    }
}

/// All lines of paragraphs, headings and items.
fn lines(blocks: &[Block]) -> Vec<Inline> {
    let mut open: Vec<&Block> = blocks.iter().collect();
    let mut lines = Vec::new();
    while let Some(block) = open.pop() {
        match &block.kind {
            BlockKind::Heading { text, .. } => lines.push(text.clone()),
            BlockKind::Paragraph { lines: own } => lines.extend(own.iter().cloned()),
            BlockKind::List(list) => {
                lines.extend(list.items.iter().flat_map(|item| item.lines.iter().cloned()));
                open.extend(list.items.iter().flat_map(|item| &item.children));
            }
            BlockKind::Quote { blocks } => open.extend(blocks),
            BlockKind::Table(_) | BlockKind::Code { .. } | BlockKind::Html | BlockKind::Rule => {}
        }
    }
    lines
}
