package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// once refuses flags of one value that are given several, for all but the last would be left out without a word. What is said
// twice and is the same does no harm, but for a lab file: what was meant by it is for nobody to guess.
func once(root *cobra.Command, args []string) error {
	cmd, rest, err := root.Find(args)
	if err != nil {
		return fault.Wrap(fault.UnknownCommand, err)
	}
	given, names := map[string][]string{}, []string{}
	// Of flags that there are not, the command says so itself.
	_ = cmd.Flags().ParseAll(rest, func(flag *pflag.Flag, value string) error {
		if _, several := flag.Value.(pflag.SliceValue); !several {
			given[flag.Name], names = append(given[flag.Name], value), append(names, flag.Name)
		}
		return nil
	})
	for _, name := range names {
		values := given[name]
		text := strings.Join(values, " and ")
		switch {
		case len(values) > 1 && name == "file":
			return fault.Errorf(fault.WrongFlag, "-f is there %d times, with %s; a command takes one lab file at a time", len(values), text)
		case len(slices.Compact(slices.Clone(values))) > 1:
			return fault.Errorf(fault.WrongFlag, "--%s is there %d times, with %s; it takes one value", name, len(values), text)
		}
	}
	return nil
}
