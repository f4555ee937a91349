// Package svg has what all pictures of this program share: how they look in light and dark, and text that is safe in them.
package svg

import (
	_ "embed"
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// Palette is the style of every picture: its colours, in light or dark as its viewer prefers, and its font.
//
//go:embed palette.css
var Palette string

// Escape makes text safe between tags and in attributes.
func Escape(text string) string {
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(text)) // a strings.Builder takes everything
	return escaped.String()
}

// TextWidth estimates what text needs: nobody knows which font will draw it, so letters are taken to be wide.
func TextWidth(text string, size float64) float64 {
	return 0.6 * size * float64(utf8.RuneCountInString(text))
}
