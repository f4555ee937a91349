package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/explain"
	"github.com/kaaslab/kaaslab/internal/fault"
)

func newExplain(p *program) *cobra.Command {
	recursive := false
	cmd := &cobra.Command{
		Use:   "explain [field | code]",
		Short: "Tell what a field of the lab file, or the code of an error, means",
		Long: "Tell what a field of the lab file means: its type, default, limits, an example, and the fields within. Without a\n" +
			"field, show the top of the file. With the code of an error, tell its cause and what to do about it.",
		Example: "  kaaslab explain workloadClusters.workers\n  kaaslab explain KL1010",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return runExplain(p, strings.Join(args, ""), recursive)
		},
		ValidArgsFunction: completeExplain,
	}
	cmd.Flags().BoolVar(&recursive, "recursive", false, "list the fields at every depth")
	return cmd
}

func runExplain(p *program, word string, recursive bool) error {
	if explain.LooksLikeCode(word) {
		return explainCode(p, word)
	}
	field, err := explain.Lab()
	if err != nil {
		return err
	}
	if word != "" {
		if field, err = field.Find(word); err != nil {
			return err
		}
	}
	return field.Text(p.out, recursive)
}

func explainCode(p *program, code string) error {
	entry, known := fault.Find(code)
	switch {
	case known:
		return explain.Code(p.out, entry)
	case fault.Retired(code):
		return fault.Errorf(fault.UnknownField, "%s is a code of an earlier version; no error has it any more", strings.ToUpper(code))
	}
	return fault.Errorf(fault.UnknownField, "no error has the code %s; docs/errors.md lists all codes", strings.ToUpper(code))
}

// completeExplain offers the fields of the level that is being written, or the codes.
func completeExplain(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	if strings.HasPrefix(strings.ToUpper(word), "KL") {
		return codeWords(), cobra.ShellCompDirectiveNoFileComp
	}
	level, err := explain.Lab()
	prefix := ""
	if dot := strings.LastIndexByte(word, '.'); dot >= 0 && err == nil {
		prefix = word[:dot+1]
		level, err = level.Find(word[:dot])
	}
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return fieldWords(prefix, level.Fields), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func fieldWords(prefix string, fields []*explain.Field) []string {
	words := make([]string, len(fields))
	for i, f := range fields {
		words[i] = prefix + f.Name + "\t" + f.Type
	}
	return words
}

func codeWords() []string {
	var words []string
	for _, area := range fault.Areas() {
		for _, e := range area.Entries {
			words = append(words, string(e.Code)+"\t"+e.Title)
		}
	}
	return words
}
