package explain

import (
	"fmt"
	"io"
	"strings"
)

// Kind is what a lab file is, as its first lines say.
const Kind = "Lab (kaaslab.dev/v1alpha1)"

// Text writes what there is to say about a field, in the manner of kubectl explain.
func (f *Field) Text(w io.Writer, recursive bool) error {
	var out strings.Builder
	out.WriteString(line("KIND", Kind))
	if f.Path != "" {
		out.WriteString(line("FIELD", f.Path) + line("TYPE", f.typeText()) + line("DEFAULT", f.Default) +
			line("ALLOWED", strings.Join(f.Allowed, ", ")) + line("LIMITS", strings.Join(f.Limits, "; ")))
	}
	out.WriteString("\nDESCRIPTION:\n" + indent(wrap(f.Description, 76), "    "))
	if f.Example != "" {
		out.WriteString("\nEXAMPLE:\n" + indent(f.Example, "    "))
	}
	if len(f.Fields) > 0 {
		out.WriteString("\nFIELDS:\n")
		f.writeFields(&out, "  ", recursive)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func line(title, text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf("%-10s%s\n", title+":", text)
}

func (f *Field) typeText() string {
	if f.Required {
		return f.Type + ", required"
	}
	return f.Type
}

// writeFields lists the names alone when it goes on into what is within: all the words would be a book.
func (f *Field) writeFields(out *strings.Builder, margin string, recursive bool) {
	for i, inner := range f.Fields {
		if i > 0 && !recursive {
			out.WriteByte('\n')
		}
		fmt.Fprintf(out, "%s%s <%s>\n", margin, inner.Name, inner.typeText())
		if recursive {
			inner.writeFields(out, margin+"  ", true)
			continue
		}
		out.WriteString(indent(wrap(inner.Description, 74), margin+"    "))
	}
}

func indent(text, margin string) string {
	return margin + strings.ReplaceAll(text, "\n", "\n"+margin) + "\n"
}

// wrap breaks a text into lines between words.
func wrap(text string, width int) string {
	var out strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		switch {
		case column == 0:
		case column+1+len(word) > width:
			out.WriteByte('\n')
			column = 0
		default:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += len(word)
	}
	return out.String()
}
