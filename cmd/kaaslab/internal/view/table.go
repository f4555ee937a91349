package view

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kaaslab/kaaslab/cmd/kaaslab/internal/snapshot"
)

var stateColours = map[string]colour{
	snapshot.Ready: green, "Available": green, snapshot.Missing: yellow, snapshot.Unknown: yellow, snapshot.NotReady: red, "Failed": red,
}

// table writes rows in columns. The last column is not padded, and words that are states have colours.
func table(rows [][]string, style Style) string {
	widths := columnWidths(rows)
	var text strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			shown := cell
			if i < len(row)-1 {
				shown = pad(cell, widths[i]+2)
			}
			text.WriteString(style.paint(cellColour(cell), shown))
		}
		text.WriteByte('\n')
	}
	return text.String()
}

func cellColour(cell string) colour {
	word, _, _ := strings.Cut(cell, ":")
	return stateColours[word]
}

func columnWidths(rows [][]string) []int {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	return widths
}

func without(texts []string, unwanted string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return text == unwanted })
}
