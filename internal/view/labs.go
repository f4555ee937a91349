package view

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/docker/go-units"
	"k8s.io/apimachinery/pkg/util/duration"

	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// Labs are the labs of a machine. Its JSON is an interface.
type Labs struct {
	FormatVersion string           `json:"format_version"`
	Labs          []snapshot.Entry `json:"labs"`
}

// LabsJSON writes the labs for machines.
func LabsJSON(w io.Writer, labs []snapshot.Entry) error {
	return writeJSON(w, Labs{FormatVersion, labs})
}

// LabNames writes the names of labs, one a line.
func LabNames(w io.Writer, names []string) error {
	for _, name := range names {
		if _, err := fmt.Fprintln(w, printable.Line(name)); err != nil {
			return err
		}
	}
	return nil
}

// LabsText writes the labs for people, as a table, and below it what is wrong with some.
func LabsText(w io.Writer, labs []snapshot.Entry, now time.Time, style Style) error {
	if len(labs) == 0 {
		_, err := fmt.Fprintln(w, "No labs on this machine.")
		return err
	}
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tSTATE\tMANAGEMENT\tCLUSTERS\tAGE\tEXPIRES\tDISK\tMEMORY\tFILE")
	for _, lab := range labs {
		fmt.Fprintln(table, strings.Join([]string{
			printable.Line(lab.Name), lab.State, orNone(lab.Provider), fmt.Sprint(len(lab.Clusters)), age(lab.Made, now), expiry(lab.Expires, now),
			size(lab.Disk), size(lab.Memory), labFileText(lab),
		}, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, lab := range labs {
		if lab.Detail != "" {
			fmt.Fprintf(&text, "%s %s: %s\n", style.paint(yellow, "note:"), printable.Line(lab.Name), printable.Line(lab.Detail))
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func orNone(text string) string {
	if text == "" {
		return "-"
	}
	return printable.Line(text)
}

func labFileText(lab snapshot.Entry) string {
	if lab.FileLost {
		return orNone(lab.File) + " (lost)"
	}
	return orNone(lab.File)
}

func age(made *time.Time, now time.Time) string {
	if made == nil {
		return "-"
	}
	return duration.HumanDuration(now.Sub(*made))
}

// expiry is how long a lab has, or for how long its time has been over.
func expiry(at *time.Time, now time.Time) string {
	switch {
	case at == nil:
		return "-"
	case now.Before(*at):
		return "in " + duration.HumanDuration(at.Sub(now))
	}
	return "overdue by " + duration.HumanDuration(now.Sub(*at))
}

func size(bytes int64) string {
	if bytes == 0 {
		return "-"
	}
	return units.BytesSize(float64(bytes))
}
