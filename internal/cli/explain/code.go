package explain

import (
	"io"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// page is where the same can be read with all other codes.
const page = "https://github.com/kaaslab/kaaslab/blob/main/docs/errors.md#"

// Code writes what there is to say about the code of an error.
func Code(w io.Writer, e fault.Entry) error {
	_, err := io.WriteString(w, line("ERROR", string(e.Code))+line("TITLE", e.Title)+
		"\nCAUSE:\n"+indent(wrap(e.Cause, 76), "    ")+
		"\nFIX:\n"+indent(wrap(e.Fix, 76), "    ")+
		"\nMORE:\n"+indent(page+e.Code.Anchor(), "    "))
	return err
}

// LooksLikeCode reports whether a word is the code of an error and no path.
func LooksLikeCode(word string) bool {
	rest, begins := strings.CutPrefix(strings.ToUpper(word), "KL")
	return begins && rest != "" && strings.Trim(rest, "0123456789") == ""
}
