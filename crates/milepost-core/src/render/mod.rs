//! Reports as text: one file per output format. Renderers return text and never write it.
