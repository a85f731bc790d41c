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
    paragraph "Phases of the work" @0..18
    table "Phase" / "Range" @19..63
      row "One" / "M0-M14"
    paragraph "Notable rows" @64..76
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
